import type { TensorFlow } from '../api';
import { budgetOf } from '../memory/budget';
import { megabytes, outOfMemory } from '../memory/out-of-memory';
import type { BackendWasm } from '../tensors';

/** What the stock build's memory can grow to, in bytes. */
const MEMORY_BYTES = 4_294_901_760;
/** Left to what kernels allocate for themselves, which nobody here can refuse. */
const RESERVE_BYTES = 128 * 2 ** 20;
/** An allocator's own words around a block, rounded up. */
const OVERHEAD_BYTES = 64;

/** The allocator of the wasm build; addresses above 2 GB come as negative numbers. */
interface Allocator {
  _malloc: (bytes: number) => number;
  _free: (address: number) => void;
}

/**
 * Makes a tensor that has no room an error. Asked for more than its memory can hold, the stock build's allocator hands
 * out addresses that wrap around: tensors overwrite each other silently, and some later operation dies of it.
 */
export function refuseWhenFull(tf: TensorFlow, backend: BackendWasm): void {
  // The declared type leaves out what every build of Emscripten has.
  const wasm = backend.wasm as unknown as Allocator;
  // Emscripten's own functions put others in their place when they are first called.
  wasm._free(wasm._malloc(4));
  const { _malloc: allocate, _free: free } = wasm;
  const blocks = new Blocks();
  const budget = budgetOf(tf, 'wasm', MEMORY_BYTES - RESERVE_BYTES);
  wasm._malloc = (bytes) => {
    const address = blocks.total + bytes <= budget.limit && blocks.fits(bytes, MEMORY_BYTES - RESERVE_BYTES) ? allocate(bytes) >>> 0 : 0;
    if (address === 0 && bytes > 0) throw outOfMemory(tf, fullWords(bytes, tf.memory().numBytes, budget.limit));
    blocks.add(address, bytes);
    return address;
  };
  wasm._free = (address) => {
    blocks.remove(address >>> 0);
    free(address);
  };
  const memory = backend.memory.bind(backend);
  backend.memory = () => ({ ...memory(), numBytesInHeap: blocks.total, numBytesInHeapLimit: budget.limit });
}

/** What is allocated, by address. */
class Blocks {
  readonly #sizes = new Map<number, number>();
  /** Bytes of all blocks. */
  total = 0;
  /** No block has ever ended behind it. */
  #top = 0;

  add(address: number, bytes: number): void {
    this.#sizes.set(address, bytes);
    this.total += bytes;
    this.#top = Math.max(this.#top, address + bytes);
  }

  remove(address: number): void {
    this.total -= this.#sizes.get(address) ?? 0;
    this.#sizes.delete(address);
  }

  /** Whether there is room behind the last block, below `limit`, or between two. */
  fits(bytes: number, limit: number): boolean {
    const needed = bytes + OVERHEAD_BYTES;
    if (this.#top + needed <= limit) return true;
    let end = 0;
    for (const [address, size] of [...this.#sizes].sort(([a], [b]) => a - b)) {
      // Before the first block lie the program's own data.
      if (end > 0 && address - end >= needed) return true;
      end = address + size;
    }
    this.#top = end;
    return end + needed <= limit;
  }
}

const fullWords = (bytes: number, alive: number, limit: number): string =>
  `a tensor of ${megabytes(bytes)} has no room beside the ${megabytes(alive)} of tensors that are alive; the CPU device holds about ${megabytes(limit)}`;
