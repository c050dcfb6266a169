/** The orders of shuffled datasets, so that a training that was cut off meets its data again as it would have. */
import type { StockTensorFlow } from '../api';

/** What a shuffle's next order follows from: what JSON holds. */
interface ShuffleState {
  readonly seed: string;
  /** How often it was walked. */
  readonly walks: number;
}

/** The shuffles that are walked from its beginning on, in the order in which they are first met. */
export interface ShuffleWatch {
  /** Has them go on from there, those that are still to be met as well. */
  put(states: readonly ShuffleState[]): void;
  /** Remembers where they stand: where they are met, for those that are still to be. */
  mark(): void;
  readonly marked: readonly ShuffleState[];
  readonly now: readonly ShuffleState[];
  end(): void;
}

type Dataset = InstanceType<StockTensorFlow['data']['Dataset']>;
type Shuffle = Dataset['shuffle'];
/** TensorFlow.js gives an order as the seed of the shuffle of one walk. */
interface Walkable {
  shuffle(size: number, seed: string): unknown;
}

/** The stock draws of one dataset, apart from its data. */
class Draws {
  #state: ShuffleState;
  #stock: { iterator(): Promise<unknown> };
  /** Drawn so far by `#stock`. */
  #drawn = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    seed: string,
    private readonly make: (seed: string) => { iterator(): Promise<unknown> },
  ) {
    this.#state = { seed, walks: 0 };
    this.#stock = make(seed);
  }

  get state(): ShuffleState {
    return this.#state;
  }
  set state(state: ShuffleState) {
    this.#state = state;
    this.#stock = this.make(state.seed);
    this.#drawn = 0;
  }

  /** Of the next walk; one after another where several begin at once. */
  next(): Promise<string> {
    const { seed, walks } = this.#state;
    this.#state = { seed, walks: walks + 1 };
    const order = this.#last.then(async () => {
      for (; this.#drawn < walks; this.#drawn++) await this.#stock.iterator();
      this.#drawn++;
      return (await this.#stock.iterator()) as string;
    });
    this.#last = order.catch(() => undefined);
    return order;
  }
}

class Watch implements ShuffleWatch {
  readonly #met: Draws[] = [];
  #marked: ShuffleState[] = [];
  #coming: readonly ShuffleState[] = [];

  constructor(private readonly all: Set<Watch>) {
    all.add(this);
  }

  meet(draws: Draws): void {
    if (this.#met.includes(draws)) return;
    const state = this.#coming[this.#met.length];
    if (state !== undefined) draws.state = state;
    this.#met.push(draws);
    this.#marked.push(draws.state);
  }
  put(states: readonly ShuffleState[]): void {
    this.#coming = states;
    this.#met.forEach((draws, index) => {
      const state = states[index];
      if (state !== undefined) draws.state = state;
    });
  }
  mark(): void {
    this.#marked = [...this.now];
  }
  get marked(): readonly ShuffleState[] {
    return [...this.#marked];
  }
  get now(): readonly ShuffleState[] {
    return this.#met.map(({ state }) => state);
  }
  end(): void {
    this.all.delete(this);
  }
}

/** Watches that last, by instance of TensorFlow.js. */
export class Shuffles {
  readonly #watches = new Set<Watch>();

  watch(): ShuffleWatch {
    return new Watch(this.#watches);
  }

  /** Changes `shuffle` of datasets in place; orders stay those of TensorFlow.js. @param newSeed for those that are given none */
  install({ data }: Pick<StockTensorFlow, 'data'>, newSeed: () => string): void {
    const { prototype } = data.Dataset;
    const stock: Shuffle = prototype.shuffle;
    const watches = this.#watches;
    prototype.shuffle = function (this: Dataset, size, seed, again) {
      const first = seed ?? newSeed();
      const made = stock.call(this, size, first, again);
      const walked: Walkable = { shuffle: (_, order) => order };
      const draws = new Draws(first, (from) => stock.call({ size: this.size, iterator: () => Promise.resolve(walked) } as unknown as Dataset, size, from, again));
      made.iterator = async () => {
        for (const watch of watches) watch.meet(draws);
        const order = await draws.next();
        return (await this.iterator()).shuffle(size, order);
      };
      return made;
    };
  }
}
