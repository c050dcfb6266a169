/** What `runtime` of a cell does about where tensors lie on a server with several devices. */
import type { Variable } from '@tensorflow/tfjs';
import type { Engine } from '../../../engine/api';

export interface Laying {
  /** Lays a variable parted along one of its axes among the devices of the server's `model` axis. */
  shard<V extends Variable>(variable: V, axis: number): V;
  /** Keeps what optimizers remember in the memory of the server's machine between steps. */
  offload(what: 'optimizer', on?: boolean): void;
}

export function createLaying({ tf, remote }: Pick<Engine, 'tf' | 'remote'>): Laying {
  return {
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
