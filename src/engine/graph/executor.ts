import type { Graph, TensorSpec } from './ir';
import type { Values } from '../tensors';

/** The name of a tensor that an executor holds; given out by whoever records. */
export type Handle = number;

/**
 * Where recorded graphs run: a device of this machine, or one at the other end of a wire. Calls take effect in the
 * order in which they are made, whether or not work is still under way: nothing but `read` and `drained` waits, so
 * an executor is free to compile and compute later, and elsewhere.
 */
export interface Executor {
  /** Whether it has the kernel; gradients are composed of others where it lacks theirs. */
  supports(kernel: string): boolean;
  /** Takes a tensor's values, which belong to the caller again afterwards. */
  put(handle: Handle, spec: TensorSpec, values: Values): void;
  /**
   * Computes `graph` of `inputs` and `scalars`; its outputs are called `outputs` from now on. A failure that is known
   * only later is thrown by the reads that depend on it. `free` are handles that nothing needs afterwards, inputs among
   * them perhaps: their memory may be computed in.
   */
  execute(graph: Graph, inputs: readonly Handle[], scalars: readonly number[], outputs: readonly Handle[], free: readonly Handle[]): void;
  /** Does many executions of a graph as one; null where it cannot. */
  readonly loop: ((loop: Loop) => LoopRun) | null;
  read(handle: Handle): Promise<Values>;
  /** Null where values can only be waited for. */
  readonly readSync: ((handle: Handle) => Values) | null;
  free(handles: readonly Handle[]): void;
  /** Resolves when no more than `most` executions are under way; loops that read nothing wait for it now and then. */
  drained(most: number): Promise<void>;
  /** Bytes held; null where unknown. */
  readonly bytes: number | null;
  /** Devices among which it can part a batch. */
  readonly devices: number;
  dispose(): void;
}

/** Executions of `graph`, each with the state that the one before it left. Inputs and outputs are named by position. */
export interface Loop extends LoopPlan {
  readonly inputs: readonly Handle[];
  readonly outputs: readonly Handle[];
  readonly free: readonly Handle[];
}

export interface LoopPlan {
  readonly graph: Graph;
  readonly steps: number;
  /** Inputs, and the output that takes the place of each in the next step. */
  readonly state: readonly (readonly [input: number, output: number])[];
  /** Inputs that have an axis of `steps` before their own: each step takes its row. */
  readonly feeds: readonly number[];
  /** One list a step. */
  readonly scalars: readonly (readonly number[])[];
  /** Outputs of which every step's value is kept, along an axis of `steps` before their own. The others are the last step's. */
  readonly collect: readonly number[];
  readonly stream: LoopStream | null;
}

/** Values that are told while a loop runs. */
export interface LoopStream {
  /** Outputs among `collect`. */
  readonly outputs: readonly number[];
  /** Every step's, for which the loop waits if need be; or the latest each time some are done. */
  readonly mode: 'all' | 'last';
  readonly onRows: (rows: LoopRows) => void;
}

export interface LoopRows {
  readonly output: number;
  /** The step that the first row is of. */
  readonly from: number;
  readonly count: number;
  readonly values: Values;
}

export interface LoopRun {
  /** Resolves, after the last rows were told, with how many steps were done: fewer than all where it was stopped. */
  readonly done: Promise<number>;
}
