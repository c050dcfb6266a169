/** Trainings with the engine and the store of a notebook, for what kills them and what measures how long they wait. */
import { createEngine } from '../../src/engine/create';
import { createDurableRuns, storeIn } from '../../src/kernel/worker/durable/runs';
import { createTrainGlobal } from '../../src/kernel/worker/globals/train';
import type { FitLogs } from '../../src/train/sink';
import type { TrainRun } from '../../src/train/trainer/environment';
import { answer } from '../harness/answer';

const engine = createEngine({
  wasmPath: new URL('/assets/wasm/', location.origin).href,
  hardwareConcurrency: 1,
  isolated: crossOriginIsolated,
});

export interface Job {
  /** Of the training's folder in the private file system. */
  readonly folder: string;
  /** Widths of the hidden layers. */
  readonly widths: readonly number[];
  readonly inputs: number;
  readonly batch: number;
  readonly rows: number;
  readonly epochs: number;
  readonly optimizer: 'adam' | 'momentum' | 'rmsprop';
  readonly every: { readonly steps: number } | { readonly seconds: number } | false;
  /** Goes on with what the folder keeps, where it keeps something. */
  readonly resume: boolean;
  /** Milliseconds to wait after each batch, so that a training of few numbers is there long enough to be killed. */
  readonly pause: number;
}

export interface Outcome {
  /** Mean losses of all epochs. */
  readonly history: Readonly<Record<string, readonly number[]>>;
  /** Sum and first numbers of each weight: equal for trainings that are. */
  readonly weights: readonly (readonly number[])[];
  /** The batch it went on after. */
  readonly from: number;
  /** Milliseconds between the end of each batch and the beginning of the next. */
  readonly gaps: readonly number[];
  /** Milliseconds of the whole training. */
  readonly wall: number;
  readonly said: readonly string[];
}

async function train(job: Job): Promise<Outcome> {
  const made = await engine;
  const { tf } = made;
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(job.folder, { create: true });
  const runs = createDurableRuns({ folder, life: null, date: Date.now, wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) });
  const said: string[] = [];
  let first = Infinity;
  const run = {
    sink: {
      begin: () => ({
        batch(step: number, _: FitLogs) {
          first = Math.min(first, step);
        },
        epoch: () => undefined,
        end: () => undefined,
      }),
      shouldStop: () => false,
    },
    table: () => undefined,
    // Where the only checkpoint was cut there is nothing to go on with: the training begins again, and ends as it would have.
    durable: runs.of('cell', () => Promise.resolve(true)),
  } as unknown as TrainRun;
  const tracing = { framesOf: () => [], countOf: () => null };
  const gradbook = createTrainGlobal(made, { tracing, say: (message: string) => void said.push(message), now: () => performance.now(), currentRun: () => run } as never);
  const [record] = job.resume ? await storeIn(folder).records() : [];
  if (record !== undefined) runs.resume('cell', record.id);

  made.seed(5);
  const x = tf.randomNormal([job.rows, job.inputs]);
  const y = tf.tidy(() => x.mean(1, true).square());
  const net = tf.sequential();
  job.widths.forEach((units, index) => net.add(tf.layers.dense({ units, activation: 'relu', ...(index === 0 && { inputShape: [job.inputs] }) })));
  net.add(tf.layers.dropout({ rate: 0.2 }));
  net.add(tf.layers.dense({ units: 1 }));
  const optimizers = { adam: () => tf.train.adam(0.01), momentum: () => tf.train.momentum(0.01, 0.9), rmsprop: () => tf.train.rmsprop(0.01) };
  const module = gradbook.defineModule({
    name: 'net',
    net,
    trainingStep(batch: { x: Parameters<typeof net.apply>[0]; y: typeof y }) {
      return tf.losses.meanSquaredError(batch.y, net.apply(batch.x, { training: true }) as typeof y);
    },
    configureOptimizers: () => ({ optimizer: optimizers[job.optimizer](), schedule: gradbook.schedules.cosine({ learningRate: 0.01, decaySteps: 500 }) }),
  } as never);
  const gaps: number[] = [];
  let ended = NaN;
  const watch = {
    onBatchStart: () => {
      if (!Number.isNaN(ended)) gaps.push(performance.now() - ended);
    },
    onBatchEnd: async () => {
      if (job.pause > 0) await new Promise((resolve) => setTimeout(resolve, job.pause));
      ended = performance.now();
    },
    onEpochEnd: () => void (ended = NaN),
  };
  const trainer = new gradbook.Trainer({ maxEpochs: job.epochs, summary: false, checkpointEvery: job.every, callbacks: [watch] });
  const began = performance.now();
  const { history } = await trainer.fit(module, { x, y, batchSize: job.batch });
  const wall = performance.now() - began;
  const weights = await Promise.all(
    module.variables.map(async (variable) => {
      const values = await variable.data();
      const all = Array.from(values);
      return [all.reduce((sum, value) => sum + value, 0), ...all.slice(0, 4)];
    }),
  );
  tf.dispose([x, y]);
  tf.disposeVariables();
  return { history, weights, from: Math.min(first - 1, job.epochs * Math.ceil(job.rows / job.batch)), gaps, wall, said };
}

/** Cuts the latest checkpoint off at a share of its bytes, as a machine does that loses its power. */
async function cut({ folder, share }: { readonly folder: string; readonly share: number }): Promise<number> {
  const root = await navigator.storage.getDirectory();
  const store = storeIn(await root.getDirectoryHandle(folder, { create: true }));
  const [record] = await store.records();
  const last = record?.checkpoints.at(-1);
  if (record === undefined || last === undefined) return 0;
  const bytes = new Uint8Array((await store.read(record.id, last.file)) ?? []);
  const size = Math.floor(bytes.length * share);
  await store.write(record.id, last.file, [bytes.slice(0, size)]);
  return size;
}

async function clear({ folder }: { readonly folder: string }): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(folder, { recursive: true }).catch(() => undefined);
}

answer({ train, cut, clear, ready: async () => void (await engine) });
