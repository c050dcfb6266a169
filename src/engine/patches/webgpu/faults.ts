/** What the GPU refused to do, told by the next read of values instead of wrong numbers. */
import type { TensorFlow } from '../../api';
import { outOfMemory } from '../../memory/out-of-memory';
import type { DataId, KernelBackend, Values } from '../../tensors';

/** The GPU did not do what it was told; whatever was to come of it holds zeros or old numbers. */
export class GpuFaultError extends Error {
  override readonly name = 'GpuFaultError';

  /** @param message the browser's, with the labels of what it is about */
  constructor(message: string) {
    super(
      `the GPU refused work whose result was about to be read${kernelsIn(message)}: ${told(message)}. Values computed since the last read may be wrong: ` +
        'run their cells again; where it fails again, choose CPU in the Runtime menu.',
    );
  }
}

/** A backend that keeps what was read of a buffer. */
interface ReadableBackend extends KernelBackend {
  readonly device: GPUDevice;
  readonly tensorMap: { has(id: DataId): boolean; get(id: DataId): { values?: Values | null } };
}

/** Room on the GPU is not among them: that is told by an event, at once. */
const FILTERS: readonly GPUErrorFilter[] = ['validation', 'internal'];

/**
 * A device's errors since it was last asked for them. They are caught in scopes that are open from one question to the
 * next: an event tells of an error too, but in its own time, which may be after values have been read.
 */
class Faults {
  /** Reads begin for nobody who could be told. */
  isQuiet = false;
  readonly #device: GPUDevice;
  readonly #name: (error: GPUError) => Error;
  /** Found by a read that told nobody. */
  #untold: Error | null = null;
  /** The question that has no answer yet. */
  #asked: Promise<Error | null> | null = null;

  constructor(device: GPUDevice, name: (error: GPUError) => Error) {
    this.#device = device;
    this.#name = name;
    this.#open();
  }

  /** The first error of all that was submitted before, and of what earlier questions that still wait are about; null if there was none. */
  ask(): Promise<Error | null> {
    const { isQuiet } = this;
    const earlier = this.#asked;
    const own = this.#own();
    const answer = async (): Promise<Error | null> => {
      const found = (await earlier) ?? (await own);
      const fault = this.#untold ?? found;
      this.#untold = isQuiet ? fault : null;
      if (this.#asked === asked) this.#asked = null;
      return fault;
    };
    const asked = answer();
    return (this.#asked = asked);
  }

  async #own(): Promise<Error | null> {
    // A device that is lost has no answer, and its reads say so themselves.
    const found = FILTERS.map(() => this.#device.popErrorScope().catch(() => null));
    this.#open();
    const [error] = (await Promise.all(found)).filter((one) => one !== null);
    return error === undefined ? null : this.#name(error);
  }

  #open(): void {
    for (const filter of FILTERS) this.#device.pushErrorScope(filter);
  }
}

const faults = new WeakMap<KernelBackend, Faults>();

/**
 * WebGPU goes on without work that it finds invalid, so that values read later are zeros. Here the next read fails
 * instead, and so does every read that was on its way; the device can be used as before.
 */
export function failAfterFaults(tf: TensorFlow, backend: ReadableBackend): void {
  const { device, tensorMap } = backend;
  /** What has no room is an invalid buffer, and its use is the error that a read finds. */
  let full = '';
  device.addEventListener('uncapturederror', ({ error }) => {
    if (error instanceof GPUOutOfMemoryError) full = told(error.message);
  });
  const known = new Faults(device, ({ message }) => {
    const why = full;
    full = '';
    return why === '' ? new GpuFaultError(message) : outOfMemory(tf, `the GPU's driver has no room for what was asked of it (${why})`);
  });
  faults.set(backend, known);
  const read = backend.read.bind(backend);
  backend.read = async (id) => {
    if (tensorMap.has(id) && tensorMap.get(id).values != null) return read(id);
    // The read first: it submits what it waits for.
    const [values, fault] = await Promise.all([read(id), known.ask()]);
    if (fault === null) return values;
    // Kept, they would be taken for right by the next read.
    if (tensorMap.has(id)) tensorMap.get(id).values = null;
    throw fault;
  };
}

/** Reads for nobody who could be told of an error: it fails here and is left to the next read. */
export function readQuietly(backend: KernelBackend, id: DataId): Promise<Values> {
  const known = faults.get(backend);
  if (known === undefined) return backend.read(id);
  known.isQuiet = true;
  try {
    return backend.read(id);
  } finally {
    known.isQuiet = false;
  }
}

/** The labels of shaders and pipelines in a browser's message: kernels. */
function kernelsIn(message: string): string {
  const names = new Set([...message.matchAll(/\[(?:Invalid )?(?:ComputePipeline|ShaderModule) "([^"]+)"/g)].map(([, name]) => name));
  return names.size === 0 ? '' : ` (of ${[...names].join(', ')})`;
}

/** On one line, without its stop; what was being done follows what was wrong. */
const told = (message: string): string => message.trim().replace(/\.?\s*\n\s*-?\s*/g, ', ').replace(/\.$/, '').slice(0, 400);
