/** Registers a recording backend under a name, with every kernel that any backend knows. */
import type { StockTensorFlow } from '../../api';
import type { KernelBackend } from '../../tensors';
import type { Executor } from '../executor';
import { callerLine } from '../lines';
import { shapeRules } from '../shapes';
import type { RecorderOptions } from './backend';
import { RecordingBackend } from './backend';
import { flushAfterSteps } from './steps';

/**
 * After this `await tf.setBackend(name)` records. Kernels that the recorder has no rule for fail when they are called,
 * naming themselves and the line.
 */
export function installRecorder(tf: StockTensorFlow, name: string, executor: Executor, options: Partial<RecorderOptions> = {}): RecordingBackend {
  const recorder = new RecordingBackend(tf, executor, { lineOf: callerLine, ...options });
  tf.registerBackend(name, () => recorder as unknown as KernelBackend);
  // Made now: from here on the name is the recorder's alone.
  tf.findBackend(name);
  const stock = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName);
  const able = Object.keys(shapeRules).filter((kernel) => executor.supports(kernel));
  for (const kernelName of new Set([...able, ...stock])) {
    tf.registerKernel({ kernelName, backendName: name, kernelFunc: ({ inputs, attrs }) => recorder.record(kernelName, inputs, attrs) });
  }
  flushAfterSteps(tf, name, recorder);
  return recorder;
}
