import { expect, it } from 'vitest';
import { loadTensorFlow } from './tensorflow';

it('training yields where no animation frame ever comes', async () => {
  const never = () => 0;
  globalThis.requestAnimationFrame = never;
  const tf = await loadTensorFlow();
  await tf.nextFrame();
  expect(globalThis.requestAnimationFrame).toBe(never);
});

it('a TensorFlow.js that was loaded by others is refused, because it would stop in a hidden tab', async () => {
  await import('@tensorflow/tfjs');
  await expect(loadTensorFlow()).rejects.toThrow('take tf from createEngine');
});
