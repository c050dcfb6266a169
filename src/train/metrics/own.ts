/** Metrics of users' own, in Keras's words, and their place beside ours. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tools/tensorflow';
import type { Given, Metric, MetricState } from './metric';
import { readAll, shapeText, sizeOf } from '../tools/tensors';

/** What `result` of an own metric may give: a number, or a scalar that is read then and disposed. */
type OwnResult = number | Tensor;

/** An own metric: an object or an instance of a class with these methods. */
export interface OwnMetric {
  readonly name?: string;
  updateState(yTrue: Given, yPred: Given, sampleWeight?: Given | null): void;
  result(): OwnResult | Promise<OwnResult>;
  resetStates(): void;
  dispose?(): void;
  state?(): Promise<MetricState>;
  restore?(state: MetricState): void;
}

/** The class that own metrics extend, with weights that it resets, saves and disposes of. */
export type OwnMetricClass = abstract new (name?: string) => OwnMetric & {
  readonly name: string;
  /** A variable that no optimizer trains, float32 of `shape` (a scalar unless told), filled with `initial` (0) now and at each reset. */
  addWeight(name: string, shape?: readonly number[], initial?: number): Variable;
};

interface Weight {
  readonly variable: Variable;
  readonly initial: number;
}

export function ownMetricClass(tf: TensorFlow): OwnMetricClass {
  abstract class Own implements OwnMetric {
    readonly name: string;
    readonly #weights: Weight[] = [];

    constructor(name?: string) {
      this.name = name ?? new.target.name;
    }

    abstract updateState(yTrue: Given, yPred: Given, sampleWeight?: Given | null): void;
    abstract result(): OwnResult | Promise<OwnResult>;

    addWeight(name: string, shape: readonly number[] = [], initial = 0): Variable {
      const variable = tf.tidy(() => tf.variable(tf.fill([...shape], initial), false, freeName(tf, `${this.name}/${name}`)));
      this.#weights.push({ variable, initial });
      return variable;
    }

    resetStates(): void {
      tf.tidy(() => {
        for (const { variable, initial } of this.#weights) variable.assign(tf.fill(variable.shape, initial));
      });
    }

    dispose(): void {
      for (const { variable } of this.#weights) variable.dispose();
    }

    async state(): Promise<MetricState> {
      const read = await readAll(tf, () => this.#weights.map(({ variable }) => variable));
      return read.map((one) => one && { shape: one.shape, values: [...one.values] });
    }

    restore(state: MetricState): void {
      this.#weights.forEach(({ variable }, index) => {
        const one = state[index];
        if (!one || sizeOf(one.shape) !== variable.size) throw new Error(`${this.name}: the saved state has ${shapeText(one?.shape ?? [])} where the weight has ${shapeText(variable.shape)}; it is of another metric.`);
        tf.tidy(() => variable.assign(tf.tensor([...one.values], variable.shape, 'float32')));
      });
    }
  }
  return Own;
}

/** Names of variables are unique. */
function freeName(tf: TensorFlow, wanted: string): string {
  const taken = tf.engine().registeredVariables;
  for (let number = 0; ; number++) {
    const name = number === 0 ? wanted : `${wanted}_${number}`;
    if (taken[name] === undefined) return name;
  }
}

/** An own metric as trainers use them; ours as they are. @throws TypeError naming the method that is missing */
export function asMetric(tf: TensorFlow, given: OwnMetric | Metric<unknown>): Metric<unknown> {
  const missing = ['updateState', 'result', 'resetStates'].find((method) => typeof (given as unknown as Record<string, unknown>)?.[method] !== 'function');
  if (missing !== undefined) throw new TypeError(`A metric needs ${missing}(); its methods are updateState(yTrue, yPred, sampleWeight), result() and resetStates().`);
  if ('update' in given) return given;
  const own = given;
  const update = (...pairs: Parameters<OwnMetric['updateState']>): void => void tf.tidy(() => own.updateState(...pairs));
  const reset = (): void => own.resetStates();
  return {
    name: own.name ?? own.constructor.name,
    update,
    updateState: update,
    reset,
    resetStates: reset,
    dispose: () => own.dispose?.(),
    state: () => own.state?.() ?? Promise.resolve([]),
    restore: (state) => own.restore?.(state),
    async result() {
      const given = own.result();
      // Results are read after the scope that asks for them.
      const result = await (given instanceof tf.Tensor ? tf.keep(given) : given);
      if (typeof result === 'number') return result;
      const values = await result.data();
      result.dispose();
      return values.length === 1 ? Number(values[0]) : Array.from(values);
    },
  };
}
