import type { FitLogs } from '../sink';

export interface MonitorOptions {
  /** A logged name; 'val_loss' unless told, or 'loss' where nothing is validated. */
  readonly monitor?: string;
  /** Whether lower or higher is better; by the name unless told: accuracies, scores and areas go up. */
  readonly mode?: 'min' | 'max';
  /** What counts as an improvement; more than 0 unless told. */
  readonly minDelta?: number;
}

const HIGHER_IS_BETTER = /acc|auc|precision|recall|f1|r2|iou|score|reward|top/i;

/** Follows one metric. */
export class Monitor {
  best: number | null = null;
  readonly #given: MonitorOptions;

  /** @param of for errors: the callback @throws TypeError for a mode that is none */
  constructor(
    private readonly of: string,
    given: MonitorOptions,
  ) {
    const { mode } = given;
    if (mode !== undefined && mode !== 'min' && mode !== 'max') throw new TypeError(`mode of ${of} is 'min' or 'max'; here is '${String(mode)}'`);
    this.#given = given;
  }

  get name(): string {
    return this.#given.monitor ?? 'val_loss';
  }

  /** @throws Error naming what was logged, where the metric was not */
  read(logs: FitLogs): number {
    const value = logs[this.name] ?? (this.#given.monitor === undefined ? logs['loss'] : undefined);
    if (value === undefined) throw new Error(`${this.of} follows '${this.name}', which was not logged; logged are: ${Object.keys(logs).join(', ') || 'none'}`);
    return value;
  }

  isBetter(value: number, than: number | null): boolean {
    if (Number.isNaN(value)) return false;
    if (than === null || Number.isNaN(than)) return true;
    const { mode = HIGHER_IS_BETTER.test(this.name) ? 'max' : 'min', minDelta = 0 } = this.#given;
    return mode === 'min' ? value < than - minDelta : value > than + minDelta;
  }

  /** And remembers it if so. */
  improves(value: number): boolean {
    if (!this.isBetter(value, this.best)) return false;
    this.best = value;
    return true;
  }
}
