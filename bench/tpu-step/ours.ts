/** Training steps on Gradbook's TPU device, and on its CPU device where no server is connected. */
import type { Tensor } from '@tensorflow/tfjs';
import { createEngine } from '../../src/engine/create';
import type { StockTensorFlow } from '../../src/engine/api';
import type { NetworkName, Workload } from '../../src/engine/checks/networks';
import { workload } from '../../src/engine/checks/networks';
import { compiled } from '../../src/engine/graph/compiled/compiled';
import { stacked } from '../../src/engine/graph/compiled/stacked';
import { encodeFrame } from '../../src/protocol/remote-codec';
import type { PortEvent, PortRequest, RemoteLink } from '../../src/protocol/remote-port';
import { answer } from '../harness/answer';
import { useServer } from '../harness/remote';

export type Mode = 'eager' | 'compiled' | 'many';

export interface Timing {
  readonly network: NetworkName;
  readonly batch: number;
  /** `many`: a compiled step of which one call does `MANY`. */
  readonly mode: Mode;
  /** A multiple of what one call does. */
  readonly steps: number;
  /** The loss of every so many steps is read. */
  readonly every: number;
}

export interface Cost {
  /** Milliseconds a step of JavaScript that nothing waits in. */
  readonly script: number;
  /** Bytes a step of what is sent and received, without the frames that only confirm others. */
  readonly bytes: number;
}

const engine = createEngine({
  wasmPath: new URL('/assets/wasm/', location.origin).href,
  hardwareConcurrency: navigator.hardwareConcurrency,
  isolated: crossOriginIsolated,
});

/** Steps a call. */
const MANY = 20;

/** Trains `steps` steps at once and gives their losses. */
interface Trainer {
  readonly steps: number;
  run(): Tensor;
}

const made = new Map<string, Trainer>();
let counted: number | null = null;

const count = (message: Parameters<typeof encodeFrame>[0], payload: number): void => {
  if (counted !== null) counted += encodeFrame(message).length + payload;
};

const watching = {
  sent(request: PortRequest): void {
    if (request.kind === 'send') count(request.request, request.values?.length ?? 0);
    if (request.kind === 'fetch') count({ kind: 'fetch', handle: request.handle, request: request.request }, 0);
  },
  received(event: PortEvent): void {
    if (event.kind === 'value') count({ kind: 'value', request: event.request, type: event.type, shape: event.shape, offset: 0, bytes: event.bytes.length }, event.bytes.length);
    if (event.kind === 'ack') count(event, 0);
  },
};

/** Each is made and warmed up once. */
async function prepared({ network, batch, mode }: Pick<Timing, 'network' | 'batch' | 'mode'>): Promise<Trainer> {
  const name = `${network} ${mode}`;
  const known = made.get(name);
  if (known !== undefined) return known;
  const { tf } = await engine;
  const fresh = trainer(tf, workload(tf, { network, batch }), mode);
  for (let call = 0; call < 4; call++) {
    const lost = fresh.run();
    await lost.data();
    lost.dispose();
  }
  made.set(name, fresh);
  return fresh;
}

function trainer(tf: StockTensorFlow, trained: Workload, mode: Mode): Trainer {
  if (mode === 'eager') return { steps: 1, run: () => trained.train() };
  const refuse = (reason: string): never => {
    throw new Error(reason);
  };
  const step = compiled(tf, () => trained.train(), {}, { lineOf: () => null, say: refuse, refused: refuse });
  return mode === 'compiled' ? { steps: 1, run: () => step() } : { steps: MANY, run: stacked(tf, step, MANY, null) };
}

async function train({ steps: each, run }: Trainer, { steps, every }: Timing): Promise<void> {
  for (let done = each; done <= steps; done += each) {
    const lost = run();
    if (done % every === 0 || done === steps) await lost.data();
    lost.dispose();
  }
}

answer({
  connect: async (link: RemoteLink) => useServer(await engine, link, watching),
  describe: async () => (await engine).current().name,
  async time(timing: Timing): Promise<number> {
    const trained = await prepared(timing);
    const start = performance.now();
    await train(trained, timing);
    return (performance.now() - start) / timing.steps;
  },
  async cost(timing: Timing): Promise<Cost> {
    const trained = await prepared(timing);
    counted = 0;
    await train(trained, timing);
    const bytes = counted / timing.steps;
    counted = null;
    const times: number[] = [];
    for (let done = 0; done < timing.steps; done += trained.steps) {
      const start = performance.now();
      const lost = trained.run();
      times.push((performance.now() - start) / trained.steps);
      await lost.data();
      lost.dispose();
    }
    times.sort((a, b) => a - b);
    return { script: times[times.length >> 1] ?? NaN, bytes };
  },
  /** Of the network made anew. */
  async losses({ network, batch, steps }: Timing): Promise<number[]> {
    const fresh = workload((await engine).tf, { network, batch });
    const lost: number[] = [];
    for (let step = 0; step < steps; step++) lost.push(await fresh.step());
    fresh.dispose();
    return lost;
  },
});
