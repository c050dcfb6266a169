/** Training in this process, for tests: TensorFlow.js's plain backend, a sink that remembers, files in memory. */
import * as tf from '@tensorflow/tfjs';
import { createTrain, type Train } from './api';
import { createTestTracks } from './runs/testing';
import type { FitInfo, FitLogs } from './sink';
import type { CompileStep, TrainEnvironment, TrainTable } from './trainer/environment';

export interface Seen {
  readonly begun: FitInfo[];
  readonly batches: { readonly step: number; readonly logs: FitLogs }[];
  readonly epochs: { readonly epoch: number; readonly logs: FitLogs }[];
  readonly ends: string[];
  readonly tables: TrainTable[];
  readonly said: string[];
  readonly seeds: number[];
  readonly precisions: string[];
}

export interface TestTrain {
  readonly train: Train;
  readonly env: TrainEnvironment;
  readonly seen: Seen;
  readonly files: Map<string, Uint8Array>;
  readonly tracks: ReturnType<typeof createTestTracks>;
  /** The reader stops when asked so many times whether to. */
  stopAfter(times: number): void;
}

/** Steps as they are, which is what compiled steps compute. */
const asTheyAre: CompileStep = <Args extends readonly unknown[], Result>(step: (...args: Args) => Result) =>
  Object.assign((...args: Args): Result => tf.tidy(() => step(...args) as tf.TensorContainer) as Result, { dispose: () => undefined });

export function createTestTrain({ compile = asTheyAre, devices = 1 }: { compile?: CompileStep; devices?: number } = {}): TestTrain {
  const seen: Seen = { begun: [], batches: [], epochs: [], ends: [], tables: [], said: [], seeds: [], precisions: [] };
  const files = new Map<string, Uint8Array>();
  let most = Infinity;
  let asked = 0;
  const tracks = createTestTracks();
  const run = {
    tracks,
    sink: {
      begin: (info: FitInfo) => {
        seen.begun.push(info);
        return {
          batch: (step: number, logs: FitLogs) => seen.batches.push({ step, logs }),
          epoch: (epoch: number, logs: FitLogs) => seen.epochs.push({ epoch, logs }),
          end: (status: string) => seen.ends.push(status),
        };
      },
      shouldStop: () => ++asked > most,
    },
    files: {
      has: (name: string) => Promise.resolve(files.has(name)),
      bytes: (name: string) => (files.has(name) ? Promise.resolve(files.get(name) as Uint8Array) : Promise.reject(new Error(`file '${name}' not found`))),
      write: (name: string, content: Uint8Array<ArrayBuffer>) => Promise.resolve(void files.set(name, content)),
      append: (name: string, content: Uint8Array<ArrayBuffer>) => Promise.resolve(void files.set(name, Uint8Array.of(...(files.get(name) ?? []), ...content))),
      delete: (name: string) => Promise.resolve(void files.delete(name)),
    },
    table: (table: TrainTable) => void seen.tables.push(table),
    drawing: null,
    durable: null,
  };
  const env: TrainEnvironment = {
    tf,
    currentRun: () => run,
    compile,
    lineOf: (error) => /at .*\((.*\.test\.ts:\d+)/.exec(error.stack ?? '')?.[1] ?? null,
    seed: (seed) => void seen.seeds.push(seed),
    randomState: () => ({ key: 1 }),
    restoreRandom: () => undefined,
    watchShuffles: () => ({ put: () => undefined, mark: () => undefined, marked: [], now: [], end: () => undefined }),
    precision: (wanted) => {
      if (wanted !== undefined) seen.precisions.push(wanted);
      return 'float32';
    },
    device: () => ({ name: 'CPU', count: devices }),
    say: (message) => void seen.said.push(message),
    fetch: (url) => fetch(url),
    onEachDevice: async (work) => [{ device: 'CPU', ok: true, value: await work() }],
    now: () => performance.now(),
  };
  return { train: createTrain(env), env, seen, files, tracks, stopAfter: (times) => (most = times) };
}
