/** What a model is made of, and whether all of it does the same in each step. */
import type { StockTensorFlow } from '../../api';
import type { OpenModel } from './model';

/** A layer, activation, regulariser, constraint or initialiser. */
export type Part = Readonly<Record<string, unknown>>;

/** Functions that an object may have of its own instead of its class's. */
const REPLACEABLE = ['call', 'apply', 'computeMask', '_callHook', 'minimize', 'computeGradients', 'applyGradients'];

/**
 * Tells classes and functions that are known to do nothing in JavaScript but call operations from those of the reader,
 * which may count steps or draw numbers that a recording would freeze.
 */
export class KnownParts {
  readonly #tf: StockTensorFlow;
  readonly #classes = new Set<unknown>();
  readonly #functions = new Set<unknown>();

  /**
   * Takes what is registered now for known: to be made before the reader's code runs.
   * @param innerOptimizer the one inside an optimizer that only calls operations around it; null for others
   */
  constructor(
    tf: StockTensorFlow,
    private readonly innerOptimizer: (optimizer: object) => object | null,
  ) {
    this.#tf = tf;
    for (const [found] of Object.values(tf.serialization.SerializationMap.getMap().classNameMap)) this.#classes.add(found);
    for (const found of [tf.LayersModel, tf.Sequential, ...Object.values<unknown>({ ...tf })]) if (typeof found === 'function') this.#classes.add(found);
    for (const found of [...Object.values<unknown>({ ...tf.losses }), ...Object.values<unknown>({ ...tf.metrics })]) this.#functions.add(found);
  }

  /** The layers of a model and all that they are made of; models within it are among them. */
  partsOf(model: OpenModel): ReadonlySet<Part> {
    const found = new Set<Part>();
    const visit = (value: unknown): void => {
      if (Array.isArray(value)) return value.forEach(visit);
      if (!(value instanceof this.#tf.serialization.Serializable) || found.has(value as unknown as Part)) return;
      const part = value as unknown as Part;
      found.add(part);
      if (value instanceof this.#tf.LayersModel) visit(value.layers);
      else Object.values(part).forEach(visit);
    };
    visit(model.layers);
    return found;
  }

  /** Why its steps may differ in more than their numbers; null if they cannot. */
  obstacle(model: OpenModel, parts: ReadonlySet<Part>): string | null {
    for (const part of parts) {
      const reason = this.#obstacleIn(part);
      if (reason !== null) return reason;
    }
    const optimizer = this.innerOptimizer(model.optimizer_) ?? model.optimizer_;
    if (!this.#classes.has(optimizer.constructor) || REPLACEABLE.some((name) => Object.hasOwn(optimizer, name))) return `its optimizer ${optimizer.constructor.name} is a class of your own`;
    const loss = this.#unknownIn(model.loss);
    if (loss !== null) return `its loss ${loss} is a function of your own`;
    const metric = this.#unknownIn(model.metrics);
    return metric === null ? null : `its metric ${metric} is a function of your own`;
  }

  #obstacleIn(part: Part): string | null {
    const isKnown = this.#classes.has(part.constructor);
    // Known classes say what they are called; a minified build has shortened their own names.
    const kind = isKnown ? ((part.constructor as { readonly className?: string }).className ?? part.constructor.name) : part.constructor.name;
    const name = typeof part['name'] === 'string' ? `${kind} '${part['name']}'` : kind;
    if (!isKnown) return `${name} is a class of your own`;
    const replaced = REPLACEABLE.find((method) => Object.hasOwn(part, method) && typeof part[method] === 'function');
    if (replaced !== undefined) return `${name} has a ${replaced} of your own`;
    if (part['stateful'] === true) return `${name} keeps a state from batch to batch`;
    if (part instanceof this.#tf.layers.RNNCell && (isPositive(part['dropout']) || isPositive(part['recurrentDropout']))) return `${name} drops out inside the recurrence, by masks that it makes as it goes`;
    return null;
  }

  /** The name of the first function that is not known among names, functions, lists and maps of them. */
  #unknownIn(value: unknown): string | null {
    if (typeof value === 'function') return this.#functions.has(value) ? null : value.name === '' ? '(without a name)' : `'${value.name}'`;
    if (typeof value !== 'object' || value === null) return null;
    for (const item of Object.values(value)) {
      const found = this.#unknownIn(item);
      if (found !== null) return found;
    }
    return null;
  }
}

const isPositive = (value: unknown): boolean => typeof value === 'number' && value > 0;
