import { expect, it } from 'vitest';
import { KERNEL_FILES, kernelBinary } from './build.mjs';
import { hasRelaxedSimd } from './features';
import { SIGNATURES } from './signatures';

const able = KERNEL_FILES.filter((file) => hasRelaxedSimd() || !file.includes('relaxed'));

it('every kernel of the sources is declared, with as many arguments', { timeout: 120_000 }, async () => {
  const declared = Object.fromEntries(Object.entries(SIGNATURES).map(([name, list]) => [name, 2 + list.length]));
  for (const file of able) {
    const module = await WebAssembly.compile(await kernelBinary(file));
    const shared = file.includes('threaded');
    const memory = new WebAssembly.Memory(shared ? { initial: 1, maximum: 65536, shared } : { initial: 1 });
    const { setScratch, ...kernels } = (await WebAssembly.instantiate(module, { env: { memory } })).exports;
    expect(setScratch).toBeTypeOf('function');
    expect(Object.fromEntries(Object.entries(kernels).map(([name, kernel]) => [name, (kernel as () => void).length]))).toEqual(declared);
  }
});

it('the kernels keep no data of their own in the memory of tensors', async () => {
  const bytes = await kernelBinary('kernels-simd.wasm');
  const memory = new WebAssembly.Memory({ initial: 1 });
  await WebAssembly.instantiate(bytes, { env: { memory } });
  expect(new Uint8Array(memory.buffer).every((byte) => byte === 0)).toBe(true);
});
