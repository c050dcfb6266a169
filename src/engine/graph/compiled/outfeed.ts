/** Tells what steps return, in order, while the steps after them run. */
import type { Tensor } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../../api';
import type { Values } from '../../tensors';
import { isPlain } from './signature';

/** What a step returns, told while a call of many steps runs. */
export interface Outfeed {
  /** Every step's, unless told; or the latest each time some are done. */
  readonly mode?: 'all' | 'last';
  /**
   * @param values what the step returns, each tensor as its values of one step or several, one after another
   * @param firstStep the step that they begin with, counted from 0 over all calls
   */
  readonly onValues: (values: unknown, firstStep: number) => void;
}

/** Where values are in this machine's memory. */
const READ_AT_ONCE = new Set(['cpu', 'wasm']);

/** Of steps that run one after another. A device that loops by itself tells its values by itself. */
export class StepFeed {
  readonly #tf: StockTensorFlow;
  readonly #outfeed: Outfeed;
  /** In the order of steps. */
  #told: Promise<void> = Promise.resolve();
  #underWay = 0;

  constructor(tf: StockTensorFlow, outfeed: Outfeed) {
    this.#tf = tf;
    this.#outfeed = outfeed;
  }

  /**
   * What is here already is told at once; a device is asked for the values now, so that they come while it goes on.
   * @param isLast of a call: its values are told however many wait
   */
  step(result: unknown, step: number, isLast: boolean): void {
    const { mode = 'all', onValues } = this.#outfeed;
    if (READ_AT_ONCE.has(this.#tf.getBackend())) return onValues(this.#here(result), step);
    if (mode === 'last' && this.#underWay > 0 && !isLast) return;
    this.#underWay++;
    const read = this.#coming(result).finally(() => this.#underWay--);
    // Who reads the result hears why it has no values; what the listener throws is the reader's to hear.
    const values = read.then((found) => ({ found }), () => null);
    this.#told = this.#told.catch(() => undefined).then(async () => {
      const came = await values;
      if (came !== null) onValues(came.found, step);
    });
  }

  /** Once all has been told. */
  settled(): Promise<void> {
    return this.#told;
  }

  #here(value: unknown): unknown {
    const { Tensor, Variable } = this.#tf;
    if (value instanceof Variable) return value;
    if (value instanceof Tensor) return value.dataSync();
    if (Array.isArray(value)) return value.map((item) => this.#here(item));
    return isPlain(value) ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.#here(item)])) : value;
  }

  async #coming(value: unknown): Promise<unknown> {
    const { Tensor, Variable } = this.#tf;
    if (value instanceof Variable) return value;
    if (value instanceof Tensor) return this.#read(value);
    if (Array.isArray(value)) return Promise.all(value.map((item) => this.#coming(item)));
    if (!isPlain(value)) return value;
    return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([name, item]) => [name, await this.#coming(item)] as const)));
  }

  /** The caller may dispose of the tensor before it is read. */
  async #read(tensor: Tensor): Promise<Values> {
    const own = this.#tf.keep(tensor.clone());
    try {
      return (await own.data()) as Values;
    } finally {
      own.dispose();
    }
  }
}
