/** Watches batches as they come: how long they are waited for, and what the first looks like. */
import type * as tfjs from '@tensorflow/tfjs';

interface Described {
  readonly shape: readonly number[];
  readonly dtype: string;
}

interface Batches {
  next(): Promise<IteratorResult<unknown, unknown>>;
}

export class WatchedData {
  /** Milliseconds. */
  waited = 0;
  first: readonly Described[] | null = null;

  constructor(
    private readonly tensor: typeof tfjs.Tensor,
    private readonly now: () => number,
  ) {}

  /** The dataset, whose iterators are watched; everything else of it is its own. One whose batches lie on the device is not waited for, and comes as it is. */
  dataset<D extends object>(dataset: D): D {
    if ('forLayers' in dataset || 'isOnDevice' in dataset) return dataset;
    const { iterator } = dataset as unknown as { iterator(): Promise<object> };
    const watched = async (): Promise<object> => this.#iterator((await iterator.call(dataset)) as object & Batches);
    return instead(dataset, 'iterator', watched);
  }

  /** Counts the time until the batch is there. */
  async next<T extends IteratorResult<unknown, unknown>>(batch: Promise<T>): Promise<T> {
    const from = this.now();
    const result = await batch;
    this.waited += this.now() - from;
    if (result.done !== true) this.first ??= this.#tensorsOf(result.value);
    return result;
  }

  #iterator<I extends object & Batches>(iterator: I): I {
    return instead(iterator, 'next', () => this.next(iterator.next()));
  }

  #tensorsOf(value: unknown): Described[] {
    if (value instanceof this.tensor) return [{ shape: value.shape, dtype: value.dtype }];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap((item) => this.#tensorsOf(item)) : [];
  }
}

/** The same object but for one method; its other methods run on itself, which may have private fields. */
export function instead<T extends object>(target: T, name: string, method: unknown): T {
  return new Proxy(target, {
    get(_, key) {
      if (key === name) return method;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' && key !== 'constructor' ? (value.bind(target) as unknown) : value;
    },
  });
}
