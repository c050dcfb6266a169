/** Work done on one device after the other, for comparisons. */
import type { Engine } from '../../../engine/api';
import type { OnDevice } from '../../../train/trainer/environment';

/** Tensors and models move along; afterwards the device is the one that it was. */
export async function onEachDevice<T>(engine: Engine, work: () => Promise<T>): Promise<readonly OnDevice<T>[]> {
  const home = engine.current().kind;
  const found: OnDevice<T>[] = [];
  try {
    for (const { kind, available } of await engine.probe()) {
      if (!available) continue;
      const device = kind.toUpperCase();
      const used = await engine.use(kind);
      found.push(used.ok ? await attempt(device, work) : { device, ok: false, reason: used.error.message });
    }
  } finally {
    await engine.use(home);
  }
  return found;
}

async function attempt<T>(device: string, work: () => Promise<T>): Promise<OnDevice<T>> {
  try {
    return { device, ok: true, value: await work() };
  } catch (failure) {
    return { device, ok: false, reason: failure instanceof Error ? failure.message : String(failure) };
  }
}
