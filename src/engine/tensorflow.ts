import type { FullTensorFlow } from './api';
import { extendTensorFlow } from './ops/extend';
import { PromptFrames } from './patches/next-frame';
import { installRandom } from './random/install';
import { randomOperations } from './random/random';

/** Loads TensorFlow.js with our operations and gradients, so that its pauses between batches never wait for a frame to be painted. */
export async function loadTensorFlow(): Promise<FullTensorFlow> {
  const frames = new PromptFrames();
  const tf = await frames.during(() => import('@tensorflow/tfjs'));
  void tf.nextFrame();
  if (!frames.asked) {
    throw new Error(
      'TensorFlow.js was loaded before the engine, so a hidden tab would stop training; take tf from createEngine instead of importing it',
    );
  }
  // First, so that operations of ours that draw numbers draw them from the same stream.
  const seeded = { ...tf, ...randomOperations(installRandom(tf)) } as typeof tf;
  return extendTensorFlow(seeded);
}
