/** Training steps on Gradbook's TPU device, and on its CPU device where no server is connected. */
import { createEngine } from '../../src/engine/create';
import type { NetworkName, Workload } from '../../src/engine/checks/networks';
import { workload } from '../../src/engine/checks/networks';
import { encodeFrame } from '../../src/protocol/remote-codec';
import type { PortEvent, PortRequest, RemoteLink } from '../../src/protocol/remote-port';
import { answer } from '../harness/answer';
import { useServer } from '../harness/remote';

export interface Timing {
  readonly network: NetworkName;
  readonly batch: number;
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

const made = new Map<NetworkName, Workload>();
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

/** Each network is made and warmed up once. */
async function prepared({ network, batch }: Pick<Timing, 'network' | 'batch'>): Promise<Workload> {
  const known = made.get(network);
  if (known !== undefined) return known;
  const fresh = workload((await engine).tf, { network, batch });
  for (let step = 0; step < 3; step++) await fresh.step();
  made.set(network, fresh);
  return fresh;
}

async function train(trained: Workload, { steps, every }: Timing): Promise<void> {
  for (let step = 1; step <= steps; step++) {
    const lost = trained.train();
    if (step % every === 0 || step === steps) await lost.data();
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
    for (let step = 0; step < timing.steps; step++) {
      const start = performance.now();
      const lost = trained.train();
      times.push(performance.now() - start);
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
