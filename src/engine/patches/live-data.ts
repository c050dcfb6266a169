import type { TensorFlow } from '../api';
import { isLost } from '../lost/lost-backend';
import type { DataId, KernelBackend } from '../tensors';

/** What TensorFlow.js records of one buffer; `backend` says where it lives. */
export type DataRecord = ReturnType<ReturnType<TensorFlow['engine']>['state']['tensorInfo']['get']> & object;

/**
 * Every buffer that is alive. TensorFlow.js keeps them in a WeakMap, which cannot be listed, so nothing
 * could move them to another device before they are asked for, and then only by a synchronous read.
 */
export class LiveData {
  readonly #ids = new Set<DataId>();
  readonly #engine: ReturnType<TensorFlow['engine']>;

  /** Must be made before the first tensor. */
  constructor(tf: TensorFlow) {
    const engine = tf.engine();
    const ids = this.#ids;
    this.#engine = engine;
    const track = engine.trackTensor.bind(engine);
    engine.trackTensor = (tensor, backend) => {
      track(tensor, backend);
      ids.add(tensor.dataId);
    };
    const remove = engine.removeDataId.bind(engine);
    engine.removeDataId = (dataId, backend) => {
      remove(dataId, backend);
      if (!engine.state.tensorInfo.has(dataId)) ids.delete(dataId);
    };
  }

  all(): DataId[] {
    return [...this.#ids].filter((id) => {
      // `engine().reset()` forgets every tensor without saying so.
      if (this.record(id) === undefined) this.#ids.delete(id);
      return this.#ids.has(id);
    });
  }

  /** The buffers that live anywhere but on `backend`, and can be moved. */
  elsewhere(backend: KernelBackend): DataId[] {
    return this.all().filter((id) => {
      const home = this.record(id)?.backend;
      return home !== undefined && home !== backend && !isLost(home);
    });
  }

  get size(): number {
    return this.#ids.size;
  }

  /** Undefined once the buffer has been disposed. */
  record(id: DataId): DataRecord | undefined {
    return this.#engine.state.tensorInfo.get(id);
  }
}
