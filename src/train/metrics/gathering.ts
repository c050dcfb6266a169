/** The life of a metric: update in a tidy, read once, reset, save, restore. What it gathers is up to each. */
import type { TensorFlow } from '../tools/tensorflow';
import type { Metric, MetricState, Pairs } from './metric';
import { Batches, Slot, Sum } from './slots';
import type { Gathered } from '../tools/tensors';
import { readAll, sameShape, sizeOf } from '../tools/tensors';

type Store = Slot | Batches;

/** What was gathered, in 64-bit numbers; null of what has gathered nothing. */
export type Reading = (store: Store | Sum) => Gathered | null;

export abstract class Gathering<R = number, Args extends readonly unknown[] = Pairs> implements Metric<R, Args> {
  readonly #stores: Store[] = [];
  #isDisposed = false;

  constructor(
    protected readonly tf: TensorFlow,
    readonly name: string,
  ) {}

  /** Adds a batch to the stores; what it makes on the way is tidied. */
  protected abstract gather(...args: Args): void;
  protected abstract compute(read: Reading): R;

  protected slot(): Slot {
    return this.#own(new Slot(this.tf));
  }

  protected sum(): Sum {
    const sum = new Sum(this.tf, this.name);
    this.#stores.push(sum.recent, sum.large);
    return sum;
  }

  protected batches(): Batches {
    return this.#own(new Batches(this.tf));
  }

  #own<S extends Store>(store: S): S {
    this.#stores.push(store);
    return store;
  }

  update(...args: Args): void {
    this.#refuseDisposed();
    this.tf.tidy(() => this.gather(...args));
  }

  updateState(...args: Args): void {
    this.update(...args);
  }

  async result(): Promise<R> {
    const gathered = await this.#read();
    const of = (store: Store): Gathered | null => gathered[this.#stores.indexOf(store)] ?? null;
    return this.compute((store) => (store instanceof Sum ? added(of(store.recent), of(store.large)) : of(store)));
  }

  reset(): void {
    for (const store of this.#stores) store.reset();
  }

  resetStates(): void {
    this.reset();
  }

  dispose(): void {
    for (const store of this.#stores) store.dispose();
    this.#isDisposed = true;
  }

  async state(): Promise<MetricState> {
    const gathered = await this.#read();
    return gathered.map((one) => one && { shape: one.shape, values: [...one.values] });
  }

  restore(state: MetricState): void {
    this.#refuseDisposed();
    if (state.length !== this.#stores.length || state.some((one) => one !== null && sizeOf(one.shape) !== one.values.length)) {
      throw new Error(`${this.name}: this state is of another kind of metric; restore what state() of one with the same options gave.`);
    }
    state.forEach((one, index) => {
      const store = this.#stores[index];
      store?.reset();
      if (one !== null) this.tf.tidy(() => store?.set(this.tf.tensor([...one.values], [...one.shape], 'float32')));
    });
  }

  #read(): Promise<(Gathered | null)[]> {
    this.#refuseDisposed();
    return readAll(this.tf, () => this.#stores.map((store) => store.value));
  }

  #refuseDisposed(): void {
    if (this.#isDisposed) throw new Error(`The metric '${this.name}' was disposed; make another, or reset() instead of disposing of it.`);
  }
}

function added(recent: Gathered | null, large: Gathered | null): Gathered | null {
  if (recent === null || large === null || !sameShape(recent.shape, large.shape)) return recent;
  return { shape: recent.shape, values: recent.values.map((value, index) => value + (large.values[index] ?? 0)) };
}
