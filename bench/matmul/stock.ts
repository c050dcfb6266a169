/** Matrix products on TensorFlow.js's wasm backend as it comes. */
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { answer } from '../harness/answer';
import { productTimer } from './timer';

answer({
  start(threads: number) {
    setWasmPaths(new URL('/assets/wasm/', location.origin).href);
    setThreadsCount(threads);
    // The backend takes at most half of the cores that it is told of.
    Object.defineProperty(navigator, 'hardwareConcurrency', { configurable: true, value: 2 * threads });
    return tf.setBackend('wasm');
  },
  time: productTimer(tf),
});
