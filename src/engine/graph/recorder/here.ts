/** Runs a kernel on this machine whose outputs are not known before it runs, or that is about strings. */
import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../../api';
import type { KernelBackend, NamedAttrMap, Values } from '../../tensors';
import type { RecordingBackend } from './backend';

interface Call {
  readonly kernel: string;
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: Readonly<Record<string, unknown>> | undefined;
}

/** @throws Error naming the kernel and the line, where values can only be waited for or the plain backend lacks the kernel */
export function runHere(tf: StockTensorFlow, recorder: RecordingBackend, { kernel, inputs, attrs }: Call): TensorInfo | TensorInfo[] {
  const backend = tf.findBackend('cpu') as KernelBackend;
  const registered = tf.getKernel(kernel, 'cpu') as ReturnType<StockTensorFlow['getKernel']> | undefined;
  const lent: TensorInfo[] = [];
  let refused = false;
  const lend = (info: TensorInfo): TensorInfo => {
    if (info.dtype === 'complex64') throw new Error('it takes no complex numbers here');
    const here = { dataId: backend.write(copyOf(recorder.valuesOf(info)), [...info.shape], info.dtype), shape: info.shape, dtype: info.dtype };
    lent.push(here);
    return here;
  };
  try {
    if (registered === undefined) throw new Error('what it makes is not known before it runs');
    const given: Record<string, unknown> = {};
    for (const name in inputs) {
      const input = inputs[name] as TensorInfo | TensorInfo[] | undefined;
      if (input !== undefined) given[name] = Array.isArray(input) ? input.map(lend) : lend(input);
    }
    const list = Array.isArray(inputs) ? (inputs as TensorInfo[]).map(lend) : given;
    let made: TensorInfo | TensorInfo[];
    try {
      made = registered.kernelFunc({ inputs: list as NamedTensorInfoMap, attrs: attrs as NamedAttrMap, backend });
    } catch (failure) {
      // Its own words, as on any device.
      refused = true;
      throw failure;
    }
    const back = (info: TensorInfo): TensorInfo => {
      const { shape, dtype, dataId } = info;
      lent.push(info);
      return { dataId: recorder.write(copyOf(backend.readSync(dataId)), [...shape], dtype), shape: [...shape], dtype };
    };
    return Array.isArray(made) ? made.map(back) : back(made);
  } catch (failure) {
    if (refused) throw failure;
    const { line } = recorder;
    throw new Error(`kernel '${kernel}' cannot be recorded: ${failure instanceof Error ? failure.message : String(failure)}${line === null ? '' : ` (${line})`}`, { cause: failure });
  } finally {
    for (const { dataId } of lent) backend.disposeData(dataId);
  }
}

/** Kernels may return their inputs' own memory. */
const copyOf = (values: Values): Values => values.slice() as Values;
