import type { BufferManager } from './backend';

/** A buffer with what asking the browser for would cost. */
interface Known {
  readonly buffer: GPUBuffer;
  readonly size: number;
  /** Of buffers that can stand for each other. */
  readonly key: number;
  /** How many were made before. */
  readonly age: number;
}

/**
 * Keeps free buffers by size and use and gives the oldest out first, whenever it was released: steps of a training
 * loop, which free what they take, then meet the same buffers in the same places, and what is bound to them can be
 * kept. The stock manager searches all buffers in use whenever it releases one and makes a string for each.
 */
export function quickenBuffers(manager: BufferManager, device: GPUDevice): void {
  /** Each list from the youngest to the oldest. */
  const free = new Map<number, Known[]>();
  const used = new Map<GPUBuffer, Known>();
  let made = 0;
  // Sizes stay below 2^40 and uses below 2^10, so that one number tells both.
  const keyOf = (size: number, usage: number): number => size * 1024 + usage;

  manager.acquireBuffer = (size, usage, mappedAtCreation = false, reuse = true) => {
    const key = keyOf(size, usage);
    let known = reuse ? free.get(key)?.pop() : undefined;
    if (known === undefined) {
      known = { buffer: device.createBuffer({ size, usage, mappedAtCreation }), size, key, age: made++ };
      manager.numBytesAllocated += size;
    } else manager.numFreeBuffers--;
    used.set(known.buffer, known);
    manager.numUsedBuffers++;
    manager.numBytesUsed += size;
    return known.buffer;
  };

  manager.releaseBuffer = (buffer, reuse = true) => {
    const known = used.get(buffer);
    // Buffers from before this was installed, or of a device that is gone, are nobody's to reuse.
    if (known === undefined) return;
    used.delete(buffer);
    const { size, key, age } = known;
    manager.numUsedBuffers--;
    manager.numBytesUsed -= size;
    if (!reuse) {
      buffer.destroy();
      manager.numBytesAllocated -= size;
      return;
    }
    const list = free.get(key);
    if (list === undefined) free.set(key, [known]);
    else {
      let at = list.length;
      while (at > 0 && (list[at - 1] as Known).age < age) at--;
      list.splice(at, 0, known);
    }
    manager.numFreeBuffers++;
  };

  manager.trim = () => {
    for (const list of free.values()) {
      for (const { buffer, size } of list) {
        manager.numBytesAllocated -= size;
        manager.numFreeBuffers--;
        buffer.destroy();
      }
    }
    free.clear();
  };

  manager.dispose = () => {
    for (const list of free.values()) for (const { buffer } of list) buffer.destroy();
    for (const buffer of used.keys()) buffer.destroy();
    free.clear();
    used.clear();
    manager.numUsedBuffers = manager.numFreeBuffers = manager.numBytesUsed = manager.numBytesAllocated = 0;
  };
}
