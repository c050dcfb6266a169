/** Times `model.fit` with and without the report that every fit of a cell makes, in one worker on one model. */
import type * as tfjs from '@tensorflow/tfjs';
import { createEngine } from '../../src/engine/create';
import { createChartSink } from '../../src/kernel/worker/globals/chart-sink';
import { progressBundle } from '../../src/kernel/worker/globals/progress';
import { createRunOutput } from '../../src/kernel/worker/output/run-output';
import { watchFit } from '../../src/train/fit';
import { createFitSink } from '../../src/train/fit-report';
import type { FitSink } from '../../src/train/sink';
import { answer } from '../harness/answer';

interface Asked {
  readonly network: 'cnn' | 'mlp';
  readonly steps: number;
  readonly charts: boolean;
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

/** The report as the kernel makes it. Its messages are posted to a port that no one reads, as the page is another thread. */
let messages = 0;
function runSink(): FitSink {
  const { port1 } = new MessageChannel();
  const send = (event: unknown, transfer: Transferable[] = []): void => {
    messages++;
    port1.postMessage(event, transfer);
  };
  const platform = { now, date: Date.now, setTimer: (callback: () => void, ms: number) => Number(setTimeout(callback, ms)), clearTimer: clearTimeout, makeBlob: (parts: (string | Blob)[]) => new Blob(parts) };
  const output = createRunOutput('run', send, platform);
  const seen = new Set<string>();
  return createFitSink({
    progress(fitId, state) {
      output.say({ type: seen.has(fitId) ? 'update' : 'display', data: progressBundle(state), metadata: {}, displayId: fitId });
      seen.add(fitId);
    },
    chart: createChartSink(output),
    shouldStop: () => false,
    now,
  });
}

const batch = { cnn: 64, mlp: 128 };
const models = new Map<string, tfjs.LayersModel>();

async function modelOf(network: Asked['network']): Promise<tfjs.LayersModel> {
  const tf = await watched;
  const known = models.get(network);
  if (known) return known;
  const { layers } = tf;
  const model = tf.sequential({
    layers:
      network === 'cnn'
        ? [
            layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 5, activation: 'relu' }),
            layers.maxPooling2d({ poolSize: 2 }),
            layers.conv2d({ filters: 16, kernelSize: 5, activation: 'relu' }),
            layers.maxPooling2d({ poolSize: 2 }),
            layers.flatten(),
            layers.dense({ units: 10, activation: 'softmax' }),
          ]
        : [
            layers.dense({ inputShape: [784], units: 256, activation: 'relu' }),
            layers.dense({ units: 128, activation: 'relu' }),
            layers.dense({ units: 10, activation: 'softmax' }),
          ],
  });
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  models.set(network, model);
  return model;
}

answer({
  describe: async () => (await engine).current().name,
  messages: () => messages,
  /** Milliseconds a step. */
  async fit({ network, steps, charts }: Asked): Promise<number> {
    const tf = await watched;
    const model = await modelOf(network);
    const count = steps * batch[network];
    const x = tf.randomUniform(network === 'cnn' ? [count, 28, 28, 1] : [count, 784], 0, 1, 'float32', 1);
    const y = tf.oneHot(tf.tidy(() => tf.randomUniform([count], 0, 10, 'int32', 2).toInt()) as tfjs.Tensor1D, 10);
    sink = charts ? runSink() : null;
    const start = now();
    await model.fit(x, y, { epochs: 1, batchSize: batch[network] });
    const elapsed = now() - start;
    tf.dispose([x, y]);
    return elapsed / steps;
  },
});
