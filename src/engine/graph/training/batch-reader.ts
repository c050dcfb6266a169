/** Batches of a dataset as a model's step takes them, one by one or as many as an execution does. */
import type { Tensor } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../../api';
import { sameSpec } from '../ir';
import type { BatchIterator, DeviceBatches } from './ahead';
import type { Batches } from './executions';
import type { OpenModel } from './model';

type Given = readonly Tensor[];
type ModelNames = Pick<OpenModel, 'name' | 'inputNames' | 'outputNames'>;

export interface BatchReader {
  /** `steps` batches that are alike where so many come next and `most` allows it, else one; null where the dataset has ended. */
  next(most: number, steps: number): Promise<Batches | null>;
  /** The first batches are done with. */
  drop(count: number): void;
  /** Frees what is left. */
  close(): void;
}

export function readBatches(tf: StockTensorFlow, model: ModelNames, iterator: BatchIterator | DeviceBatches): BatchReader {
  return 'stack' in iterator ? deviceReader(tf, model, iterator) : new Reader(tf, model, iterator);
}

/** Batches that the device makes in the form in which they are asked for. */
function deviceReader(tf: StockTensorFlow, model: ModelNames, iterator: DeviceBatches): BatchReader {
  /** Stacks of batches that could not be trained on as one: after each the next is tried later, since all of it is made for nothing. */
  let vain = 0;
  let patience = 0;
  let stacked = 0;
  return {
    async next(most, steps) {
      const alike = await iterator.alike(most);
      if (alike === null) return null;
      const count = alike.count === steps && patience === 0 ? steps : 1;
      patience = Math.max(0, patience - 1);
      return {
        count,
        size: alike.size,
        one: (index) => tensorsOf(tf, model, iterator.at(index)),
        all: () => {
          stacked = count;
          return tensorsOf(tf, model, iterator.stack(count));
        },
      };
    },
    drop(count) {
      if (count < stacked) patience = 2 ** ++vain - 1;
      stacked = 0;
      iterator.skip(count);
    },
    close: () => undefined,
  };
}

/** Batches that come as tensors, which are kept until they are trained on. */
class Reader implements BatchReader {
  #waiting: Given[] = [];
  #isOver = false;

  constructor(
    private readonly tf: StockTensorFlow,
    private readonly model: ModelNames,
    private readonly iterator: BatchIterator,
  ) {}

  async next(most: number, steps: number): Promise<Batches | null> {
    while (this.#alike < most && this.#alike === this.#waiting.length && !this.#isOver) {
      const { value, done } = await this.iterator.next();
      if (value !== null && value !== undefined) this.#waiting.push(tensorsOf(this.tf, this.model, value));
      this.#isOver = done;
    }
    const found = Math.min(most, this.#alike);
    return found === 0 ? null : batchesOf(this.tf, this.#waiting.slice(0, found === steps ? found : 1));
  }

  drop(count: number): void {
    this.tf.dispose(this.#waiting.splice(0, count) as Tensor[][]);
  }

  close(): void {
    this.drop(this.#waiting.length);
  }

  /** How many of those that wait have the first one's shapes. */
  get #alike(): number {
    const [first] = this.#waiting;
    const other = this.#waiting.findIndex((batch) => batch.some((tensor, index) => !sameSpec(tensor, first?.[index] ?? tensor)));
    return other === -1 ? this.#waiting.length : other;
  }
}

function batchesOf(tf: StockTensorFlow, given: readonly Given[]): Batches {
  const [first = []] = given;
  return {
    count: given.length,
    size: first[0]?.shape[0] ?? 0,
    one: (index) => given[index] ?? [],
    all: () => first.map((_, input) => tf.stack(given.map((batch) => batch[input] as Tensor))),
  };
}

function tensorsOf(tf: StockTensorFlow, { inputNames, outputNames, name }: ModelNames, value: unknown): Given {
  const { xs, ys } = value as { readonly xs?: unknown; readonly ys?: unknown };
  if (xs === undefined || ys === undefined) throw new TypeError('fitDataset takes a dataset of batches {xs, ys}: tensors, lists of tensors, or objects of tensors by name');
  const found = [...listed(tf, xs, inputNames, 'input'), ...listed(tf, ys, outputNames, 'output')];
  if (found.length !== inputNames.length + outputNames.length) throw new TypeError(`'${name}' has ${inputNames.length} inputs and ${outputNames.length} outputs; a batch of the dataset has ${found.length} tensors`);
  return found;
}

function listed(tf: StockTensorFlow, value: unknown, names: readonly string[], kind: string): Given {
  if (value instanceof tf.Tensor) return [value];
  if (Array.isArray(value)) return value as Tensor[];
  return names.map((name) => {
    const tensor = (value as Readonly<Record<string, Tensor | undefined>>)[name];
    if (tensor === undefined) throw new TypeError(`a batch of the dataset has no ${kind} '${name}'; it has: ${Object.keys(value as object).join(', ')}`);
    return tensor;
  });
}
