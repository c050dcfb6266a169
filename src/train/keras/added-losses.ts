/** Losses that layers add in their `call`: `this.addLoss(tensor)`. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';

interface Entry {
  readonly tensor: tfjs.Tensor;
  /** Whether it is part of a sum already: of the model's losses, or of what a step has read of them. */
  isCounted: boolean;
}

interface OpenLayer {
  readonly name: string;
  readonly _losses?: (() => tfjs.Scalar)[];
  /** Of models. */
  readonly layers?: readonly OpenLayer[];
  calculateLosses(): tfjs.Scalar[];
}

interface LayerPrototype {
  addLoss(this: OpenLayer, losses: unknown): void;
  calculateLosses(this: OpenLayer): tfjs.Scalar[];
  apply(this: OpenLayer, ...args: unknown[]): unknown;
}

/** By the layer that added them, of its latest call from outside of a model: kept until the next. */
const entries = new WeakMap<object, Entry[]>();
/** Of steps under way, the innermost last. */
const collecting: Entry[][] = [];
/** Calls of layers under way: those within a model's are not from outside. */
let depth = 0;
const installed = new WeakSet<object>();

/**
 * From here on `layer.addLoss` takes scalars as well as functions, they count in the loss of `fit` and of a Trainer, and
 * `model.losses` lists the scalars of the latest call, those of regularizers too, as Keras has it.
 */
export function installAddedLosses(tf: TrainOps): void {
  const layer = tf.layers.Layer.prototype as unknown as LayerPrototype;
  if (installed.has(layer)) return;
  installed.add(layer);
  const { calculateLosses, apply } = layer;

  layer.addLoss = function (losses) {
    for (const loss of losses === null || losses === undefined ? [] : [losses].flat()) {
      if (typeof loss === 'function') this._losses?.push(loss as () => tfjs.Scalar);
      else if (loss instanceof tf.Tensor) add(this, loss);
      else throw new TypeError(`addLoss of '${this.name}' takes a scalar tensor, a function that gives one, or a list of these; here is ${String(loss)}`);
    }
  };
  layer.calculateLosses = function () {
    return [...calculateLosses.call(this), ...uncounted(this)];
  };
  layer.apply = function (...args) {
    if (depth === 0) forget(this);
    return within(() => apply.apply(this, args));
  };

  const model = tf.LayersModel.prototype as unknown as Pick<LayerPrototype, 'calculateLosses'> & { losses: unknown };
  const ofLayers = model.calculateLosses;
  model.calculateLosses = function () {
    return [...ofLayers.call(this), ...(this._losses ?? []).map((loss) => loss()), ...uncounted(this)];
  };
  Object.defineProperty(model, 'losses', {
    configurable: true,
    get(this: OpenLayer): tfjs.Scalar[] {
      const added = latest(this);
      for (const entry of added) entry.isCounted = true;
      // What is left are the regularizers.
      return [...this.calculateLosses(), ...added.map(({ tensor }) => tensor as tfjs.Scalar)];
    },
  });

  function add(to: OpenLayer, tensor: tfjs.Tensor): void {
    if (tensor.size !== 1) throw new TypeError(`addLoss of '${to.name}' was given a tensor of shape [${tensor.shape}]; a loss is a scalar: reduce it, as with .mean()`);
    // A model's call frees what is made within it.
    const entry = { tensor: tf.keep(tensor.reshape([])), isCounted: false };
    entries.set(to, [...(entries.get(to) ?? []), entry]);
    collecting.at(-1)?.push(entry);
  }
}

/** The sum of a step's own loss and those that layers added while it ran; what the step has read of `model.losses` is in it already. */
export function withAddedLosses(step: () => tfjs.Tensor): tfjs.Tensor {
  const own: Entry[] = [];
  collecting.push(own);
  try {
    const loss = step();
    return own.filter(({ isCounted }) => !isCounted).reduce((sum, { tensor }) => sum.add(tensor), loss);
  } finally {
    collecting.pop();
    // Nothing outlives a step that is compiled.
    for (const { tensor } of own) tensor.dispose();
  }
}

/** A forward pass of a model that does not go through its `apply`. */
export function asOneCall<T>(model: object, work: () => T): T {
  forget(model as OpenLayer);
  return within(work);
}

function within<T>(work: () => T): T {
  depth++;
  try {
    return work();
  } finally {
    depth--;
  }
}

function forget(layer: OpenLayer): void {
  for (const { tensor } of entries.get(layer) ?? []) if (!tensor.isDisposed) tensor.dispose();
  entries.delete(layer);
  for (const inner of layer.layers ?? []) forget(inner);
}

function latest(layer: OpenLayer): Entry[] {
  return [...(entries.get(layer) ?? []).filter(({ tensor }) => !tensor.isDisposed), ...(layer.layers ?? []).flatMap(latest)];
}

function uncounted(layer: OpenLayer): tfjs.Scalar[] {
  const own = (entries.get(layer) ?? []).filter(({ tensor, isCounted }) => !isCounted && !tensor.isDisposed);
  for (const entry of own) entry.isCounted = true;
  return own.map(({ tensor }) => tensor as tfjs.Scalar);
}
