/** Which checkpoints of a training stay. */
import type { KeptCheckpoint } from './types';

/** The latest, to go on from; more than one, should the last be damaged. */
const LATEST = 3;
/** Marked ones, to look back at. */
const MARKED = 8;

/** @param all from the oldest to the latest @returns those that stay: the latest, and marked ones spread over the training, the first among them */
export function thinned(all: readonly KeptCheckpoint[]): readonly KeptCheckpoint[] {
  const latest = all.slice(-LATEST);
  const marked = all.slice(0, -LATEST).filter(({ isMarked }) => isMarked);
  while (marked.length > MARKED) marked.splice(mostCrowded(marked), 1);
  return [...marked, ...latest];
}

/** The index of the one whose neighbours are the closest to each other; the first and the last stay. */
function mostCrowded(marked: readonly KeptCheckpoint[]): number {
  let found = 1;
  let least = Infinity;
  for (let index = 1; index < marked.length - 1; index++) {
    const gap = (marked[index + 1]?.batches ?? 0) - (marked[index - 1]?.batches ?? 0);
    if (gap < least) [least, found] = [gap, index];
  }
  return found;
}
