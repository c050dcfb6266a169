/** Training steps as they are and compiled, on Gradbook's CPU device and on WebGPU; and what recording costs. */
import type { NetworkName, Workload } from '../../src/engine/checks/networks';
import { workload } from '../../src/engine/checks/networks';
import { createEngine } from '../../src/engine/create';
import type { Compiled } from '../../src/engine/graph/compiled/compiled';
import { compiled } from '../../src/engine/graph/compiled/compiled';
import type { Executor } from '../../src/engine/graph/executor';
import { installRecorder } from '../../src/engine/graph/recorder/install';
import { answer } from '../harness/answer';
import { countDispatches } from '../gpu-step/meter';

export interface Trial {
  readonly backend: 'wasm' | 'webgpu';
  readonly network: NetworkName;
  readonly batch: number;
  readonly width: number;
  readonly isCompiled: boolean;
  readonly steps: number;
}

type Loss = ReturnType<Workload['train']>;

const dispatched = countDispatches();
const engine = createEngine({
  wasmPath: new URL('/assets/wasm/', location.origin).href,
  hardwareConcurrency: navigator.hardwareConcurrency,
  isolated: crossOriginIsolated,
});

interface Side {
  readonly trained: Workload;
  readonly step: () => Loss;
  readonly report: Compiled<[], Loss>['report'] | null;
}

const made = new Map<string, Side>();

async function prepared({ backend, network, batch, width, isCompiled }: Trial): Promise<Side> {
  const { tf } = await engine;
  if (tf.getBackend() !== backend && !(await tf.setBackend(backend))) throw new Error(`${backend} did not start`);
  const name = `${backend} ${network} ${isCompiled}`;
  const known = made.get(name);
  if (known !== undefined) return known;
  // Another device's are done with; alive they would move along.
  for (const [other, { trained }] of made) {
    if (other.startsWith(backend)) continue;
    trained.dispose();
    made.delete(other);
  }
  const trained = workload(tf, { network, batch, width });
  const step = isCompiled ? compiled(tf, () => trained.train(), {}, { lineOf: () => null, say: (message) => console.error(message) }) : null;
  const side: Side = { trained, step: step ?? (() => trained.train()), report: step?.report ?? null };
  made.set(name, side);
  for (let warm = 0; warm < 3; warm++) await lossOf(side.step());
  return side;
}

async function lossOf(loss: Loss): Promise<number> {
  const [value = NaN] = await loss.data();
  loss.dispose();
  return value;
}

async function settle(): Promise<void> {
  const { tf } = await engine;
  const probe = tf.tidy(() => tf.tensor1d([1, 2]).square());
  await probe.data();
  probe.dispose();
}

answer({
  /** Milliseconds a step, each awaited by reading its loss; JavaScript milliseconds; dispatches. */
  async time(trial: Trial) {
    const { step } = await prepared(trial);
    const start = performance.now();
    for (let count = 0; count < trial.steps; count++) await lossOf(step());
    const wall = (performance.now() - start) / trial.steps;
    const scripts: number[] = [];
    let dispatches = 0;
    for (let count = 0; count < trial.steps; count++) {
      await settle();
      const before = dispatched();
      const begin = performance.now();
      const loss = step();
      scripts.push(performance.now() - begin);
      dispatches = dispatched() - before;
      loss.dispose();
    }
    scripts.sort((a, b) => a - b);
    return { wall, script: scripts[scripts.length >> 1] ?? NaN, dispatches };
  },
  /** Losses of a network made anew. */
  async losses(trial: Trial): Promise<number[]> {
    made.get(`${trial.backend} ${trial.network} ${trial.isCompiled}`)?.trained.dispose();
    made.delete(`${trial.backend} ${trial.network} ${trial.isCompiled}`);
    const { tf } = await engine;
    if (tf.getBackend() !== trial.backend) await tf.setBackend(trial.backend);
    const trained = workload(tf, trial);
    const step = trial.isCompiled ? compiled(tf, () => trained.train(), {}, { lineOf: () => null, say: (message) => console.error(message) }) : () => trained.train();
    const losses: number[] = [];
    for (let count = 0; count < trial.steps; count++) losses.push(await lossOf(step()));
    trained.dispose();
    return losses;
  },
  async kernels(trial: Trial) {
    return (await prepared(trial)).report?.().recordings.at(-1) ?? null;
  },
  /** Microseconds that recording one node takes, and nodes a step; nothing is computed. */
  async recording(network: NetworkName) {
    const { tf } = await engine;
    const name = `recorder-${network}`;
    let nodes = 0;
    const nowhere: Executor = {
      supports: (kernel) => Boolean(tf.getKernel(kernel, 'wasm')),
      put: () => undefined,
      execute: (graph) => void (nodes = graph.nodes.length),
      read: () => Promise.reject(new Error('nothing is computed')),
      readSync: null,
      free: () => undefined,
      drained: () => Promise.resolve(),
      bytes: null,
      loop: null,
      devices: 1,
      dispose: () => undefined,
    };
    const recorder = installRecorder(tf, name, nowhere);
    for (const { trained } of made.values()) trained.dispose();
    made.clear();
    await tf.setBackend(name);
    const trained = workload(tf, { network, batch: 2, width: 0.25 });
    const record = recorder.record.bind(recorder);
    let [spent, calls] = [0, 0];
    recorder.record = (...call) => {
      const start = performance.now();
      const recorded = record(...call);
      spent += performance.now() - start;
      calls++;
      return recorded;
    };
    for (let step = 0; step < 5; step++) trained.train().dispose();
    [spent, calls] = [0, 0];
    for (let step = 0; step < 20; step++) trained.train().dispose();
    trained.dispose();
    await tf.setBackend('wasm');
    return { microseconds: (1000 * spent) / calls, nodes, graphs: recorder.graphs.length };
  },
});
