/** The device that the notebook computes on. */

export type DeviceKind = 'cpu' | 'gpu' | 'tpu';

/** What a device is, or why it is not there. */
export interface Device {
  readonly kind: DeviceKind;
  /** The TensorFlow.js backend that serves it; null where none can. */
  readonly backend: string | null;
  readonly available: boolean;
  /** "WebGPU · Apple M2", "WebAssembly · SIMD · 4 threads". */
  readonly name: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Why it is not available, or serves less than it could. */
  readonly reason?: string;
  readonly remedy?: string;
}

/** What new tensors are made on: 'cpu', 'gpu' or 'tpu'; `devices()` describes each. */
export const device: DeviceKind;

/** Every kind of device, with the reason where one is not there. */
export function devices(): Promise<readonly Device[]>;

/**
 * How many bytes the current device may allocate for tensors, buffers kept for reuse included; sets it first where
 * `bytes` is given. A tensor beyond the limit is refused with an error that names the largest tensors and the lines
 * that made them, before the browser ends the page. The CPU holds about 4 GB; a GPU starts with twice its largest
 * buffer, at most half of the machine's memory.
 */
export function memoryLimit(bytes?: number): number;

/** Moves tensors, variables and models to another device. */
export function use(kind: DeviceKind): Promise<Device>;

export interface CompiledOptions {
  /** Runs the step as it is, line by line, for debugging. */
  readonly runEagerly?: boolean;
}

/** What a compiled step tells of itself; shown in words when it is a cell's last value. */
export interface CompiledReport {
  /** The step's name; empty if it has none. */
  readonly name: string;
  /** Runs that were recorded: the step's own JavaScript ran. */
  readonly traces: number;
  /** Runs from recordings. */
  readonly runs: number;
  /** Runs that were neither. */
  readonly eager: number;
  /** Every recording beyond the first: what changed, "input 0 changed from [64,784] float32 to [37,784] float32", and the line that called. */
  readonly retraces: readonly { readonly reason: string; readonly line: string | null }[];
  /** Kernels called while recording and kernels that a run calls now, null before the first run. */
  readonly recordings: readonly { readonly inputs: number; readonly recorded: number; readonly kernels: number | null; readonly fused: number }[];
  /** Why the step always runs eagerly; null where it does not. */
  readonly refusal: { readonly reason: string; readonly line: string | null } | null;
}

/**
 * Makes a faster function of one that does a training step or another computation: what `tf.function` is to TensorFlow.
 * The step is recorded the first time it is called with tensors of some shapes and types (and with each value of
 * anything else); from then on only its kernels run, without JavaScript's bookkeeping: what it computes twice is
 * computed once, what nobody needs never. It runs as if inside `tf.tidy`: return the tensors that should live on.
 *
 * Variables and an optimizer's state are read and written by reference, and a changed learning rate is followed. All
 * else that the step takes from around it is as it was when recorded: give what changes as an argument, numbers as
 * `tf.scalar(…)`. A step that reads values, draws random numbers in JavaScript or is asynchronous runs eagerly, and
 * says so once. Works on the CPU and WebGPU; on other backends the step runs as it is.
 *
 * ```ts
 * const step = runtime.compiled((x: tf.Tensor2D, y: tf.Tensor1D) =>
 *   optimizer.minimize(() => loss(model(x), y), true));
 * for (const { xs, ys } of batches) step(xs, ys)?.dispose();
 * step.report();
 * ```
 */
export function compiled<Args extends readonly unknown[], Result>(
  step: (...args: Args) => Result,
  options?: CompiledOptions,
): ((...args: Args) => Result) & {
  /** What was recorded, how often and why. */
  report(): CompiledReport;
  /** Frees what the recordings keep; the step can still be called. */
  dispose(): void;
};
