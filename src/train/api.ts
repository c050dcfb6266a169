/** The global `train` of a cell. */
import { accelerate, type Accelerated, type AccelerateOptions } from './accelerate/accelerate';
import { createAverageCallbacks, type AverageCallbacks } from './callbacks/averages';
import { EarlyStopping } from './callbacks/early-stopping';
import { HistogramLogger } from './callbacks/histogram-logger';
import { createLogPredictions } from './callbacks/fit-predictions';
import { createLogImages, type LogImages } from './callbacks/log-images';
import type { LogPredictions } from './callbacks/log-predictions';
import { ModelCheckpoint } from './callbacks/model-checkpoint';
import { NormLogger } from './callbacks/norm-logger';
import { DeviceStats, GradientAccumulationSchedule, LearningRateMonitor, ProgressBar, Timer } from './callbacks/watching';
import { createRunApi, type RunApi } from './runs/run-api';
import { schedules } from './schedules/schedules';
import { createLoggers, type Loggers } from './loggers/loggers';
import { createMetrics, type Metrics } from './metrics/create';
import { createDurableTools, type DurableTools } from './durable/tools';
import { defineModule, type ModuleDefinition } from './module/define';
import { createModuleClass, type ModuleClass } from './module/module';
import type { Hparams, Module } from './module/types';
import { createPrecision, type MixedPrecision } from './precision/mixed-precision';
import { choice, int, logUniform, normal, uniform } from './sweep/space';
import { createSweep, type Sweep } from './sweep/sweep';
import { decodeCheckpoint, type Checkpoint } from './trainer/checkpoint';
import type { TrainEnvironment } from './trainer/environment';
import { findRateOf } from './trainer/find-rate';
import { restoreWeights } from './trainer/saving';
import { createTools, type Tools } from './tools/create';
import { createTrainerClass, filesOf, type TrainerClass } from './trainer/trainer';
import { createTransfer, type Transfer } from './transfer/create';

const CALLBACKS = { EarlyStopping, ModelCheckpoint, LearningRateMonitor, GradientAccumulationSchedule, ProgressBar, Timer, DeviceStats, HistogramLogger, NormLogger };
/** What a setting of a sweep may be. */
const DISTRIBUTIONS = { uniform, logUniform, normal, int, choice };

export interface Train extends Readonly<typeof CALLBACKS>, Readonly<typeof DISTRIBUTIONS>, AverageCallbacks, Tools, Transfer, DurableTools {
  readonly LogPredictions: typeof LogPredictions;
  readonly LogImages: typeof LogImages;
  readonly Module: ModuleClass;
  readonly Trainer: TrainerClass;
  readonly mixedPrecision: MixedPrecision;
  readonly metrics: Metrics;
  readonly run: RunApi;
  readonly loggers: Loggers;
  readonly sweep: Sweep;
  readonly schedules: typeof schedules;
  defineModule(definition: ModuleDefinition): Module;
  /** A module with a checkpoint's weights: made by its class from the hyper-parameters that were saved, or the one given. */
  fromCheckpoint<M extends Module>(checkpoint: Checkpoint | string, module: M | (new (hparams: Hparams) => M)): Promise<M>;
  accelerate(options: AccelerateOptions): Accelerated;
}

export function createTrain(env: TrainEnvironment): Train {
  const ModuleOf = createModuleClass(env.tf);
  const precision = createPrecision(env);
  return {
    ...CALLBACKS,
    ...DISTRIBUTIONS,
    ...createAverageCallbacks(env.tf),
    LogPredictions: createLogPredictions(env.tf, () => env.currentRun()?.drawing ?? null),
    LogImages: createLogImages(env.tf, () => env.currentRun()?.drawing ?? null),
    ...createTools(env.tf, () => env.currentRun()?.drawing ?? null, (module, data, options) => findRateOf(env, ModuleOf, module, data, options)),
    ...createTransfer(env),
    Module: ModuleOf,
    mixedPrecision: precision.mixedPrecision,
    Trainer: createTrainerClass(env, ModuleOf, precision),
    ...createDurableTools(env, ModuleOf),
    metrics: createMetrics(env.tf),
    run: createRunApi(env.tf, () => env.currentRun()),
    loggers: createLoggers({ date: () => Date.now(), now: env.now, say: env.say }),
    sweep: createSweep(env),
    schedules,
    defineModule: (definition) => defineModule(ModuleOf, definition),
    async fromCheckpoint(given, module) {
      const checkpoint = typeof given === 'string' ? decodeCheckpoint(await filesOf(env.currentRun()).bytes(given), given) : given;
      const made = typeof module === 'function' ? new module(checkpoint.module.hparams) : module;
      if (!(made instanceof ModuleOf)) throw new TypeError('fromCheckpoint takes a module or a class that extends train.Module');
      restoreWeights(env.tf, made, checkpoint.weights);
      return made;
    },
    accelerate: (options) => accelerate(env, ModuleOf, options),
  };
}
