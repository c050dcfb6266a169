/** Looks at the validation data of one training: a few batches before it, all of them when an epoch or a part of it is done. */
import { newId } from '../../base/ids';
import type { Module } from '../module/types';
import { PassProgress } from '../pass-progress';
import type { FitLogs } from '../sink';
import type { Feed } from './data';
import type { TrainEnvironment, TrainRun } from './environment';
import { evaluate } from './evaluate';
import { limited, type Settings } from './options';

interface ValidationParts {
  readonly env: TrainEnvironment;
  readonly run: TrainRun | null;
  readonly settings: Settings;
  readonly module: Module;
  readonly validation: Feed | null;
}

interface Position {
  readonly epoch: number;
  readonly step: number;
  readonly batchIndex: number;
}

export class Validation {
  /** One line for all of a training: the latest. */
  readonly #lineId = newId();

  constructor(
    private readonly parts: ValidationParts,
    private readonly position: () => Position,
    private readonly shouldStop: () => boolean,
  ) {}

  /** A fault of validation shows before the first epoch, not after it. */
  async sanityCheck(): Promise<void> {
    const { settings, validation } = this.parts;
    if (validation === null || settings.sanityValidationSteps === 0) return;
    await this.#pass(validation, settings.sanityValidationSteps, 'sanity validation', limited(settings.sanityValidationSteps, validation.length));
  }

  /** @returns `val_*`; null where there is no data for it */
  async whole(begins: () => Promise<void>): Promise<FitLogs | null> {
    const { settings, validation } = this.parts;
    if (validation === null) return null;
    await begins();
    const limit = limited(settings.limits.validation, validation.length);
    return this.#pass(validation, limit, 'validation', limit);
  }

  async #pass(feed: Feed, limit: number, label: string, total: number): Promise<FitLogs> {
    const { env, run, module } = this.parts;
    const progress = run?.progress === undefined ? null : new PassProgress(run.progress, this.#lineId, label, total, env.now);
    const { logs } = await evaluate(env.tf, module, { kind: 'validation', feed, limit, position: this.position(), shouldStop: this.shouldStop, progress });
    return logs;
  }
}
