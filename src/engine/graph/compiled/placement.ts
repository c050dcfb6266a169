/** Which inputs of a recording are batches that several devices share. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Recording } from './recording';

export interface Parting {
  /** Inputs of the graph. */
  readonly parted: readonly number[];
  /** What to tell the reader where a batch stays whole on every device; null where all is well. */
  readonly advice: string | null;
}

/**
 * The arguments whose first axis is as long as the first argument's are of one batch.
 * @param first the first tensor among the arguments of one step; undefined if it takes none
 */
export function partingOf({ graph, sources }: Recording, devices: number, first: Pick<Tensor, 'shape'> | undefined): Parting {
  const rows = first?.shape[0];
  if (devices < 2 || rows === undefined) return { parted: [], advice: null };
  const batch = sources.flatMap((source, input) => (source.kind === 'argument' && graph.inputs[input]?.shape[0] === rows ? [input] : []));
  if (batch.length === 0 || rows % devices === 0) return { parted: batch, advice: null };
  const near = rows > devices ? ` (${rows - (rows % devices)} or ${rows + devices - (rows % devices)})` : ` (${devices})`;
  return { parted: [], advice: `a batch of ${rows} rows does not divide among ${devices} devices, so each of them computes all of it: use a batch size that is a multiple of ${devices}${near}, and remainder: 'drop' for the last batch` };
}
