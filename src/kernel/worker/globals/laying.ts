/** What `runtime` of a cell does about where tensors lie on a server with several devices. */
import type { Sequential, Variable } from '@tensorflow/tfjs';
import type { Engine } from '../../../engine/api';
import type { Pipeline, PipelineOptions } from '../../../engine/pipeline/pipeline';

export interface Laying {
  /** Lays a variable parted along one of its axes among the devices of the server's `model` axis. */
  shard<V extends Variable>(variable: V, axis: number): V;
  /** Keeps what optimizers remember in the memory of the server's machine between steps. */
  offload(what: 'optimizer', on?: boolean): void;
  /** Trains a model whose layers are cut into stages, each on devices of its own where there are several. */
  pipeline(model: Sequential, options: PipelineOptions): Pipeline;
}

export function createLaying(engine: Pick<Engine, 'tf' | 'remote' | 'pipeline'>): Laying {
  const { tf, remote } = engine;
  return {
    pipeline: (model, options) => engine.pipeline(model, options),
    shard(variable, axis) {
      if (!(variable instanceof tf.Variable)) throw new TypeError('runtime.shard takes a variable, such as model.layers[0].getWeights()[0], and one of its axes');
      remote.layout.shard(variable, axis);
      return variable;
    },
    offload(what, on = true) {
      if ((what as unknown) !== 'optimizer') throw new TypeError(`runtime.offload keeps 'optimizer' in the machine's memory; here is '${String(what)}'`);
      remote.layout.offload(on);
    },
  };
}
