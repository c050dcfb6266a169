/** What a step spends its time on: by operation and by line, with what it reads back and what it leaves behind. */
import type { Tensor } from '@tensorflow/tfjs';
import type { MemoryReport } from '../../protocol/kernel';
import type { TensorFlow } from '../api';
import { reportMemory } from '../memory/report';
import { listen } from './operations';

export interface Span {
  readonly name: string;
  /** Milliseconds since the profile began. */
  readonly start: number;
  readonly duration: number;
  readonly depth: number;
  /** Of a kernel: the line of the cell that asked for it. */
  readonly line?: string;
}

export interface Total {
  readonly name: string;
  readonly calls: number;
  readonly milliseconds: number;
}

export interface Leak {
  readonly line: string;
  readonly tensors: number;
  readonly bytes: number;
  /** Shapes of a few of them. */
  readonly shapes: readonly string[];
}

export interface Profile {
  readonly steps: number;
  /** Of all steps together. */
  readonly milliseconds: number;
  /** Of the last step, as is `byLine`. */
  readonly spans: readonly Span[];
  /** Kernels by name and by line, the longest first. */
  readonly byKernel: readonly Total[];
  readonly byLine: readonly Total[];
  readonly reads: { readonly count: number; readonly milliseconds: number };
  /** Waiting for the next element of a dataset. */
  readonly input: { readonly count: number; readonly milliseconds: number };
  /** Tensors' bytes: before, at most, and after. */
  readonly memory: { readonly before: number; readonly most: number; readonly after: number };
  /** Bytes of the device after the last step: in use by tensors, with what is kept for reuse, and at most; absent where it does not tell. */
  readonly device?: NonNullable<MemoryReport['device']>;
  /** Tensors made in a step and still there after it, by line; what the step gave is left out. */
  readonly leaks: readonly Leak[];
}

interface ProfileOptions {
  readonly steps: number;
  readonly now: () => number;
  /** Marks the place where the code is; cheap, because the line is worked out when the measuring is over. */
  readonly mark: () => unknown;
  /** The line of the cell at a mark; null where it is outside one. */
  readonly lineOf: (mark: unknown) => string | null;
  readonly check: () => void;
  /** Hands over how to tell of a wait for input; undoes it when called back. */
  readonly watchInput: (told: (started: number, ended: number) => void) => () => void;
}

/** A span before its line is known. */
type Timed = Span & { readonly place?: unknown };

const ELSEWHERE = 'outside a cell';

/** Runs the step again and again. The last one is what the spans show. */
export async function profileSteps(tf: TensorFlow, step: () => unknown, { steps, now, mark, lineOf, check, watchInput }: ProfileOptions): Promise<Profile> {
  const kernels = new Tally();
  const [reads, input] = [new Tally(), new Tally()];
  const made = new Map<Tensor, unknown>();
  let spans: Timed[] = [];
  const before = tf.memory().numBytes;
  let most = before;
  let total = 0;
  let stepBegan = now();
  /** Open scopes: where their span stands in the list. */
  let open: number[] = [];
  const leaks = new Map<string, { tensors: number; bytes: number; shapes: Set<string> }>();

  const enter = (name: string): void => {
    open.push(spans.length);
    spans.push({ name: name === '' ? 'tidy' : name, start: now() - stepBegan, duration: 0, depth: open.length });
  };
  const leave = (): void => {
    const at = open.pop();
    const span = at === undefined ? undefined : spans[at];
    if (at !== undefined && span !== undefined) spans[at] = { ...span, duration: now() - stepBegan - span.start };
  };
  const stopInput = watchInput((started, ended) => input.add('', ended - started));
  const stop = listen(
    tf,
    {
      enter,
      leave,
      kernel(name, started, ended, alive) {
        kernels.add(name, ended - started);
        most = Math.max(most, alive);
        spans.push({ name, start: started - stepBegan, duration: ended - started, depth: open.length + 1, place: mark() });
      },
      made: (tensor) => void made.set(tensor, mark()),
      read(started, ended) {
        reads.add('', ended - started);
        spans.push({ name: 'read back', start: started - stepBegan, duration: ended - started, depth: open.length + 1 });
      },
    },
    now,
  );
  try {
    for (let index = 0; index < steps; index++) {
      check();
      spans = [];
      open = [];
      made.clear();
      stepBegan = now();
      const given = await step();
      const duration = now() - stepBegan;
      total += duration;
      spans.unshift({ name: 'step', start: 0, duration, depth: 0 });
      const returned = new Set(tensorsIn(tf, given));
      for (const [tensor, place] of made) {
        if (tensor.isDisposed || returned.has(tensor) || isHeld(tf, tensor)) continue;
        const line = lineOf(place) ?? ELSEWHERE;
        const leak = leaks.get(line) ?? { tensors: 0, bytes: 0, shapes: new Set<string>() };
        leaks.set(line, leak);
        leak.tensors++;
        leak.bytes += tensor.size * tf.util.bytesPerElement(tensor.dtype);
        if (leak.shapes.size < 3) leak.shapes.add(`[${tensor.shape.join(', ')}] ${tensor.dtype}`);
      }
      tf.dispose([...returned]);
    }
  } finally {
    stop();
    stopInput();
  }
  const { device } = reportMemory(tf);
  const lines = new Tally();
  const placed = spans.map(({ place, ...span }): Span => {
    if (place === undefined) return span;
    const line = lineOf(place) ?? ELSEWHERE;
    lines.add(line, span.duration);
    return { ...span, line };
  });
  return {
    steps,
    milliseconds: total,
    spans: placed.sort((a, b) => a.start - b.start || a.depth - b.depth),
    byKernel: kernels.longest(),
    byLine: lines.longest(),
    reads: reads.all(),
    input: input.all(),
    memory: { before, most, after: tf.memory().numBytes },
    ...(device && { device }),
    leaks: [...leaks].map(([line, { shapes, ...leak }]) => ({ line, ...leak, shapes: [...shapes] })).sort((a, b) => b.bytes - a.bytes),
  };
}

/** What a step gave: a tensor, or lists and records of them. */
function tensorsIn(tf: TensorFlow, given: unknown): Tensor[] {
  if (given instanceof tf.Tensor) return [given];
  if (Array.isArray(given)) return given.flatMap((item) => tensorsIn(tf, item));
  return typeof given === 'object' && given !== null && Object.getPrototypeOf(given) === Object.prototype ? tensorsIn(tf, Object.values(given)) : [];
}

/** Whether a variable took the tensor's values over, as an optimizer's slots do. */
function isHeld(tf: TensorFlow, tensor: Tensor): boolean {
  return Object.values(tf.engine().state.registeredVariables).some((variable) => variable.dataId === tensor.dataId);
}

/** Counts and adds up by name. */
class Tally {
  readonly #totals = new Map<string, { calls: number; milliseconds: number }>();

  add(name: string, milliseconds: number): void {
    const total = this.#totals.get(name) ?? { calls: 0, milliseconds: 0 };
    total.calls++;
    total.milliseconds += milliseconds;
    this.#totals.set(name, total);
  }

  longest(): Total[] {
    return [...this.#totals].map(([name, total]) => ({ name, ...total })).sort((a, b) => b.milliseconds - a.milliseconds);
  }

  all(): { readonly count: number; readonly milliseconds: number } {
    const totals = [...this.#totals.values()];
    return { count: totals.reduce((sum, { calls }) => sum + calls, 0), milliseconds: totals.reduce((sum, total) => sum + total.milliseconds, 0) };
  }
}
