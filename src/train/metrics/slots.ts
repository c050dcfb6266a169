/** Where metrics keep their numbers: variables on the device, made when the first batch shows their shape. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tools/tensorflow';
import { sameShape, shapeText } from '../tools/tensors';

/** One tensor that lives from batch to batch. Variables outlive tidies, follow a change of device, and work in compiled steps. */
export class Slot {
  #variable: Variable | null = null;
  #isFresh = false;

  constructor(private readonly tf: TensorFlow) {}

  /** Null where nothing was ever gathered; zeros since a reset. */
  get value(): Tensor | null {
    // `tf.disposeVariables()` takes ours along, without marking them: that is a reset, too.
    if (this.#variable !== null && this.tf.engine().registeredVariables[this.#variable.name] !== this.#variable) this.#variable = null;
    return this.#variable;
  }

  /** Whether it may take another shape than it has. */
  get isFresh(): boolean {
    return this.value === null || this.#isFresh;
  }

  set(value: Tensor): void {
    const known = this.value;
    if (known !== null && !sameShape(known.shape, value.shape)) this.dispose();
    if (this.#variable === null) this.#variable = this.tf.tidy(() => this.tf.variable(value.toFloat(), false));
    else this.#variable.assign(value);
    this.#isFresh = false;
  }

  /** To zeros, in the same variable: compiled steps hold on to it. */
  reset(): void {
    const known = this.value;
    if (known === null) return;
    this.tf.tidy(() => this.#variable?.assign(this.tf.zerosLike(known)));
    this.#isFresh = true;
  }

  dispose(): void {
    this.value?.dispose();
    this.#variable = null;
  }
}

/** Updates that are summed before the sum goes to the large one: fewer roundings than one long sum has. */
const FOLD = 256;

/** A sum over batches, in two levels so that small batches are not lost beside a large sum. */
export class Sum {
  readonly recent: Slot;
  readonly large: Slot;
  #updates = 0;

  constructor(
    private readonly tf: TensorFlow,
    private readonly metric: string,
  ) {
    this.recent = new Slot(tf);
    this.large = new Slot(tf);
  }

  /** @throws Error where a later batch has other outputs than the first */
  add(batch: Tensor): void {
    const known = this.recent.value;
    const isSame = known !== null && sameShape(known.shape, batch.shape);
    if (known !== null && !isSame && !this.recent.isFresh) {
      throw new Error(`${this.metric}: this batch gathers ${shapeText(batch.shape)} numbers, those before it ${shapeText(known.shape)}; the number of classes or outputs must stay, or reset() the metric.`);
    }
    this.recent.set(isSame ? known.add(batch) : batch);
    if (++this.#updates < FOLD) return;
    this.#updates = 0;
    const recent = this.recent.value as Tensor;
    const large = this.large.value;
    this.large.set(large !== null && sameShape(large.shape, recent.shape) ? large.add(recent) : recent);
    this.recent.set(this.tf.zerosLike(recent));
  }
}

/** All batches one after the other, where a sum would not do. */
export class Batches {
  #parts: Tensor[] = [];

  constructor(private readonly tf: TensorFlow) {}

  /** Null where nothing was gathered; joined along the first dimension. The caller tidies. */
  get value(): Tensor | null {
    const [first] = this.#parts;
    if (first === undefined) return null;
    return this.#parts.length === 1 ? first : this.tf.concat(this.#parts, 0);
  }

  /** [size of the first batch, ...]: what later ones must have but for the first dimension. */
  get shape(): readonly number[] | null {
    return this.#parts[0]?.shape ?? null;
  }

  add(batch: Tensor): void {
    this.#parts.push(this.tf.keep(batch.toFloat().clone()));
  }

  set(value: Tensor): void {
    this.reset();
    this.add(value);
  }

  reset(): void {
    for (const part of this.#parts) part.dispose();
    this.#parts = [];
  }

  dispose(): void {
    this.reset();
  }
}
