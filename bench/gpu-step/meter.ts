import type { TensorFlow } from '../../src/engine/api';
import type { NetworkName, Workload } from '../../src/engine/checks/networks';
import { workload } from '../../src/engine/checks/networks';

export interface Trial {
  readonly network: NetworkName;
  readonly batch: number;
  readonly width: number;
  readonly steps: number;
  /** Whether the step is recorded once and then run without its JavaScript, as `fit` does. */
  readonly isCompiled?: boolean;
}

/** Makes a step that is recorded; a side without one has no compiled steps. */
export type Compile = (step: Workload['train']) => Workload['train'];

export interface Cost {
  /** Dispatches of compute shaders a step. */
  readonly kernels: number;
  /** Milliseconds of JavaScript a step, the median; the GPU is idle when a step begins and nobody waits for it to end. */
  readonly script: number;
}

/** Counts the dispatches of every device of this worker, whoever makes them. */
export function countDispatches(): () => number {
  let dispatched = 0;
  const { prototype } = GPUComputePassEncoder;
  const dispatch = prototype.dispatchWorkgroups;
  prototype.dispatchWorkgroups = function (...size) {
    dispatched++;
    dispatch.apply(this, size);
  };
  return () => dispatched;
}

/** The calls of one side, on its current backend. */
export function meter(ready: Promise<{ readonly tf: TensorFlow; readonly device: () => GPUDevice }>, dispatched: () => number, compile: Promise<Compile> | null = null) {
  const made = new Map<string, Pick<Workload, 'train' | 'step'>>();

  /** Each network is made and warmed up once. */
  async function prepared({ network, batch, width, isCompiled = false }: Trial): Promise<Pick<Workload, 'train' | 'step'>> {
    const { tf } = await ready;
    const name = `${network} ${isCompiled}`;
    const known = made.get(name);
    if (known !== undefined) return known;
    const fresh = workload(tf, { network, batch, width });
    const train = isCompiled && compile !== null ? (await compile)(() => fresh.train()) : () => fresh.train();
    const step = async (): Promise<number> => {
      const lost = train();
      const [value = NaN] = await lost.data();
      lost.dispose();
      return value;
    };
    for (let warm = 0; warm < 3; warm++) await step();
    made.set(name, { train, step });
    return { train, step };
  }

  /** Work left over from before: what has been enqueued is submitted by a read, then awaited. */
  async function settle(): Promise<void> {
    const { tf, device } = await ready;
    const probe = tf.tidy(() => tf.tensor1d([1, 2]).square());
    await probe.data();
    probe.dispose();
    await device().queue.onSubmittedWorkDone();
  }

  return {
    /** Vendor and architecture of the adapter, and whether it computes in hardware. */
    async adapter() {
      const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
      if (adapter === null) return { name: 'none', hardware: false };
      const { vendor, architecture, description } = adapter.info;
      return { name: [vendor, architecture, description].filter(Boolean).join(' '), hardware: !/swiftshader|llvmpipe/i.test(`${architecture} ${description}`) };
    },
    async cost(trial: Trial): Promise<Cost> {
      const trained = await prepared(trial);
      const times: number[] = [];
      let kernels = 0;
      for (let step = 0; step < trial.steps; step++) {
        await settle();
        const before = dispatched();
        const start = performance.now();
        const lost = trained.train();
        times.push(performance.now() - start);
        kernels = dispatched() - before;
        lost.dispose();
      }
      times.sort((a, b) => a - b);
      return { kernels, script: times[times.length >> 1] ?? NaN };
    },
    /** Milliseconds a step with the GPU's work, over a run of steps. */
    async wall(trial: Trial): Promise<number> {
      const trained = await prepared(trial);
      await settle();
      const start = performance.now();
      for (let step = 0; step < trial.steps; step++) trained.train().dispose();
      await trained.step();
      return (performance.now() - start) / (trial.steps + 1);
    },
    /** The losses of a network made anew. */
    async losses({ network, batch, width, steps }: Trial): Promise<number[]> {
      const { tf } = await ready;
      const fresh = workload(tf, { network, batch, width });
      const lost: number[] = [];
      for (let step = 0; step < steps; step++) lost.push(await fresh.step());
      fresh.dispose();
      return lost;
    },
    /** Milliseconds of a product of two square matrices of the side given. */
    async matmul(size: number): Promise<number> {
      const { tf } = await ready;
      const [a, b] = [tf.randomUniform([size, size]), tf.randomUniform([size, size])] as const;
      const run = async (times: number): Promise<number> => {
        await settle();
        const start = performance.now();
        for (let time = 0; time < times; time++) tf.matMul(a, b).dispose();
        await settle();
        return performance.now() - start;
      };
      await run(2);
      const times = [await run(10), await run(10), await run(10)];
      tf.dispose([a, b] as const);
      return Math.min(...times) / 10;
    },
  };
}
