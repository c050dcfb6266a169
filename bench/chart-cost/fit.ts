/** Times `model.fit` with and without what every fit of a cell reports, to charts and to a kept run, in one worker on one model. */
import type * as tfjs from '@tensorflow/tfjs';
import { createEngine } from '../../src/engine/create';
import { createChartSink } from '../../src/kernel/worker/globals/chart-sink';
import { progressBundle } from '../../src/kernel/worker/globals/progress';
import { createRunOutput } from '../../src/kernel/worker/output/run-output';
import { watchFit } from '../../src/train/fit';
import { createRunFitSink } from '../../src/kernel/worker/run/fit-sink';
import { createTrackFeed } from '../../src/kernel/worker/tracking/feed';
import { createTrackPlace } from '../../src/kernel/worker/tracking/place';
import { createTracks } from '../../src/kernel/worker/tracking/tracks';
import type { FitSink } from '../../src/train/sink';
import { answer } from '../harness/answer';

interface Asked {
  readonly network: 'cnn' | 'mlp' | 'tiny';
  readonly steps: number;
  /** Nothing is reported; the line of progress and the charts; these and the run that is kept. */
  readonly reports: 'nothing' | 'charts' | 'runs';
}

const engine = createEngine({
  wasmPath: new URL('/assets/wasm/', location.origin).href,
  hardwareConcurrency: navigator.hardwareConcurrency,
  isolated: crossOriginIsolated,
});
const now = (): number => performance.now();

let sink: FitSink | null = null;
const watched = engine.then(({ tf }) => {
  watchFit(tf, () => sink, now);
  return tf;
});

/** The reports as the kernel makes them. Messages are posted to a port that no one reads, as the page is another thread. */
const messages = { charts: 0, runs: 0 };
async function runSink(reports: 'charts' | 'runs'): Promise<FitSink> {
  const { port1 } = new MessageChannel();
  const send = (event: unknown, transfer: Transferable[] = []): void => {
    messages[reports]++;
    port1.postMessage(event, transfer);
  };
  const platform = { now, date: Date.now, setTimer: (callback: () => void, ms: number) => Number(setTimeout(callback, ms)), clearTimer: (timer: number) => clearTimeout(timer), makeBlob: (parts: (string | Blob)[]) => new Blob(parts) };
  const output = createRunOutput('run', send, platform);
  const seen = new Set<string>();
  const sink = createRunFitSink(
    { fits: new Set() },
    {
      progress(fitId, state) {
        output.say({ type: seen.has(fitId) ? 'update' : 'display', data: progressBundle(state), metadata: {}, displayId: fitId });
        seen.add(fitId);
      },
      charts: createChartSink(output),
      shouldStop: () => false,
      now,
      quiet: { isOn: false },
    },
  );
  if (reports === 'charts') return sink;
  const { memory } = await engine;
  const place = createTrackPlace(await engine);
  const none = (): never => {
    throw new Error('a fit keeps numbers only');
  };
  const tracks = createTracks({
    feed: createTrackFeed(output, platform),
    platform,
    memory: () => memory().bytes,
    place: place.now,
    timers: () => 0,
    media: { image: none, histogram: none, confusionMatrix: none, table: none, file: none },
    waitFor: none,
  });
  return tracks.keeping(sink);
}

const batch = { cnn: 64, mlp: 128, tiny: 32 };
const shape = { cnn: [28, 28, 1], mlp: [784], tiny: [16] };
const models = new Map<string, tfjs.LayersModel>();

async function modelOf(network: Asked['network']): Promise<tfjs.LayersModel> {
  const tf = await watched;
  const known = models.get(network);
  if (known) return known;
  const { layers } = tf;
  const inputShape = shape[network];
  const out = layers.dense({ units: 10, activation: 'softmax' });
  const stack = {
    cnn: () => [
      layers.conv2d({ inputShape, filters: 8, kernelSize: 5, activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 16, kernelSize: 5, activation: 'relu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      out,
    ],
    mlp: () => [layers.dense({ inputShape, units: 256, activation: 'relu' }), layers.dense({ units: 128, activation: 'relu' }), out],
    tiny: () => [layers.dense({ inputShape, units: 32, activation: 'relu' }), out],
  };
  const model = tf.sequential({ layers: stack[network]() });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  models.set(network, model);
  return model;
}

const made = new Map<string, { readonly x: tfjs.Tensor; readonly y: tfjs.Tensor }>();

/** Kept: making it would count as computing. */
async function dataOf(network: Asked['network'], steps: number): Promise<{ readonly x: tfjs.Tensor; readonly y: tfjs.Tensor }> {
  const tf = await watched;
  const key = `${network} ${steps}`;
  const count = steps * batch[network];
  const data = made.get(key) ?? {
    x: tf.randomUniform([count, ...shape[network]], 0, 1, 'float32', 1),
    y: tf.oneHot(tf.tidy(() => tf.randomUniform([count], 0, 10, 'int32', 2).toInt()) as tfjs.Tensor1D, 10),
  };
  made.set(key, data);
  return data;
}

answer({
  describe: async () => (await engine).current().name,
  messages: () => ({ 'messages of charts alone': messages.charts, 'messages with runs': messages.runs }),
  /** Milliseconds a step. */
  async fit({ network, steps, reports }: Asked): Promise<number> {
    const model = await modelOf(network);
    const { x, y } = await dataOf(network, steps);
    sink = reports === 'nothing' ? null : await runSink(reports);
    const start = now();
    await model.fit(x, y, { epochs: 1, batchSize: batch[network] });
    const elapsed = now() - start;
    return elapsed / steps;
  },
});
