/** What cells do with trainings that are kept: go on with them, look back at them. */
import type * as tfjs from '@tensorflow/tfjs';
import { asModule } from '../module/define';
import type { ModuleClass } from '../module/module';
import type { Module } from '../module/types';
import type { Checkpoint } from '../trainer/checkpoint';
import { decodeCheckpoint } from '../trainer/checkpoint';
import type { TrainEnvironment } from '../trainer/environment';
import { variablesOf } from './fit-keeping';
import { putWeights } from './put-weights';
import { namedVariables, type NamedVariable } from '../module/collect';
import { take } from './snapshot';
import type { DurableRun, TrainingRecord } from './types';

/** A checkpoint in the notebook's storage. */
export interface KeptCheckpointHandle {
  /** Of the training. */
  readonly name: string;
  readonly step: number;
  /** The epoch to go on with, from 0. */
  readonly epoch: number;
  readonly loss: number | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** @throws Error where its file is damaged, or gone */
  load(): Promise<Checkpoint>;
}

export interface Comparison {
  /** What the model makes of the inputs with each checkpoint, in their order; the caller's to dispose. */
  readonly predictions: readonly tfjs.Tensor[];
  /** Mean of |first − other| over all values, for each of the others. */
  readonly meanAbsoluteDifferences: readonly number[];
}

type Target = Module | tfjs.LayersModel;
type Given = Checkpoint | KeptCheckpointHandle;

export interface DurableTools {
  /** Has the next training of this cell go on where the last one of it was cut off or stopped. */
  resume(): Promise<Omit<KeptCheckpointHandle, 'load'> | null>;
  /** Those that are kept of this notebook's trainings, the latest first. */
  checkpoints(): Promise<readonly KeptCheckpointHandle[]>;
  restoreCheckpoint(target: Target, checkpoint: Given): Promise<void>;
  compareCheckpoints(target: Target, inputs: tfjs.Tensor, checkpoints: readonly Given[]): Promise<Comparison>;
}

/** Rows that a comparison shows. */
const SHOWN = 20;

export function createDurableTools(env: TrainEnvironment, ModuleOf: ModuleClass): DurableTools {
  const { tf } = env;
  const durable = (): DurableRun => {
    const run = env.currentRun()?.durable ?? null;
    if (run === null) throw new Error('this browser gives the notebook no storage for checkpoints; leave private browsing or allow site data, then reload');
    return run;
  };
  const variablesIn = (target: unknown): NamedVariable[] => (target instanceof tf.LayersModel ? variablesOf(tf, target) : namedVariables(asModule(tf, ModuleOf, target).parts()));
  const loaded = (given: Given): Promise<Checkpoint> | Checkpoint => ('load' in given ? given.load() : given);

  const put = (target: Target, { weights }: Pick<Checkpoint, 'weights'>): void => putWeights(tf, variablesIn(target), weights);

  const predicted = (target: Target, inputs: tfjs.Tensor): tfjs.Tensor => {
    const made: unknown = tf.tidy(() => {
      const output: unknown = target instanceof tf.LayersModel ? target.predict(inputs) : asModule(tf, ModuleOf, target).predictStep({ x: inputs }, { input: inputs } as never);
      return output as tfjs.TensorContainer;
    });
    if (!(made instanceof tf.Tensor)) throw new TypeError('compareCheckpoints compares models with one output');
    return made;
  };

  return {
    async resume() {
      const run = durable();
      const found = (await run.store.records()).find(({ cellId, checkpoints }) => cellId === run.cellId && checkpoints.length > 0);
      const last = found?.checkpoints.at(-1);
      if (found === undefined || last === undefined) return null;
      run.want(found.id);
      return { name: found.name, step: last.step, epoch: last.epoch, loss: last.loss, at: last.at };
    },
    async checkpoints() {
      const { store } = durable();
      const handleOf = ({ id, name }: TrainingRecord, { file, step, epoch, loss, at }: TrainingRecord['checkpoints'][number]): KeptCheckpointHandle => ({
        name,
        step,
        epoch,
        loss,
        at,
        async load() {
          const bytes = await store.read(id, file);
          if (bytes === null) throw new Error(`the checkpoint of '${name}' at step ${step} is gone: newer ones took its place`);
          return decodeCheckpoint(bytes, `${name}, step ${step}`);
        },
      });
      return (await store.records()).filter(({ kind }) => kind !== 'cell').flatMap((record) => [...record.checkpoints].reverse().map((one) => handleOf(record, one)));
    },
    async restoreCheckpoint(target, checkpoint) {
      put(target, await loaded(checkpoint));
    },
    async compareCheckpoints(target, inputs, given) {
      if (given.length < 2) throw new RangeError('compareCheckpoints compares two checkpoints or more');
      const run = env.currentRun();
      const all = await Promise.all(given.map(loaded));
      const before = await Promise.all(variablesIn(target).map(({ path, variable }) => take(tf, path, variable)));
      const predictions: tfjs.Tensor[] = [];
      try {
        for (const checkpoint of all) {
          put(target, checkpoint);
          predictions.push(predicted(target, inputs));
        }
      } finally {
        put(target, { weights: before });
      }
      const [first, ...others] = predictions as [tfjs.Tensor, ...tfjs.Tensor[]];
      const meanAbsoluteDifferences = await Promise.all(
        others.map(async (other) => {
          const mean = tf.tidy(() => tf.mean(tf.abs(tf.sub(first, other))));
          const [value = NaN] = await mean.data();
          mean.dispose();
          return value;
        }),
      );
      run?.table(await tableOf(tf, predictions, all));
      return { predictions, meanAbsoluteDifferences };
    },
  };
}

/** One row an example; of several values an example, the largest and where it is. */
async function tableOf(tf: TrainEnvironment['tf'], predictions: readonly tfjs.Tensor[], checkpoints: readonly Checkpoint[]) {
  const rows = Math.min(SHOWN, predictions[0]?.shape[0] ?? 0);
  const columns = await Promise.all(
    predictions.map(async (prediction) => {
      const values = await tf.tidy(() => prediction.slice([0], [rows]).reshape([rows, -1])).data();
      const width = values.length / Math.max(1, rows);
      return Array.from({ length: rows }, (_, row) => {
        const own = Array.from(values.slice(row * width, (row + 1) * width));
        const most = own.reduce((best, value, index) => (value > (own[best] ?? -Infinity) ? index : best), 0);
        return width === 1 ? Number((own[0] ?? NaN).toPrecision(5)) : `${most}: ${Number((own[most] ?? NaN).toPrecision(3))}`;
      });
    }),
  );
  return {
    title: 'Predictions by checkpoint',
    columns: [{ name: 'example', unit: 'count' as const }, ...checkpoints.map(({ step }) => ({ name: `step ${step.toLocaleString('en')}`, unit: 'text' as const }))],
    rows: Array.from({ length: rows }, (_, row) => [row, ...columns.map((column) => String(column[row] ?? ''))]),
  };
}
