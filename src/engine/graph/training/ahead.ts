/** Batches that are made, and sent to the device, while earlier ones are trained on. */
import type { TensorContainer } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../../api';

export interface BatchIterator {
  next(): Promise<{ readonly value: unknown; readonly done: boolean }>;
}

/** Batches that are made on the device, each when it is asked for. */
export interface DeviceBatches extends BatchIterator {
  /** How many of those that come next are alike, at most so many, and the examples of each; null at the end. Resolves when the device has room for more. */
  alike(most: number): Promise<{ readonly count: number; readonly size: number } | null>;
  /** The one that comes `index` after the next. */
  at(index: number): unknown;
  /** The next ones as one, each tensor with an axis of so many steps before its own. */
  stack(steps: number): unknown;
  /** As if so many had been taken. */
  skip(count: number): void;
}

/** What trainings ask of a dataset. */
export interface BatchSource {
  /** Batches; null or absent where unknown. */
  readonly size?: number | null;
  iterator(): Promise<BatchIterator | DeviceBatches>;
  /** Whether its batches are made on the device: reading them ahead gains nothing. */
  readonly isOnDevice?: boolean;
  /** The same data in the types that layers take; absent where it is so already. */
  forLayers?(): BatchSource;
}

/** Batches that wait: one being sent and one being made. */
const AHEAD = 2;

/** The same dataset, read ahead of whoever trains on it. */
export class Ahead implements BatchSource {
  readonly size: number | null;
  #open: { waiting: Promise<unknown>[]; isOver: boolean }[] = [];

  constructor(
    private readonly tf: StockTensorFlow,
    private readonly source: BatchSource,
  ) {
    this.size = source.size ?? null;
  }

  async iterator(): Promise<BatchIterator> {
    const upstream = await this.source.iterator();
    const state = { waiting: [] as Promise<{ readonly value: unknown; readonly done: boolean }>[], isOver: false };
    this.#open.push(state);
    let last: Promise<unknown> = Promise.resolve();
    const read = (): void => {
      // One after another: not every iterator may be asked again before it has answered.
      const next = last.then(() => (state.isOver ? { value: null, done: true } : upstream.next()));
      next.then(
        ({ done }) => (state.isOver ||= done),
        () => (state.isOver = true),
      );
      last = next.catch(() => undefined);
      state.waiting.push(next);
    };
    return {
      next: () => {
        while (state.waiting.length <= AHEAD) read();
        return state.waiting.shift() ?? Promise.resolve({ value: null, done: true });
      },
    };
  }

  /** Frees what nobody will ask for. */
  async close(): Promise<void> {
    const open = this.#open;
    this.#open = [];
    for (const state of open) state.isOver = true;
    for (const { waiting } of open) {
      for (const next of await Promise.allSettled(waiting)) {
        if (next.status === 'fulfilled') this.tf.dispose((next.value as { readonly value: TensorContainer }).value);
      }
    }
  }
}
