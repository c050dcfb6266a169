import type { TensorFlow } from '../../api';
import type { DispatchBackend } from '../../patches/webgpu/dispatch/backend';
import type { Recorder } from '../../patches/webgpu/dispatch/recorder';
import { Fusion, flushAfterScopes } from './fusion';
import { registerLazyKernels } from './kernels';
import { isUncomputed } from './pending';

const fusions = new WeakMap<object, Fusion>();
/** TensorFlow.js keeps kernels apart from backends, so those of a second device are in place already. */
const withKernels = new WeakSet<TensorFlow>();

/** Makes element-wise kernels of the backend wait until they can be computed together. */
export function fuseElementWise(tf: TensorFlow, backend: DispatchBackend, recorder: Recorder): Fusion {
  const fusion = new Fusion(backend, recorder);
  fusions.set(backend, fusion);
  if (!withKernels.has(tf)) {
    withKernels.add(tf);
    registerLazyKernels(tf, (asked) => fusions.get(asked));
    flushAfterScopes(tf, () => fusions.get(tf.backend())?.flush());
  }

  const onCpu = backend.shouldExecuteOnCPU.bind(backend);
  // Asking for the buffer of what is put off would compute it.
  backend.shouldExecuteOnCPU = (inputs, threshold) => {
    for (const input of inputs) if (isUncomputed(backend.tensorMap.get(input.dataId))) return false;
    return onCpu(inputs, threshold);
  };

  backend.disposeData = (dataId, force = false) => {
    if (!backend.tensorMap.has(dataId)) return true;
    const stored = backend.tensorMap.get(dataId);
    stored.refCount = force ? 0 : stored.refCount - 1;
    if (stored.refCount > 0) return false;
    if (stored.complexTensorInfos) {
      backend.disposeData(stored.complexTensorInfos.real.dataId);
      backend.disposeData(stored.complexTensorInfos.imag.dataId);
    }
    fusion.remove(dataId, stored);
    return true;
  };
  return fusion;
}
