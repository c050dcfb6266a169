import type { DataId, KernelBackend, Values } from '../../tensors';

/** A backend whose buffers may also be held as values on the page's side. */
interface CachingBackend extends KernelBackend {
  readonly tensorMap: { get(id: DataId): { readonly values?: Values | null; readonly dtype: string } };
}

/**
 * In a worker the WebGPU backend answers synchronous reads with zeros, silently, from about a thousand
 * elements up. Values that are known without asking the device are still returned; the rest throw.
 */
export function patchSyncRead(backend: CachingBackend): void {
  const readSync = backend.readSync.bind(backend);
  backend.readSync = (id) => {
    const { values, dtype } = backend.tensorMap.get(id);
    if (values == null && dtype !== 'string') throw new Error(SYNC_READ);
    return readSync(id);
  };
}

const SYNC_READ =
  'The GPU cannot be read synchronously in a worker. Use `await x.data()` (or `await x.array()`) in place of `x.dataSync()` (`x.arraySync()`).';
