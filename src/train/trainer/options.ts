/** The options of a Trainer, checked. */
import type { Callback } from '../callbacks/types';
import type { CheckpointEvery } from '../durable/types';
import type { Logger } from '../loggers/types';
import type { GradientClip } from './gradients';
import { readClassWeight, type ClassWeight } from './targets';

export interface Limits {
  /** Batches of an epoch: a whole number, or a share in (0, 1). */
  readonly train?: number;
  readonly validation?: number;
  readonly test?: number;
  readonly predict?: number;
}

export interface TrainerOptions {
  readonly maxEpochs?: number;
  readonly maxSteps?: number;
  readonly callbacks?: readonly Callback[];
  readonly accumulateGradBatches?: number;
  readonly gradientClip?: GradientClip;
  readonly valCheckInterval?: number;
  readonly limitBatches?: number | Limits;
  readonly overfitBatches?: number;
  readonly fastDevRun?: boolean | number;
  readonly detectAnomaly?: boolean;
  readonly sanityValidationSteps?: number;
  readonly seed?: number;
  readonly stepsPerExecution?: number;
  readonly devices?: number;
  readonly precision?: 'float32' | 'mixed_float16' | 'mixed_bfloat16';
  readonly emulate?: boolean;
  readonly logger?: Logger | readonly Logger[] | boolean;
  /** What examples count by their class, as `await train.classWeights(labels)` tells. */
  readonly classWeight?: ClassWeight;
  /** Share of one-hot labels that is spread over all classes while training. */
  readonly labelSmoothing?: number;
  readonly runEagerly?: boolean;
  readonly summary?: boolean;
  readonly checkpointEvery?: CheckpointEvery;
}

export interface Settings {
  readonly maxEpochs: number;
  readonly maxSteps: number;
  readonly callbacks: readonly Callback[];
  readonly accumulateGradBatches: number;
  readonly gradientClip: GradientClip | null;
  readonly valCheckInterval: number;
  readonly limits: Required<Limits>;
  readonly overfitBatches: number;
  readonly isDevRun: boolean;
  readonly detectAnomaly: boolean;
  readonly sanityValidationSteps: number;
  readonly seed: number | null;
  readonly stepsPerExecution: number;
  readonly devices: number | null;
  readonly precision: NonNullable<TrainerOptions['precision']> | null;
  readonly emulate: boolean;
  readonly loggers: readonly Logger[];
  /** Whether its trainings are kept as runs: always but for `logger: false`, and for trials of the code. */
  readonly keepsRuns: boolean;
  readonly classWeight: ClassWeight | null;
  readonly labelSmoothing: number;
  readonly runEagerly: boolean;
  readonly summary: boolean;
  /** Null for the usual. */
  readonly checkpointEvery: CheckpointEvery | null;
}

const NAMES: Readonly<Record<keyof TrainerOptions, true>> = {
  maxEpochs: true, maxSteps: true, callbacks: true, accumulateGradBatches: true, gradientClip: true, valCheckInterval: true, limitBatches: true,
  overfitBatches: true, fastDevRun: true, detectAnomaly: true, sanityValidationSteps: true, seed: true, stepsPerExecution: true, devices: true,
  precision: true, emulate: true, logger: true, classWeight: true, labelSmoothing: true, runEagerly: true, summary: true, checkpointEvery: true,
};

/** Stands for "all batches". */
const ALL = Infinity;
const DEFAULT_EPOCHS = 1000;
const SANITY_STEPS = 5;

/** @throws TypeError for an option that is none, RangeError for a value out of range; both name the remedy */
export function readTrainerOptions(given: TrainerOptions): Settings {
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(NAMES, name));
  if (unknown !== undefined) throw new TypeError(`option '${unknown}' of a Trainer not found; options are: ${Object.keys(NAMES).join(', ')}`);
  const { fastDevRun = false, limitBatches = ALL, logger = true } = given;
  const devBatches = fastDevRun === true ? 1 : fastDevRun === false ? 0 : whole('fastDevRun', fastDevRun, 1);
  const limits = typeof limitBatches === 'number' ? { train: limitBatches, validation: limitBatches, test: limitBatches, predict: limitBatches } : limitBatches;
  for (const [name, value] of Object.entries(limits)) limit(`limitBatches${typeof limitBatches === 'number' ? '' : `.${name}`}`, value);
  const overfitBatches = whole('overfitBatches', given.overfitBatches ?? 0, 0);
  const valCheckInterval = limit('valCheckInterval', given.valCheckInterval ?? ALL);
  const capped = (value = ALL): number => (devBatches > 0 ? devBatches : value);
  return {
    maxEpochs: devBatches > 0 ? 1 : whole('maxEpochs', given.maxEpochs ?? (given.maxSteps === undefined ? DEFAULT_EPOCHS : Number.MAX_SAFE_INTEGER), 1),
    maxSteps: given.maxSteps === undefined ? Infinity : whole('maxSteps', given.maxSteps, 1),
    callbacks: callbacksOf(given.callbacks ?? []),
    accumulateGradBatches: whole('accumulateGradBatches', given.accumulateGradBatches ?? 1, 1),
    gradientClip: clipOf(given.gradientClip),
    valCheckInterval: devBatches > 0 ? ALL : valCheckInterval,
    limits: { train: overfitBatches > 0 ? overfitBatches : capped(limits.train), validation: overfitBatches > 0 ? overfitBatches : capped(limits.validation), test: capped(limits.test), predict: capped(limits.predict) },
    overfitBatches,
    isDevRun: devBatches > 0,
    detectAnomaly: given.detectAnomaly ?? false,
    sanityValidationSteps: devBatches > 0 || overfitBatches > 0 ? 0 : whole('sanityValidationSteps', given.sanityValidationSteps ?? SANITY_STEPS, 0),
    seed: given.seed === undefined ? null : finite('seed', given.seed),
    stepsPerExecution: whole('stepsPerExecution', given.stepsPerExecution ?? 1, 1),
    devices: given.devices === undefined ? null : whole('devices', given.devices, 1),
    precision: precisionOf(given.precision),
    emulate: given.emulate ?? false,
    loggers: loggersOf(logger),
    keepsRuns: logger !== false && devBatches === 0,
    classWeight: readClassWeight(given.classWeight),
    labelSmoothing: share('labelSmoothing', given.labelSmoothing ?? 0),
    runEagerly: given.runEagerly ?? false,
    summary: given.summary ?? true,
    checkpointEvery: everyOf(given.checkpointEvery),
  };
}

