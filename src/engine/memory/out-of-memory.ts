import type { TensorFlow } from '../api';
import type { LargeTensor } from './ledger';
import { ledgerOf } from './ledger';

/** How many tensors an error names. */
const NAMED = 4;

/** A tensor has no room on its device; what was alive before is unharmed. */
export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError';

  constructor(
    message: string,
    /** The largest tensors alive, largest first. */
    readonly largest: readonly LargeTensor[],
  ) {
    super(message);
  }
}

/** @param problem what has no room beside what, after "out of memory:" */
export function outOfMemory(tf: TensorFlow, problem: string): OutOfMemoryError {
  const largest = ledgerOf(tf)?.largest(NAMED) ?? [];
  return new OutOfMemoryError(`out of memory: ${problem}${largestWords(largest)}`, largest);
}

function largestWords(largest: readonly LargeTensor[]): string {
  if (largest.length === 0) return '';
  const lines = largest.map(({ shape, dtype, bytes, place }) => `\n  ${dtype} [${shape.join(', ')}], ${megabytes(bytes)}${place === null ? '' : `, made at ${place}`}`);
  return `. The largest alive:${lines.join('')}`;
}

export const megabytes = (bytes: number): string => `${(bytes < 1e7 ? Math.ceil(bytes / 1e5) / 10 : Math.ceil(bytes / 1e6)).toLocaleString('en')} MB`;
