import type { BufferManager } from './backend';

/**
 * Keeps free buffers by size and use and gives the oldest out first, whenever it was released: steps of a training
 * loop, which free what they take, then meet the same buffers in the same places, and what is bound to them can be
 * kept. The stock manager searches all buffers in use whenever it releases one and makes a string for each.
 */
export function quickenBuffers(manager: BufferManager, device: GPUDevice): void {
  /** Each list from the youngest to the oldest. */
  const free = new Map<number, GPUBuffer[]>();
  const ages = new WeakMap<GPUBuffer, number>();
  const ageOf = (buffer: GPUBuffer): number => ages.get(buffer) ?? 0;
  let made = 0;
  const used = new Set<GPUBuffer>();
  // Sizes stay below 2^40 and uses below 2^10, so that one number tells both.
  const keyOf = (size: number, usage: number): number => size * 1024 + usage;

  manager.acquireBuffer = (size, usage, mappedAtCreation = false, reuse = true) => {
    let buffer = reuse ? free.get(keyOf(size, usage))?.pop() : undefined;
    if (buffer === undefined) {
      buffer = device.createBuffer({ size, usage, mappedAtCreation });
      ages.set(buffer, made++);
      manager.numBytesAllocated += size;
    } else manager.numFreeBuffers--;
    used.add(buffer);
    manager.numUsedBuffers++;
    manager.numBytesUsed += size;
    return buffer;
  };

  manager.releaseBuffer = (buffer, reuse = true) => {
    // Buffers from before this was installed, or of a device that is gone, are nobody's to reuse.
    if (!used.delete(buffer)) return;
    const { size, usage } = buffer;
    manager.numUsedBuffers--;
    manager.numBytesUsed -= size;
    if (!reuse) {
      buffer.destroy();
      manager.numBytesAllocated -= size;
      return;
    }
    const key = keyOf(size, usage);
    const list = free.get(key);
    if (list === undefined) free.set(key, [buffer]);
    else {
      let at = list.length;
      while (at > 0 && ageOf(list[at - 1] as GPUBuffer) < ageOf(buffer)) at--;
      list.splice(at, 0, buffer);
    }
    manager.numFreeBuffers++;
  };

  manager.trim = () => {
    for (const list of free.values()) {
      for (const buffer of list) {
        manager.numBytesAllocated -= buffer.size;
        manager.numFreeBuffers--;
        buffer.destroy();
      }
    }
    free.clear();
  };

  manager.dispose = () => {
    for (const list of free.values()) for (const buffer of list) buffer.destroy();
    for (const buffer of used) buffer.destroy();
    free.clear();
    used.clear();
    manager.numUsedBuffers = manager.numFreeBuffers = manager.numBytesUsed = manager.numBytesAllocated = 0;
  };
}
