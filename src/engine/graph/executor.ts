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
  read(handle: Handle): Promise<Values>;
  /** Null where values can only be waited for. */
  readonly readSync: ((handle: Handle) => Values) | null;
  free(handles: readonly Handle[]): void;
  /** Resolves when no more than `most` executions are under way; loops that read nothing wait for it now and then. */
  drained(most: number): Promise<void>;
  /** Bytes held; null where unknown. */
  readonly bytes: number | null;
  dispose(): void;
}
