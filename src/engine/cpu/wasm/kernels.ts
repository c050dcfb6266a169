import type { BackendWasm } from '../../tensors';
import { hasRelaxedSimd } from './features';
import { type KernelArguments, type KernelName, SIGNATURES } from './signatures';
import { Threads } from './threads';

type Run = (begin: number, end: number, ...values: readonly number[]) => void;

/** What Emscripten's module has and its declaration leaves out. */
interface Heap {
  readonly wasmMemory?: WebAssembly.Memory;
  readonly asm?: { readonly memory: WebAssembly.Memory };
  readonly _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
}

export interface KernelsOptions {
  readonly backend: BackendWasm;
  /** All that compute, this one included; only one where memory is not shared. */
  readonly threads: number;
  /** Reads a file that the build put beside TensorFlow.js's binaries. */
  readonly read: (name: string) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Between scratch areas, so that no two threads write to the same cache line. */
const LINE_BYTES = 64;
/** Chunks a thread takes on average: more even out what else the machine does, fewer cost less. */
const TURNS_A_THREAD = 3;

const NAMES = Object.keys(SIGNATURES);

/**
 * Our own kernels. They import the very memory that TensorFlow.js's wasm backend keeps its tensors in (the threaded
 * build's is shared, so its threads' and ours see it too): tensors go to and fro as addresses, and nothing is copied.
 * Having neither static data nor a stack in memory, the kernels cannot meet what Emscripten put there; the room they
 * work in comes from its own malloc.
 */
export class Kernels {
  readonly relaxed: boolean;
  readonly #heap: Heap;
  readonly #runs: Readonly<Record<string, Run>>;
  readonly #setScratch: (address: number) => void;
  readonly #threads: Threads | null;
  readonly #shared: Area;
  readonly #areas: Area;

  private constructor(heap: Heap, exports: WebAssembly.Exports, threads: Threads | null, relaxed: boolean) {
    this.#heap = heap;
    this.#runs = exports as Record<string, Run>;
    this.#setScratch = exports['setScratch'] as (address: number) => void;
    this.#threads = threads;
    this.relaxed = relaxed;
    this.#shared = new Area(this.#heap);
    this.#areas = new Area(this.#heap);
  }

  /** Must run while threads can be started. @throws Error if the file cannot be read or a thread does not start. */
  static async start({ backend, threads, read }: KernelsOptions): Promise<Kernels> {
    const heap = backend.wasm as unknown as Heap;
    const memory = heap.wasmMemory ?? heap.asm?.memory;
    if (memory === undefined) throw new Error('the wasm backend of TensorFlow.js does not show its memory as expected');
    const shared = typeof SharedArrayBuffer !== 'undefined' && memory.buffer instanceof SharedArrayBuffer;
    const relaxed = hasRelaxedSimd();
    const module = await WebAssembly.compile(await read(`kernels-${relaxed ? 'relaxed' : 'simd'}${shared ? '-threaded' : ''}.wasm`));
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    const pool = shared && threads > 1 ? await Threads.start({ module, memory, names: NAMES, threads }) : null;
    return new Kernels(heap, exports, pool, relaxed);
  }

  /** How many compute. */
  get threads(): number {
    return this.#threads?.count ?? 1;
  }

  /** Chunks of work that other threads have done so far. */
  get helped(): number {
    return this.#threads?.helped ?? 0;
  }

  /**
   * Computes all of a kernel's `range`, on several threads if it has more than `grain` items, and returns when it is done.
   * @param grain the fewest items worth another thread's while: some 20 µs of work
   * @param scratchBytes room that each thread finds at its own `scratch`
   */
  run<Name extends KernelName>(name: Name, range: number, grain: number, values: KernelArguments<Name>, scratchBytes = 0): void {
    const kernel = this.#runs[name] as Run;
    const numbers = values as readonly number[];
    const threads = this.#threads;
    const alone = threads === null || range <= grain;
    const stride = Math.ceil(scratchBytes / LINE_BYTES) * LINE_BYTES;
    const scratch = stride === 0 ? 0 : this.#areas.address(stride * (alone ? 1 : threads.count));
    this.#setScratch(scratch);
    if (alone) return kernel(0, range, ...numbers);
    const chunk = Math.max(grain, Math.ceil(range / (threads.count * TURNS_A_THREAD)));
    threads.run({ kernel: NAMES.indexOf(name), range, chunk, values: numbers, scratch, scratchBytes: stride }, (begin, end) => kernel(begin, end, ...numbers));
  }

  /**
   * Address of `bytes` bytes that all threads may use, 64-byte aligned. Valid, with its contents, until the next call;
   * a kernel that needs several areas asks for one and divides it.
   */
  scratch(bytes: number): number {
    return this.#shared.address(bytes);
  }
}

/** Memory that is kept and grows to the largest size asked for. */
class Area {
  readonly #heap: Heap;
  #block = 0;
  #bytes = 0;

  constructor(heap: Heap) {
    this.#heap = heap;
  }

  address(bytes: number): number {
    if (bytes > this.#bytes) {
      if (this.#block !== 0) this.#heap._free(this.#block);
      this.#block = 0;
      this.#bytes = 0;
      this.#block = this.#heap._malloc(bytes + LINE_BYTES) >>> 0;
      this.#bytes = bytes;
    }
    return Math.ceil(this.#block / LINE_BYTES) * LINE_BYTES;
  }
}
