/** Compiles the kernels before the first test that needs them, which could take longer than a test may. */
import { kernelBinary } from './build.mjs';

export async function setup() {
  await kernelBinary('kernels-simd.wasm');
}
