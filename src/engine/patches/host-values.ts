import type { DataId, KernelBackend, Values } from '../tensors';

/** What a GPU's backend keeps of each buffer, under a name of its own. */
interface Table {
  has(id: DataId): boolean;
  get(id: DataId): { readonly values?: Values | null };
}

/** The values of a buffer that the host knows without asking the GPU: not uploaded yet, or read back; null for others. */
export function hostValues(backend: KernelBackend, id: DataId): Values | null {
  const { tensorMap, texData } = backend as { readonly tensorMap?: Table; readonly texData?: Table };
  const table = tensorMap ?? texData;
  // Asking for a buffer of another backend would move it here.
  return table?.has(id) ? (table.get(id).values ?? null) : null;
}
