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
  #seen: Mark;
  #samples = 0;

  constructor(
    private readonly parts: SystemParts,
    private readonly tracked: TrackedFit,
    step: number,
    at: number,
  ) {
    this.#last = this.#seen = { step, at, waited: 0 };
  }

  /** After a step. */
  step(step: number, at: number): void {
    // What came before the first step is set-up: it counts only where nothing else came.
    const isFirst = this.#seen === this.#last && this.#samples === 0;
    this.#seen = { step, at, waited: this.tracked.waited?.() ?? 0 };
    if (isFirst && this.#first === null) this.#first = this.#seen;
    if (at - this.#last.at >= EVERY) this.#sample();
  }
  #first: Mark | null = null;

  /** A training of less than a second has a sample, too. */
  end(): void {
    if (this.#samples === 0 && this.#seen !== this.#last) this.#sample();
  }

  #sample(): void {
    const from = this.#samples === 0 && this.#first !== null && this.#first.step < this.#seen.step ? this.#first : this.#last;
    const { step, at, waited } = this.#seen;
    const elapsed = at - from.at;
    this.#samples++;
    this.#last = this.#seen;
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
