/** Single operations on TensorFlow.js as it comes, on its `cpu` or `wasm` backend. */
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { answer } from '../harness/answer';
import { caseTimer } from './timer';

answer({
  async start({ backend, threads }: { readonly backend: 'cpu' | 'wasm'; readonly threads: number }) {
    setWasmPaths(new URL('/assets/wasm/', location.origin).href);
    setThreadsCount(threads);
    // The backend takes at most half of the cores that it is told of.
    Object.defineProperty(navigator, 'hardwareConcurrency', { configurable: true, value: 2 * threads });
    await tf.setBackend(backend);
  },
  time: caseTimer(() => Promise.resolve(tf)),
});
