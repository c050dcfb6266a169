/** How a training runs rather than what it learns: sampled about once a second. */
import type { TrackedFit } from '../../../train/runs/types';

export interface SystemParts {
  /** Bytes that tensors take. */
  readonly memory: () => number;
  /** Writes points at the step and time of the sample. */
  readonly write: (values: Readonly<Record<string, number>>, step: number, at: number) => void;
}

const EVERY = 1000;

interface Mark {
  readonly step: number;
  /** Milliseconds. */
  readonly at: number;
  readonly waited: number;
}

export class SystemSeries {
  #last: Mark;
  /** The first step: what came before it is set-up, which counts only where nothing else came. */
  #first: Mark | null = null;
  #samples = 0;
  // Of the last step: numbers of their own, for they change with each.
  #step: number;
  #at: number;

  constructor(
    private readonly parts: SystemParts,
    private readonly tracked: TrackedFit,
    step: number,
    at: number,
  ) {
    this.#last = { step, at, waited: 0 };
    this.#step = step;
    this.#at = at;
  }

  /** After a step. */
  step(step: number, at: number): void {
    this.#step = step;
    this.#at = at;
    this.#first ??= this.#mark();
    if (at - this.#last.at >= EVERY) this.#sample();
  }

  /** A training of less than a second has a sample, too. */
  end(): void {
    if (this.#samples === 0 && this.#first !== null) this.#sample();
  }

  #mark(): Mark {
    return { step: this.#step, at: this.#at, waited: this.tracked.waited?.() ?? 0 };
  }

  #sample(): void {
    const from = this.#samples === 0 && this.#first !== null && this.#first.step < this.#step ? this.#first : this.#last;
    const { step, at, waited } = (this.#last = this.#mark());
    const elapsed = at - from.at;
    this.#samples++;
    if (step === from.step) return;
    this.parts.write(
      {
        'system/step ms': elapsed / (step - from.step),
        'system/memory MB': this.parts.memory() / 1e6,
        ...(this.tracked.waited !== undefined && elapsed > 0 && { 'system/input wait %': Math.min(100, (100 * (waited - from.waited)) / elapsed) }),
      },
      step,
      at,
    );
  }
}
