import { CONTROL_BYTES, SLOTS } from './control';
import threadScript from './thread.js?raw';

export interface ThreadOptions {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly names: readonly string[];
  /** All that compute, the kernel's own included. */
  readonly threads: number;
}

/** One kernel over a range; `values` are its arguments. */
export interface Job {
  readonly kernel: number;
  readonly range: number;
  readonly chunk: number;
  readonly values: readonly number[];
  /** Where the scratch memory of thread 0 begins, and bytes from one thread's to the next one's. */
  readonly scratch: number;
  readonly scratchBytes: number;
}

/** Looks for work, about 150 µs, before a thread sleeps: waking takes as long, and a step's kernels follow close upon each other. */
const PATIENCE = 20_000;
/** Milliseconds after which a sleeper looks again by itself. */
const DOZE = 1;

/**
 * Workers that share the kernels' work. They end with the worker that started them, and can reach nothing of the kernel
 * but the heap.
 */
export class Threads {
  readonly count: number;
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #numbers: Float64Array<SharedArrayBuffer>;
  /** Kept, as a worker that nothing refers to may be ended. */
  readonly #workers: readonly Worker[];

  private constructor(workers: readonly Worker[], control: SharedArrayBuffer) {
    this.#workers = workers;
    this.count = this.#workers.length + 1;
    this.#words = new Int32Array(control);
    this.#numbers = new Float64Array(control, SLOTS.numbers);
  }

  /** @throws Error if a thread cannot start. */
  static async start({ module, memory, names, threads }: ThreadOptions): Promise<Threads> {
    const control = new SharedArrayBuffer(CONTROL_BYTES);
    const url = URL.createObjectURL(new Blob([threadScript], { type: 'text/javascript' }));
    const workers = Array.from({ length: threads - 1 }, () => new Worker(url));
    const ready = workers.map(
      (worker, at) =>
        new Promise<void>((resolve, reject) => {
          worker.onmessage = () => resolve();
          worker.onerror = (event) => reject(new Error(`a thread of the CPU device did not start: ${event.message}`));
          worker.postMessage({ module, memory, names, control, slots: SLOTS, index: at + 1, patience: PATIENCE });
        }),
    );
    await Promise.all(ready);
    URL.revokeObjectURL(url);
    return new Threads(workers, control);
  }

  /** Chunks of work that the other threads have done so far. */
  get helped(): number {
    return Atomics.load(this.#words, SLOTS.helped);
  }

  /**
   * Does the job together with the other threads and returns when all of it is done.
   * @param share does the kernel's own part, [begin, end)
   * @throws Error if the kernel failed in another thread.
   */
  run(job: Job, share: (begin: number, end: number) => void): void {
    const words = this.#words;
    this.#publish(job);
    try {
      for (;;) {
        const begin = Atomics.add(words, SLOTS.next, job.chunk);
        if (begin >= job.range) break;
        share(begin, Math.min(job.range, begin + job.chunk));
      }
    } finally {
      // Whoever comes now finds it closed; whoever is at work is waited for.
      Atomics.store(words, SLOTS.open, 0);
      this.#awaitOthers();
    }
    if (Atomics.exchange(words, SLOTS.failed, 0) === 1) throw new Error('a kernel of the CPU device failed in one of its threads');
  }

  /** Nobody is active here, and one who becomes so by an older call finds the job closed until all of it is written. */
  #publish({ kernel, range, chunk, values, scratch, scratchBytes }: Job): void {
    const words = this.#words;
    this.#awaitOthers();
    words[SLOTS.kernel] = kernel;
    words[SLOTS.range] = range;
    words[SLOTS.chunk] = chunk;
    words[SLOTS.count] = values.length;
    this.#numbers[0] = scratch;
    this.#numbers[1] = scratchBytes;
    this.#numbers.set(values, 2);
    Atomics.store(words, SLOTS.next, 0);
    Atomics.store(words, SLOTS.open, 1);
    Atomics.add(words, SLOTS.job, 1);
    if (Atomics.load(words, SLOTS.sleepers) > 0) Atomics.notify(words, SLOTS.job);
  }

  #awaitOthers(): void {
    const words = this.#words;
    for (let turn = 0; turn < PATIENCE; turn++) if (Atomics.load(words, SLOTS.active) === 0) return;
    Atomics.store(words, SLOTS.waiting, 1);
    for (let active = Atomics.load(words, SLOTS.active); active !== 0; active = Atomics.load(words, SLOTS.active)) {
      Atomics.wait(words, SLOTS.active, active, DOZE);
    }
    Atomics.store(words, SLOTS.waiting, 0);
  }
}
