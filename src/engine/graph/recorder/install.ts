/** Registers a recording backend under a name, with every kernel that any backend knows. */
import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../../api';
import type { KernelBackend } from '../../tensors';
import type { Executor } from '../executor';
import { callerLine } from '../lines';
import { shapeRules } from '../shapes';
import type { RecorderOptions } from './backend';
import { RecordingBackend } from './backend';
import { runHere } from './here';
import { flushAfterSteps } from './steps';

export interface InstallOptions extends RecorderOptions {
  /** Hears of a kernel that the executor lacks when it is asked for. */
  readonly onUnsupported: (kernel: string, line: string | null) => void;
}

/** The recorder that stands for a name now; the backend's factory and the optimizers ask for it. */
const recorders = new WeakMap<StockTensorFlow['Tensor'], Map<string, RecordingBackend>>();

/**
 * After this `await tf.setBackend(name)` records. What a kernel makes must be known before it runs: those of which it is
 * not run on this machine, and those that the executor lacks fail when they are called, naming themselves and the line.
 * A second call for the name puts another recorder in the first one's place.
 */
export function installRecorder(tf: StockTensorFlow, name: string, executor: Executor, options: Partial<InstallOptions> = {}): RecordingBackend {
  const recorder = new RecordingBackend(tf, executor, { lineOf: callerLine, ...options });
  let byName = recorders.get(tf.Tensor);
  if (byName === undefined) recorders.set(tf.Tensor, (byName = new Map()));
  const isFirst = !byName.has(name);
  byName.set(name, recorder);
  const current = (): RecordingBackend => byName.get(name) ?? recorder;
  if (isFirst) {
    tf.registerBackend(name, () => current() as unknown as KernelBackend);
    flushAfterSteps(tf, name, { flush: () => current().flush() });
  }
  // Made now: from here on the name is the recorder's alone.
  tf.findBackend(name);
  for (const { kernelName } of tf.getKernelsForBackend(name)) tf.unregisterKernel(kernelName, name);
  const stock = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName);
  const able = new Set(Object.keys(shapeRules).filter((kernel) => executor.supports(kernel)));
  const run = (kernel: string, inputs: NamedTensorInfoMap, attrs: Readonly<Record<string, unknown>> | undefined): TensorInfo | TensorInfo[] => {
    const infos = Object.values(inputs).flat() as (TensorInfo | undefined)[];
    const isText = attrs?.['dtype'] === 'string' || infos.some((info) => info?.dtype === 'string');
    if (shapeRules[kernel] === undefined || isText) return runHere(tf, recorder, { kernel, inputs, attrs });
    if (able.has(kernel)) return recorder.record(kernel, inputs, attrs);
    const { line } = recorder;
    options.onUnsupported?.(kernel, line);
    throw new Error(`kernel '${kernel}' is not there on this device: compute this part on another one, as by await tf.setBackend('wasm')${line === null ? '' : ` (${line})`}`);
  };
  for (const kernelName of new Set([...able, ...stock])) {
    tf.registerKernel({ kernelName, backendName: name, kernelFunc: ({ inputs, attrs }) => run(kernelName, inputs, attrs) });
  }
  return recorder;
}
