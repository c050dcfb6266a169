import type { TensorFlow } from '../api';
import type { DataId } from '../tensors';
import type { LiveData } from '../patches/live-data';

/** Where code of a cell stands, as people name it ("Cell [3], line 5"); null for a stack without cells. */
export type Locate = (stack: Error) => string | null;

export interface LargeTensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly bytes: number;
  /** The cell's line that made it; null where no cell did, or before a kernel said how to tell. */
  readonly place: string | null;
}

/** Buffers below this are never named, so nothing is noted of them: a stack costs some ten microseconds. */
const NOTED_BYTES = 2 ** 20;

const ledgers = new WeakMap<object, Ledger>();

/** The ledger of an engine's TensorFlow.js; undefined while it starts. */
export const ledgerOf = (tf: TensorFlow): Ledger | undefined => ledgers.get(tf.engine());

/** Who made the large tensors that are alive. */
export class Ledger {
  readonly #live: LiveData;
  /** Errors whose stacks nobody has read yet: V8 writes a stack's text when it is first asked for. */
  readonly #stacks = new WeakMap<DataId, Error>();
  #locate: Locate = () => null;

  constructor(tf: TensorFlow, live: LiveData) {
    this.#live = live;
    const engine = tf.engine();
    const track = engine.trackTensor.bind(engine);
    engine.trackTensor = (tensor, backend) => {
      track(tensor, backend);
      if (tensor.size * 4 >= NOTED_BYTES && !this.#stacks.has(tensor.dataId)) this.#stacks.set(tensor.dataId, new Error());
    };
    ledgers.set(engine, this);
  }

  /** Who can tell cells from a stack. */
  locateBy(locate: Locate): void {
    this.#locate = locate;
  }

  /** Null for a small tensor, or one that no cell made. */
  placeOf(id: DataId): string | null {
    const stack = this.#stacks.get(id);
    return stack === undefined ? null : this.#locate(stack);
  }

  /** The largest buffers alive, largest first. */
  largest(count: number): LargeTensor[] {
    const found = this.#live.all().flatMap((id) => {
      const record = this.#live.record(id);
      return record === undefined ? [] : [{ id, record }];
    });
    return found
      .sort((a, b) => b.record.bytes - a.record.bytes)
      .slice(0, count)
      .map(({ id, record: { shape, dtype, bytes } }) => ({ shape, dtype, bytes, place: this.placeOf(id) }));
  }
}
