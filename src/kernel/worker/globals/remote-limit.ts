/** `runtime.limit` of a cell: how long, or for how much, the notebook may use the TPU runtime. */
import { spanWords } from '../../../base/cost';
import type { Engine } from '../../../engine/api';
import type { RemoteLimit } from '../../../protocol/kernel';

export interface Limiting {
  /** From now on; null lifts it. */
  limit(limit: RemoteLimit | null): void;
}

/** Told once the session has ended, or could not be. */
export type LimitReached = (text: string, remedy: string) => void;

/** The longest wait that timers know. */
const MOST_SECONDS = 2 ** 31 / 1000 - 1;
const REMEDY = 'Stop the machine where it was started: its own billing goes on.';

export function createLimiting(engine: Engine, reached: LimitReached): Limiting {
  const [set, clear] = [globalThis.setTimeout, globalThis.clearTimeout];
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Variables and models come to this machine before the session ends: nothing is lost, and nothing is paid further. */
  const reach = async (words: string): Promise<void> => {
    engine.remote.stop();
    await engine.remote.disconnect();
    reached(`${words}: tensors are on the CPU now, and the server's session has ended`, REMEDY);
  };
  return {
    limit(limit) {
      clear(timer);
      timer = undefined;
      if (limit === null) return;
      const seconds = secondsOf(limit);
      if (seconds === null) throw new TypeError('runtime.limit takes {hours}, {seconds}, or {cost, pricePerHour}; null lifts it');
      const { cost, pricePerHour = 0 } = limit;
      const words = `The limit on the TPU runtime, ${cost === undefined ? '' : `${cost} at ${pricePerHour} an hour or `}${spanWords(seconds * 1000)}, is reached`;
      timer = set(() => void reach(words).catch((failure: unknown) => reached(`${words}, but the session could not be ended: ${failure instanceof Error ? failure.message : String(failure)}`, REMEDY)), 1000 * Math.min(seconds, MOST_SECONDS));
    },
  };
}

/** The least of the limits in seconds; null for none. @throws RangeError, TypeError where they make no sense */
export function secondsOf({ hours, seconds, cost, pricePerHour }: RemoteLimit): number | null {
  for (const [name, value] of Object.entries({ hours, seconds, cost, pricePerHour })) {
    if (value !== undefined && !(typeof value === 'number' && Number.isFinite(value) && value > 0)) throw new RangeError(`${name} of a limit is a number above 0; here is ${String(value)}`);
  }
  if (cost !== undefined && pricePerHour === undefined) throw new TypeError('a limit of cost needs to know the price: {cost: 5, pricePerHour: 1.2}');
  const least = Math.min(hours === undefined ? Infinity : hours * 3600, seconds ?? Infinity, cost === undefined ? Infinity : (cost / (pricePerHour ?? 1)) * 3600);
  return least === Infinity ? null : least;
}
