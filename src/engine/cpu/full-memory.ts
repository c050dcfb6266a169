import type { TensorFlow } from '../api';
import type { BackendWasm } from '../tensors';

/** Addresses of a wasm memory are of 32 bits. */
const MOST_BYTES = 2 ** 32;

/**
 * Makes an allocation that fails an error. The stock backend takes the null address for one of a buffer, writes the
 * tensor over whatever lies at the start of memory, and dies of it at some later operation.
 */
export function refuseWhenFull(tf: TensorFlow, backend: BackendWasm): void {
  // Its type leaves out what every build of Emscripten has.
  const wasm = backend.wasm as unknown as { _malloc: (bytes: number) => number };
  const allocate = wasm._malloc;
  wasm._malloc = (bytes: number): number => {
    // A larger number would be taken for its lowest 32 bits.
    const address = bytes < MOST_BYTES ? allocate(bytes) : 0;
    if (address === 0 && bytes > 0) throw new Error(fullWords(bytes, tf.memory().numBytes));
    return address;
  };
}

function fullWords(bytes: number, alive: number): string {
  const megabytes = (count: number): string => `${Math.ceil(count / 1e6).toLocaleString('en')} MB`;
  return `out of memory: a tensor of ${megabytes(bytes)} has no room beside the ${megabytes(alive)} of tensors that are alive; the CPU device has 4 GB at most`;
}
