/** The line of progress of one pass over data: validation, a test, a prediction. */
import { FitPace } from './fit-pace';
import type { FitLogs, FitProgress } from './sink';

/** Shows or replaces the line of that name. */
export type ShowProgress = (id: string, state: FitProgress) => void;

const EVERY_MS = 100;

export class PassProgress {
  readonly #startedAt: number;
  readonly #pace: FitPace;
  #done = 0;
  #shownAt: number;

  /** @param total batches; null or infinite where unknown @param now milliseconds */
  constructor(
    private readonly show: ShowProgress,
    private readonly id: string,
    private readonly label: string,
    private readonly total: number | null,
    private readonly now: () => number,
  ) {
    this.#startedAt = this.#shownAt = now();
    this.#pace = new FitPace(0, this.#startedAt);
  }

  /** So many batches are done. Shown ten times a second at most, and not for what is over sooner. */
  batch(done: number): void {
    this.#done = done;
    const now = this.now();
    if (now - this.#shownAt < EVERY_MS) return;
    this.#shownAt = now;
    this.#say('running', now, {});
  }

  /** @param logs what came out, to stand in the line */
  end(state: 'done' | 'stopped' | 'failed', logs: FitLogs = {}): void {
    this.#say(state, this.now(), logs);
  }

  #say(state: FitProgress['state'], now: number, logs: FitLogs): void {
    this.#pace.mark(this.#done, now);
    const msPerStep = this.#pace.msPerStep();
    const total = state === 'done' ? this.#done : this.total !== null && Number.isFinite(this.total) ? this.total : null;
    this.show(this.id, {
      label: this.label,
      done: this.#done,
      ...(total !== null && { total }),
      metrics: Object.entries(logs).flatMap(([name, value]) => (Number.isFinite(value) ? [{ name, value }] : [])),
      ...(msPerStep !== undefined && { msPerStep }),
      ...(state === 'running' && msPerStep !== undefined && total !== null && { etaSeconds: ((total - this.#done) * msPerStep) / 1000 }),
      elapsedSeconds: (now - this.#startedAt) / 1000,
      state,
    });
  }
}
