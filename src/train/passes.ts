/** Lines of progress for `evaluate`, `evaluateDataset` and `predict` of layers models, where they take their time. */
import type * as tfjs from '@tensorflow/tfjs';
import { newId } from '../base/ids';
import { PassProgress, type ShowProgress } from './pass-progress';

/** The part of tfjs that watching needs; the one instance that cells see. */
export type WatchedPasses = Pick<typeof tfjs, 'LayersModel' | 'concat' | 'dispose' | 'getBackend' | 'tidy'>;

type Given = tfjs.Tensor | tfjs.Tensor[];
type BatchFunction = (batch: unknown) => unknown;

/** Members that TensorFlow.js's declarations keep private. */
interface OpenPasses {
  testFunction: BatchFunction;
  /** Validation is a part of the line of its training. */
  readonly isTraining: boolean;
  evaluate(this: OpenPasses, x: unknown, y: unknown, args?: { readonly batchSize?: number }): Given;
  evaluateDataset(this: OpenPasses, dataset: { readonly size?: number | null }, args?: { readonly batches?: number }): Promise<Given>;
  makeTestFunction(this: OpenPasses): unknown;
  predictLoop(this: OpenPasses, inputs: Given, batchSize?: number, verbose?: boolean): Given;
}

/** What is over sooner needs no line, in milliseconds. */
const SHORT = 300;
/** Executors make one program of many batches and count none. */
const COUNTED = new Set(['cpu', 'wasm', 'webgl', 'webgpu']);

/** Whether passes on the present device are counted here, batch by batch. */
export const countsBatches = (tf: Pick<WatchedPasses, 'getBackend'>): boolean => COUNTED.has(tf.getBackend());

/** @param current shows a line in the run that calls; null outside of every run @param now milliseconds */
export function watchPasses(tf: WatchedPasses, current: () => ShowProgress | null, now: () => number): void {
  const prototype = tf.LayersModel.prototype as unknown as OpenPasses;
  const stock = { evaluate: prototype.evaluate, evaluateDataset: prototype.evaluateDataset, makeTestFunction: prototype.makeTestFunction, predictLoop: prototype.predictLoop };
  /** Counts the batches of the evaluation whose function is made next. */
  let counted: Pass | null = null;

  const begin = (model: OpenPasses, label: string, total: number | null): Pass | null => {
    const show = countsBatches(tf) && !model.isTraining ? current() : null;
    return show === null ? null : new Pass(show, label, total, now);
  };

  prototype.makeTestFunction = function () {
    const made = stock.makeTestFunction.call(this);
    const pass = counted;
    counted = null;
    if (pass !== null) {
      const evaluate = this.testFunction;
      this.testFunction = (batch) => pass.after(evaluate(batch));
    }
    return made;
  };

  prototype.evaluate = function (x, y, args = {}) {
    const pass = begin(this, 'evaluate', batchesOf(x, args.batchSize ?? 32));
    return pass === null ? stock.evaluate.call(this, x, y, args) : pass.around(() => counting(pass, () => stock.evaluate.call(this, x, y, args)));
  };

  prototype.evaluateDataset = async function (dataset, args) {
    const { size } = dataset;
    const pass = begin(this, 'evaluate', args?.batches ?? (typeof size === 'number' && Number.isFinite(size) ? size : null));
    if (pass === null) return stock.evaluateDataset.call(this, dataset, args);
    try {
      const result = await counting(pass, () => stock.evaluateDataset.call(this, dataset, args));
      pass.end('done');
      return result;
    } catch (error) {
      pass.end('failed');
      throw error;
    }
  };

  prototype.predictLoop = function (inputs, batchSize = 32, verbose = false) {
    const list = [inputs].flat();
    const rows = list[0]?.shape[0] ?? 0;
    const pass = rows <= batchSize || verbose ? null : begin(this, 'predict', Math.ceil(rows / batchSize));
    if (pass === null) return stock.predictLoop.call(this, inputs, batchSize, verbose);
    // As the stock loop does, batch by batch, with a look at the clock between two.
    return pass.around(() =>
      tf.tidy(() => {
        const parts: tfjs.Tensor[][] = [];
        for (let start = 0; start < rows; start += batchSize) {
          const batch = list.map((tensor) => tensor.slice([start], [Math.min(batchSize, rows - start)]));
          parts.push([pass.after(stock.predictLoop.call(this, batch.length === 1 ? (batch[0] as tfjs.Tensor) : batch, batchSize, verbose))].flat());
          tf.dispose(batch);
        }
        const joined = (parts[0] ?? []).map((_, output) => tf.concat(parts.map((part) => part[output] as tfjs.Tensor), 0));
        return joined.length === 1 ? (joined[0] as tfjs.Tensor) : joined;
      }),
    );
  };

  /** The test function is made synchronously, at the start. */
  function counting<T>(pass: Pass, run: () => T): T {
    counted = pass;
    try {
      return run();
    } finally {
      counted = null;
    }
  }
}

class Pass {
  readonly #line: PassProgress;
  readonly #startedAt: number;
  #done = 0;

  constructor(
    show: ShowProgress,
    label: string,
    total: number | null,
    private readonly now: () => number,
  ) {
    this.#startedAt = now();
    const late: ShowProgress = (id, state) => {
      if (now() - this.#startedAt >= SHORT) show(id, state);
    };
    this.#line = new PassProgress(late, newId(), label, total, now);
  }

  after<T>(result: T): T {
    this.#line.batch(++this.#done);
    return result;
  }

  around<T>(run: () => T): T {
    try {
      const result = run();
      this.end('done');
      return result;
    } catch (error) {
      this.end('failed');
      throw error;
    }
  }

  end(state: 'done' | 'failed'): void {
    if (this.now() - this.#startedAt >= SHORT) this.#line.end(state);
  }
}

function batchesOf(x: unknown, batchSize: number): number | null {
  const first: unknown = Array.isArray(x) ? x[0] : x;
  const rows: unknown = typeof first === 'object' && first !== null && 'shape' in first && Array.isArray(first.shape) ? first.shape[0] : null;
  return typeof rows === 'number' ? Math.ceil(rows / batchSize) : null;
}
