/** How far a training goes, and when it validates. */
import type { Settings } from './options';
import { limited } from './options';

/** Epochs there will be at most, as far as can be told. `length`: batches of an epoch, null where nobody knows. */
export function epochsOf({ maxEpochs, maxSteps, accumulateGradBatches }: Settings, length: number | null): number {
  if (maxSteps === Infinity) return maxEpochs;
  return length === null ? 1 : Math.min(maxEpochs, Math.ceil(maxSteps / Math.ceil(length / accumulateGradBatches)));
}

/** Batches between two validations within an epoch of `limit` batches; infinite where it has none. @throws RangeError for more than there are */
export function checkEvery({ valCheckInterval }: Settings, limit: number): number {
  if (valCheckInterval === Infinity) return Infinity;
  if (valCheckInterval >= 1 && Number.isFinite(limit) && valCheckInterval > limit) throw new RangeError(`valCheckInterval is ${valCheckInterval} batches, an epoch ${limit}: validation would never run; give ${limit} or less`);
  return valCheckInterval >= 1 ? valCheckInterval : limited(valCheckInterval, Number.isFinite(limit) ? limit : null);
}
