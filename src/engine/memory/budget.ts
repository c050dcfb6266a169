import type { TensorFlow } from '../api';

/** How much a device may allocate before its next tensor is refused. */
export interface Budget {
  /** In bytes; may change at any time. */
  limit: number;
}

const budgets = new WeakMap<object, Map<string, Budget>>();

/** The budget of a backend, made with `limit` when it is first asked for; a new device of the same backend keeps it. */
export function budgetOf(tf: TensorFlow, backendName: string, limit: number): Budget {
  const engine = tf.engine();
  const known = budgets.get(engine) ?? new Map<string, Budget>();
  budgets.set(engine, known);
  const budget = known.get(backendName) ?? { limit };
  known.set(backendName, budget);
  return budget;
}

const GIB = 2 ** 30;

/** The part of `navigator` that tells a machine's memory, in GiB and rounded; only some browsers do. */
interface Machine {
  readonly deviceMemory?: number;
}

/**
 * What a GPU may allocate unless told otherwise. No browser says how much memory a GPU has. Graphics that share the
 * machine's memory take the tab down with them, so half of that memory is the most, where the browser tells it; the
 * largest single buffer an adapter allows (256 MiB on a phone, 2 to 4 GiB on a desktop) grows with its memory, so twice
 * that is the most, too; 1 GiB is left in any case.
 */
export function defaultGpuLimit(largestBuffer: number, machine: Machine = typeof navigator === 'undefined' ? {} : (navigator as Machine)): number {
  const half = ((machine.deviceMemory ?? 8) * GIB) / 2;
  return Math.max(GIB, Math.min(2 * largestBuffer, half));
}
