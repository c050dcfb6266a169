/** One training, run from the same start on each device: do they agree, and how fast is each? */
import type { Tensor } from '@tensorflow/tfjs';
import type { DeviceKind, DeviceReport } from '../../protocol/kernel';
import type { Engine, TensorFlow } from '../api';
import { reportMemory } from '../memory/report';
import { listen } from './operations';
import { rememberVariables } from './variables';

/** One step of a training; it gives its loss. */
export type Step = () => StepLoss | Promise<StepLoss>;
export type StepLoss = number | Tensor | readonly (number | Tensor)[];

/** A device, and what else distinguishes the run: a precision, say. */
export interface Side {
  readonly kind: DeviceKind;
  readonly label: string;
  /** Called once the device is in use; what it returns undoes it. @throws Error where the device cannot be used so */
  prepare?(): () => void;
}

export interface SideResult {
  readonly label: string;
  readonly device: DeviceReport;
  readonly losses: readonly number[];
  /** Of a step, without the first, which compiles; until its loss was read. */
  readonly milliseconds: number;
  readonly firstMilliseconds: number;
  /** Kernels that the last step ran. */
  readonly kernels: number;
  /** The most that was alive at once, as tensors count it. */
  readonly bytes: number;
  /** The most that the device had allocated after a step, what it keeps for reuse included; absent where it does not tell. */
  readonly deviceBytes?: number;
}

export interface SideFailure {
  readonly label: string;
  readonly failure: string;
}

export interface Comparison {
  readonly sides: readonly (SideResult | SideFailure)[];
  /** Shapes of the variables that the training has. */
  readonly shapes: readonly (readonly number[])[];
}

interface CompareOptions {
  readonly steps: number;
  readonly sides: readonly Side[];
  readonly now: () => number;
  /** Makes random numbers those of a seed, so that each side draws the same. */
  readonly reseed: (seed: number) => void;
  /** Throws where the cell is to stop. */
  readonly check: () => void;
}

const SEED = 1;

/** Variables and the device are afterwards as they were before; random numbers go on from a seed by chance. */
export async function compareSides(engine: Engine, step: Step, options: CompareOptions): Promise<Comparison> {
  const { tf } = engine;
  const home = engine.current().kind;
  const start = rememberVariables(tf);
  const sides: (SideResult | SideFailure)[] = [];
  try {
    for (const side of options.sides) {
      const used = await engine.use(side.kind);
      if (!used.ok) {
        sides.push({ label: side.label, failure: used.error.message });
        continue;
      }
      start.restore();
      options.reseed(SEED);
      let undo: (() => void) | undefined;
      try {
        undo = side.prepare?.();
      } catch (refusal) {
        sides.push({ label: side.label, failure: refusal instanceof Error ? refusal.message : String(refusal) });
        continue;
      }
      try {
        sides.push({ label: side.label, device: used.value.device, ...(await runSteps(tf, step, options)) });
      } finally {
        undo?.();
      }
    }
  } finally {
    await engine.use(home);
    start.restore();
    start.end();
    options.reseed(Math.floor(Math.random() * 2 ** 31));
  }
  const { registeredVariables } = tf.engine().state;
  return { sides, shapes: Object.values(registeredVariables).flatMap(({ shape, trainable }) => (trainable ? [shape] : [])) };
}

async function runSteps(tf: TensorFlow, step: Step, { steps, now, check }: CompareOptions): Promise<Omit<SideResult, 'label' | 'device'>> {
  const losses: number[] = [];
  const times: number[] = [];
  let kernels = 0;
  let bytes = 0;
  let allocated: number | undefined;
  for (let index = 0; index < steps; index++) {
    check();
    kernels = 0;
    const stop = listen(tf, { kernel: (_name, _started, _ended, alive) => { kernels++; bytes = Math.max(bytes, alive); } }, now);
    const started = now();
    try {
      losses.push(await lossOf(tf, await step()));
    } finally {
      stop();
    }
    times.push(now() - started);
    const { device } = reportMemory(tf);
    if (device !== undefined) allocated = Math.max(allocated ?? 0, device.allocated);
  }
  return { losses, milliseconds: median(times.slice(1)) ?? times[0] ?? 0, firstMilliseconds: times[0] ?? 0, kernels, bytes, ...(allocated !== undefined && { deviceBytes: allocated }) };
}

/** The first number of what a step gives. @throws TypeError if it gives none. */
export async function lossOf(tf: TensorFlow, given: unknown): Promise<number> {
  const first: unknown = Array.isArray(given) ? given[0] : given;
  if (typeof first === 'number') return first;
  if (first instanceof tf.Tensor) {
    const [value] = await first.data();
    tf.dispose(given as Tensor);
    if (typeof value === 'number') return value;
  }
  throw new TypeError(`the step gives ${first === undefined ? 'nothing' : typeof first} where its loss is expected; let it return a number or a scalar, as optimizer.minimize(loss, true) and model.trainOnBatch do`);
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
