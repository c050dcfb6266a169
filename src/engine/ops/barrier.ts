/**
 * `Barrier`: passes tensors x0, x1, … on as they are, but as others: what is computed of its outputs is not merged with
 * what is computed of its inputs, nor begun before all of them are there. Attribute `count`: how many.
 */
import type { StockTensorFlow } from '../api';
import type { Tensor } from '../gradients/tape';
import type { KernelBackend, TensorInfo } from '../tensors';

const BARRIER = 'Barrier';

/** On the devices of this machine nothing is merged or moved: outputs share the memory of the inputs. */
export function registerBarrier(tf: StockTensorFlow): void {
  for (const backendName of ['cpu', 'wasm', 'webgl', 'webgpu']) {
    if (tf.getKernel(BARRIER, backendName)) continue;
    tf.registerKernel({
      kernelName: BARRIER,
      backendName,
      kernelFunc: ({ inputs, backend }) =>
        Object.values(inputs as Readonly<Record<string, TensorInfo>>).map(({ dataId, shape, dtype }) => {
          (backend as KernelBackend).incRef(dataId);
          return { dataId, shape, dtype };
        }),
    });
  }
  if ((tf.getGradient(BARRIER) as object | undefined) !== undefined) return;
  tf.registerGradient({ kernelName: BARRIER, gradFunc: (dys) => Object.fromEntries([dys].flat().map((dy, index) => [`x${index}`, () => dy])) });
}

export function barrier(tf: StockTensorFlow, tensors: readonly Tensor[]): Tensor[] {
  const made: Tensor | Tensor[] = tf.engine().runKernel(BARRIER, Object.fromEntries(tensors.map((tensor, index) => [`x${index}`, tensor])), { count: tensors.length });
  return [made].flat();
}