function everyOf(every: CheckpointEvery | undefined): Settings['checkpointEvery'] {
  if (every === undefined || every === false) return every ?? null;
  const { seconds, steps } = (typeof every === 'object' ? every : {}) as { readonly seconds?: unknown; readonly steps?: unknown };
  const isSeconds = typeof seconds === 'number' && seconds > 0 && steps === undefined;
  const isSteps = typeof steps === 'number' && Number.isInteger(steps) && steps > 0 && seconds === undefined;
  if (!isSeconds && !isSteps) throw new RangeError('checkpointEvery of a Trainer is {seconds} above 0, {steps} from 1 on, or false for none');
  return every;
}

/** How many batches a limit leaves of `length`. */
export function limited(value: number, length: number | null): number {
  if (value >= 1) return Math.min(value, length ?? Infinity);
  if (length === null) throw new Error(`a share of batches, ${value}, needs data that knows its length: give a whole number of batches instead`);
  return Math.max(1, Math.floor(value * length));
}

function whole(name: string, value: unknown, least: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least) throw new RangeError(`${name} of a Trainer is a whole number from ${least} on; here is ${String(value)}`);
  return value;
}

function finite(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new RangeError(`${name} of a Trainer is a number; here is ${String(value)}`);
  return value;
}

function share(name: string, value: unknown): number {
  if (typeof value !== 'number' || !(value >= 0 && value < 1)) throw new RangeError(`${name} of a Trainer is a share from 0 to below 1, such as 0.1; here is ${String(value)}`);
  return value;
}

function limit(name: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && (value < 1 || Number.isInteger(value) || value === ALL)) return value;
  throw new RangeError(`${name} of a Trainer is a whole number of batches from 1 on, or a share of them above 0 and below 1; here is ${String(value)}`);
}

function clipOf(clip: GradientClip | undefined): GradientClip | null {
  if (clip === undefined) return null;
  const { value, norm } = typeof clip === 'object' && clip !== null ? clip : {};
  const chosen = [value, norm].filter((one) => one !== undefined);
  if (chosen.length !== 1 || !(typeof chosen[0] === 'number' && chosen[0] > 0)) throw new RangeError('gradientClip of a Trainer is {value} or {norm}, a number above 0, such as {norm: 1}');
  return clip;
}

function precisionOf(precision: TrainerOptions['precision']): Settings['precision'] {
  if (precision === undefined) return null;
  if (!['float32', 'mixed_float16', 'mixed_bfloat16'].includes(precision)) throw new TypeError(`precision of a Trainer is 'float32', 'mixed_float16' or 'mixed_bfloat16'; here is '${String(precision)}'`);
  return precision;
}

function callbacksOf(callbacks: unknown): readonly Callback[] {
  if (!Array.isArray(callbacks)) throw new TypeError('callbacks of a Trainer is an array, such as [new train.EarlyStopping({monitor: \'val_loss\'})]');
  callbacks.forEach((callback: unknown, index) => {
    if (typeof callback === 'function') throw new TypeError(`callbacks[${index}] is a class: write new ${callback.name}(…)`);
    if (typeof callback !== 'object' || callback === null) throw new TypeError(`callbacks[${index}] is ${String(callback)}; a callback is an object with hooks such as onEpochEnd(event)`);
  });
  return callbacks as readonly Callback[];
}

function loggersOf(logger: TrainerOptions['logger']): readonly Logger[] {
  const given: readonly unknown[] = typeof logger === 'boolean' || logger === undefined ? [] : Array.isArray(logger) ? logger : [logger];
  for (const one of given) if (typeof one !== 'object' || one === null || !('log' in one) || typeof one.log !== 'function') throw new TypeError('logger of a Trainer is an object with log(values, {step, epoch}), or an array of such');
  return given as readonly Logger[];
}
