/** A kernel in this process, for tests: real cells on TensorFlow.js's plain backend, without a worker around it. */
import * as tf from '@tensorflow/tfjs';
import ts from 'typescript';
import { compileCell } from '../../language/compile/compile';
import type { Engine } from '../../engine/api';
import { extendTensorFlow } from '../../engine/ops/extend';
import { installRandom } from '../../engine/random/install';
import { randomOperations } from '../../engine/random/random';
import type { DeviceReport, ExecuteRequest, KernelEvent, OutputBody } from '../../protocol/kernel';
import { createKernel } from './kernel';
import { nodeModulePlatform } from './modules/testing';

const device: DeviceReport = { kind: 'cpu', backend: 'cpu', available: true, name: 'Plain JavaScript', facts: [] };

const noServer = (): never => {
  throw new Error('no server in this process');
};

function plainEngine(): Engine {
  const random = installRandom(tf);
  return {
    tf: extendTensorFlow({ ...tf, ...randomOperations(random) } as typeof tf),
    remote: { connect: () => Promise.reject(new Error('no server in this process')), disconnect: () => Promise.resolve(), stop: () => undefined, serving: noServer, layout: { shard: () => undefined, offload: () => undefined }, activity: () => null, profile: () => null },
    probe: () => Promise.resolve([device]),
    current: () => device,
    use: (kind) =>
      Promise.resolve(kind === 'cpu' ? { ok: true, value: { device, moved: 0 } } : { ok: false, error: { kind: 'start', message: `no ${kind} in this process` } }),
    recover: () => null,
    keepCopies: () => undefined,
    locateBy: () => undefined,
    memoryLimit: () => Infinity,
    seed: (seed) => random.seed(seed),
    randomState(state) {
      if (state !== undefined) random.restore(state);
      return random.state;
    },
    watchShuffles: () => random.shuffles.watch(),
    parts: () => 1,
    pipeline: noServer,
    precision: () => 'float32',
    memory: () => ({ tensors: tf.memory().numTensors, bytes: tf.memory().numBytes }),
  };
}

/** @param folder of the notebook's files; null for a browser without storage */
export async function startTestKernel(folder: FileSystemDirectoryHandle | null = null) {
  await tf.setBackend('cpu');
  const events: KernelEvent[] = [];
  const listeners = new Set<() => void>();
  const word = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  let ordinal = 0;
  let runs = 0;
  const kernel = createKernel({
    engine: plainEngine(),
    send(event) {
      events.push(event);
      for (const listener of [...listeners]) listener();
    },
    platform: {
      now: () => performance.now(),
      date: Date.now,
      setTimer: (callback, milliseconds) => Number(setTimeout(callback, milliseconds)),
      clearTimer: (timer) => clearTimeout(timer),
      makeBlob: (parts) => new Blob(parts),
    },
    stop: word,
    folder,
    life: null,
    targetOf: () => undefined,
    modules: { platform: nodeModulePlatform(), settings: { cdns: [], pins: {} } },
    openPort: () => {
      throw new Error('no server in this process');
    },
    nextTask: () => new Promise((resolve) => setTimeout(resolve, 0)),
  });

  const until = (ready: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!ready()) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
    });
  const eventsOf = (runId: string) => events.filter((event) => 'runId' in event && event.runId === runId);
  const outputs = (runId: string): OutputBody[] => eventsOf(runId).flatMap((event) => (event.type === 'output' ? [event.output] : []));
  const text = (runId: string, name: 'stdout' | 'stderr'): string =>
    outputs(runId).map((output) => (output.type === 'stream' && output.name === name ? output.text : '')).join('');

  const send = (cell: string, cellId = `cell${runs + 1}`, trainer?: ExecuteRequest['trainer']): string => {
    const runId = `run${++runs}`;
    kernel.receive({ type: 'execute', runId, cellId, ordinal: ++ordinal, seen: ordinal, ...(trainer !== undefined && { trainer }), program: compileCell(ts, cell, { cellId }) });
    return runId;
  };
  const finished = async (runId: string) => {
    const end = () => eventsOf(runId).find((event) => event.type === 'finished');
    await until(() => end() !== undefined);
    const found = outputs(runId);
    const result = found.find((output) => output.type === 'result');
    const error = found.find((output) => output.type === 'error');
    return {
      runId,
      end: end(),
      stdout: text(runId, 'stdout'),
      stderr: text(runId, 'stderr'),
      result: result?.type === 'result' ? result.data['text/plain'] : undefined,
      error: error?.type === 'error' ? error : undefined,
    };
  };
  return {
    kernel,
    events,
    eventsOf,
    outputs,
    text,
    until,
    send,
    finished,
    run: (cell: string, cellId?: string, trainer?: ExecuteRequest['trainer']) => finished(send(cell, cellId, trainer)),
    /** As the page does: the shared word first, then the message. */
    interrupt() {
      Atomics.store(new Int32Array(word), 0, ++ordinal);
      kernel.receive({ type: 'interrupt', ordinal });
    },
    /** The word alone, as a busy loop sees it. */
    raise: () => Atomics.store(new Int32Array(word), 0, ++ordinal),
  };
}
