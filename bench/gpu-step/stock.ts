/** Training steps on TensorFlow.js's WebGPU backend as it comes. */
import * as tf from '@tensorflow/tfjs';
import { answer } from '../harness/answer';
import { countDispatches, meter } from './meter';

const dispatched = countDispatches();

async function start() {
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  if (!(await tf.setBackend('webgpu'))) throw new Error('WebGPU is not available here');
  return {
    tf,
    device: () => {
      const backend = tf.backend();
      if (!(backend instanceof WebGPUBackend)) throw new Error('WebGPU is not in use');
      return backend.device;
    },
  };
}

answer(meter(start(), dispatched));
