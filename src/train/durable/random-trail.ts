/** Where random numbers stood at the moments that a training within an epoch is to be taken up from. */
import type { RandomState, TrainEnvironment } from '../trainer/environment';

/** What JSON holds. */
export interface RandomMoments {
  /** When the epoch began: its data may be drawn by chance. */
  readonly epoch: RandomState;
  /** Before the next batch was read, which happens ahead of its step. */
  readonly fetch: RandomState;
  readonly now: RandomState;
}

export class RandomTrail {
  readonly #env: Pick<TrainEnvironment, 'randomState' | 'restoreRandom'>;
  #epoch: RandomState;
  #fetch: RandomState;
  #then: RandomMoments | null = null;

  constructor(env: Pick<TrainEnvironment, 'randomState' | 'restoreRandom'>) {
    this.#env = env;
    this.#epoch = this.#fetch = env.randomState();
    // `Math.random`, by which data is shuffled, becomes a part of the stream that checkpoints know.
    env.restoreRandom(this.#epoch);
  }

  get moments(): RandomMoments {
    return { epoch: this.#epoch, fetch: this.#fetch, now: this.#env.randomState() };
  }

  resume(moments: RandomMoments): void {
    this.#then = moments;
  }

  /** @param isWithin whether batches of it are to be skipped */
  beginEpoch(isWithin: boolean): void {
    if (this.#then !== null) this.#env.restoreRandom(isWithin ? this.#then.epoch : this.#then.now);
    if (!isWithin) this.#then = null;
    this.#epoch = this.#env.randomState();
  }

  /** @param isFirst whether all before it were skipped */
  beforeFetch(isFirst: boolean): void {
    if (isFirst && this.#then !== null) this.#env.restoreRandom(this.#then.fetch);
    this.#fetch = this.#env.randomState();
  }

  /** The first batch that is not skipped has been read. */
  skipped(): void {
    if (this.#then !== null) this.#env.restoreRandom(this.#then.now);
    this.#then = null;
  }
}
