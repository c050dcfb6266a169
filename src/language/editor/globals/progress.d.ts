/** A progress line over anything that can be iterated. */

export interface ProgressOptions {
  /** Stands before the count. */
  label?: string;
  /** How many items there will be; known by itself for arrays, Sets and Maps. */
  total?: number;
}

/**
 * Goes through the items and counts them in a progress line.
 * @example for (const batch of progress(batches, { label: 'Batches' })) { … }
 */
export function progress<T>(items: Iterable<T>, options?: ProgressOptions): Iterable<T>;
export function progress<T>(items: AsyncIterable<T>, options?: ProgressOptions): AsyncIterable<T>;
