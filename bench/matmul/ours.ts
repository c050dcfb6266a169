/** Matrix products on Gradbook's CPU device with a given number of threads, and what the machine could do at most. */
import type { TensorFlow } from '../../src/engine/api';
import { startCpu } from '../../src/engine/cpu/start';
import type { Kernels } from '../../src/engine/cpu/wasm/kernels';
import { loadTensorFlow } from '../../src/engine/tensorflow';
import { answer } from '../harness/answer';
import { productTimer } from './timer';

/** Operations of one item of the kernel `peak`. */
const PEAK_OPERATIONS = 98_304;

interface Started {
  readonly tf: TensorFlow;
  readonly kernels: Kernels;
}

let started: Promise<Started> | null = null;

async function start(threads: number): Promise<Started> {
  const tf = await loadTensorFlow();
  const { kernels } = await startCpu(tf, { wasmPath: new URL('/assets/wasm/', location.origin).href, hardwareConcurrency: threads, isolated: crossOriginIsolated });
  if (kernels === null) throw new Error('this browser has no WebAssembly SIMD');
  return { tf, kernels };
}

const running = (): Promise<Started> => {
  if (started === null) throw new Error('start the side first');
  return started;
};

answer({
  async start(threads: number) {
    started = start(threads);
    const { kernels } = await started;
    return `${kernels.threads} thread${kernels.threads === 1 ? '' : 's'}, ${kernels.relaxed ? 'relaxed SIMD' : 'SIMD'}`;
  },
  /** GFLOP/s of multiply-adds on registers alone. */
  async peak() {
    const { kernels } = await running();
    const items = 300 * kernels.threads;
    const begin = performance.now();
    kernels.run('peak', items, 20, [kernels.scratch(64)]);
    const seconds = (performance.now() - begin) / 1000;
    return (items * PEAK_OPERATIONS) / seconds / 1e9;
  },
  async time(size: number) {
    return productTimer((await running()).tf)(size);
  },
  /** Whether other threads took part in products, and whether each row is the same, bit by bit, as computed by one thread alone. */
  async sharing() {
    const { tf, kernels } = await running();
    const a = tf.randomNormal([600, 333], 0, 1, 'float32', 7);
    const b = tf.randomNormal([333, 200], 0, 1, 'float32', 8);
    const before = kernels.helped;
    let rounds = 0;
    let product = a.matMul(b);
    for (; kernels.helped === before && rounds < 200; rounds++) {
      product.dispose();
      product = a.matMul(b);
    }
    const helped = kernels.helped - before;
    const shared = await product.data();
    // Six rows at a time are too few to be shared.
    const parts = tf.split(a, 100).map((rows) => rows.matMul(b));
    const alone = await tf.concat(parts).data();
    return { helped, equal: shared.every((value, index) => value === alone[index]) };
  },
});
