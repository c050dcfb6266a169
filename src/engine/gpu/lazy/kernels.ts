import type { TensorFlow } from '../../api';
import type { KernelConfig } from '@tensorflow/tfjs-core';
import type { DispatchBackend } from '../../patches/webgpu/dispatch/backend';
import type { NamedAttrMap, TensorInfo } from '../../tensors';
import { ELEMENT_KERNELS } from './element-kernels';
import type { Fusion } from './fusion';
import { VIEW_KERNELS } from './view-kernels';

export interface LazyCall {
  readonly tf: TensorFlow;
  readonly fusion: Fusion;
  readonly backend: DispatchBackend;
  readonly inputs: Readonly<Record<string, TensorInfo | undefined>>;
  readonly attrs: NamedAttrMap;
  broadcast(a: number[], b: number[]): number[];
}

/** Puts a kernel off; null where the stock kernel has to do it. */
export type LazyKernel = (call: LazyCall) => TensorInfo | TensorInfo[] | null;

/** Kernels that make something of nothing would otherwise count as ones whose inputs are all on the CPU. */
const WITHOUT_INPUTS = new Set(['Fill', 'ZerosLike', 'OnesLike']);

/** Puts the kernels before the stock ones, once for all backends; `fusionOf` tells each backend's own. */
export function registerLazyKernels(tf: TensorFlow, fusionOf: (backend: object) => Fusion | undefined): void {
  const { assertAndGetBroadcastShape } = tf.backend_util;
  const broadcast = (a: number[], b: number[]): number[] => (a === b || equal(a, b) ? a : assertAndGetBroadcastShape(a, b));
  for (const [kernelName, lazy] of [...Object.entries(ELEMENT_KERNELS), ...Object.entries(VIEW_KERNELS)]) {
    // Asked for a kernel that is not there, TensorFlow.js answers undefined, whatever its declarations say.
    const stock = tf.getKernel(kernelName, 'webgpu') as KernelConfig | undefined;
    if (stock === undefined) continue;
    const free = WITHOUT_INPUTS.has(kernelName);
    tf.unregisterKernel(kernelName, 'webgpu');
    tf.registerKernel({
      ...stock,
      kernelFunc(call) {
        const backend = call.backend as DispatchBackend;
        const fusion = fusionOf(backend);
        const inputs = call.inputs as LazyCall['inputs'];
        // Inputs that may be left out are undefined. Small things that are on the CPU anyhow stay there.
        const given = Object.values(inputs).filter((input) => input !== undefined);
        if (fusion === undefined || backend.activeTimers != null || (!free && backend.shouldExecuteOnCPU(given))) return stock.kernelFunc(call);
        return lazy({ tf, fusion, backend, inputs, attrs: call.attrs ?? {}, broadcast }) ?? stock.kernelFunc(call);
      },
    });
  }
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}
