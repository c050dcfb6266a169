import type { TensorFlow } from '../api';
import type { DataId, KernelBackend } from '../tensors';

/** What TensorFlow.js records of one buffer; `backend` says where it lives. */
export type DataRecord = ReturnType<ReturnType<TensorFlow['engine']>['state']['tensorInfo']['get']> & object;

/**
 * Every buffer that is alive. TensorFlow.js keeps them in a WeakMap, which cannot be listed, so nothing
 * could move them to another device before they are asked for, and then only by a synchronous read.
 */
export class LiveData {
  readonly #ids = new Set<DataId>();
  readonly #records: WeakMap<object, DataRecord>;

  /** Must be made before the first tensor. */
  constructor(tf: TensorFlow) {
    const engine = tf.engine();
    const records = engine.state.tensorInfo;
    const ids = this.#ids;
    this.#records = records;
    const track = engine.trackTensor.bind(engine);
    engine.trackTensor = (tensor, backend) => {
      track(tensor, backend);
      ids.add(tensor.dataId);
    };
    const remove = engine.removeDataId.bind(engine);
    engine.removeDataId = (dataId, backend) => {
      remove(dataId, backend);
      if (!records.has(dataId)) ids.delete(dataId);
    };
  }

  /** The buffers that live anywhere but on `backend`. */
  elsewhere(backend: KernelBackend): DataId[] {
    return [...this.#ids].filter((id) => this.record(id)?.backend !== backend);
  }

  get size(): number {
    return this.#ids.size;
  }

  /** Undefined once the buffer has been disposed. */
  record(id: DataId): DataRecord | undefined {
    return this.#records.get(id);
  }
}
