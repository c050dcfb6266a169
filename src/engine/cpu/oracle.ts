/** Compares the CPU device with TensorFlow.js's plain JavaScript backend; for tests. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FullTensorFlow } from '../api';
import { extendTensorFlow } from '../ops/extend';
import { startCpu } from './start';
import { kernelBinary } from './wasm/build.mjs';

type Tensor = ReturnType<FullTensorFlow['tensor']>;
/** Any computation, from inputs made of the same values on both devices. */
export type Computation = (tf: FullTensorFlow) => Tensor | Tensor[];

export async function startOracle(): Promise<Oracle> {
  const tf = extendTensorFlow(await import('@tensorflow/tfjs'));
  const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm'));
  await startCpu(tf, { wasmPath: join(folder, '/'), hardwareConcurrency: 1, isolated: false, readWasm: kernelBinary });
  return new Oracle(tf);
}

export class Oracle {
  constructor(readonly tf: FullTensorFlow) {}

  /** The largest difference between the devices, relative to the largest value; NaN matches NaN. */
  async difference(compute: Computation): Promise<number> {
    const wasm = await this.run('wasm', compute);
    const cpu = await this.run('cpu', compute);
    if (JSON.stringify(wasm.shapes) !== JSON.stringify(cpu.shapes)) {
      throw new Error(`shapes differ: ${JSON.stringify(wasm.shapes)} on wasm, ${JSON.stringify(cpu.shapes)} expected`);
    }
    const scale = Math.max(1, ...cpu.values.map(Math.abs).filter(Number.isFinite));
    const off = cpu.values.map((value, index) => distance(value, wasm.values[index] ?? NaN));
    return Math.max(0, ...off) / scale;
  }

  async run(backend: 'wasm' | 'cpu', compute: Computation): Promise<{ shapes: number[][]; values: number[] }> {
    await this.tf.setBackend(backend);
    const before = this.tf.memory().numTensors;
    const made = [this.tf.tidy(() => compute(this.tf))].flat();
    const values = (await Promise.all(made.map((tensor) => tensor.data()))).flatMap((data) => [...data]);
    this.tf.dispose(made);
    const leaked = this.tf.memory().numTensors - before;
    if (leaked !== 0) throw new Error(`${leaked} tensors leaked on ${backend}`);
    return { shapes: made.map(({ shape, dtype }) => (dtype === 'complex64' ? [-2, ...shape] : shape)), values };
  }
}

const distance = (a: number, b: number): number => (Object.is(a, b) || (a === b) ? 0 : Number.isNaN(a) || Number.isNaN(b) ? Infinity : Math.abs(a - b));
