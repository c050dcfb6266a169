/** Batches that are made, and sent to the device, while earlier ones are trained on. */
import type { TensorContainer } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../../api';

export interface BatchIterator {
  next(): Promise<{ readonly value: unknown; readonly done: boolean }>;
}

/** What trainings ask of a dataset. */
export interface BatchSource {
  /** Batches; null or absent where unknown. */
  readonly size?: number | null;
  iterator(): Promise<BatchIterator>;
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
