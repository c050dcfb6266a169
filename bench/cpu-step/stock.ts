/** Training steps on TensorFlow.js as it comes, on its `cpu` or `wasm` backend. */
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { answer } from '../harness/answer';
import { stepTimer } from './timer';

answer({
  start(backend: 'cpu' | 'wasm') {
    setWasmPaths(new URL('/assets/wasm/', location.origin).href);
    return tf.setBackend(backend);
  },
  ...stepTimer(tf),
});
