import type { TensorFlow } from '../../src/engine/api';
import type { NetworkName, Workload } from '../../src/engine/checks/networks';
import { workload } from '../../src/engine/checks/networks';

export interface Timing {
  readonly network: NetworkName;
  readonly batch: number;
  readonly steps: number;
}

/** The calls of one side: milliseconds a step, and why a network cannot be trained, null if it can. */
export function stepTimer(tf: TensorFlow | Promise<TensorFlow>) {
  const made = new Map<NetworkName, Workload>();

  /** Each network is made and warmed up once. */
  async function prepared({ network, batch }: Timing): Promise<Workload> {
    const known = made.get(network);
    if (known !== undefined) return known;
    const fresh = workload(await tf, { network, batch });
    await fresh.step();
    made.set(network, fresh);
    return fresh;
  }

  return {
    async time(timing: Timing): Promise<number> {
      const trained = await prepared(timing);
      const start = performance.now();
      for (let step = 0; step < timing.steps; step++) await trained.step();
      return (performance.now() - start) / timing.steps;
    },
    async obstacle(timing: Timing): Promise<string | null> {
      try {
        await prepared(timing);
        return null;
      } catch (failure) {
        return failure instanceof Error ? failure.message : String(failure);
      }
    },
  };
}
