import type { DataId, KernelBackend, Values } from '../../tensors';

/** A backend that keeps what was read of a buffer. */
interface CachingBackend extends KernelBackend {
  readonly tensorMap: { has(id: DataId): boolean };
  convertAndCacheOnCPU(id: DataId, values: Values): Values;
}

/**
 * A tensor may be disposed while its values are on their way: a variable, say, by the next step of training. The values
 * are right all the same, but the WebGPU backend failed in looking for a place to keep them.
 */
export function patchLateRead(backend: CachingBackend): void {
  const keep = backend.convertAndCacheOnCPU.bind(backend);
  backend.convertAndCacheOnCPU = (id, values) => (backend.tensorMap.has(id) ? keep(id, values) : values);
}
