import type { TensorFlow } from '../../api';
import type { KernelBackend } from '../../tensors';
import { patchFromPixels } from '../canvas-pixels';
import { patchWebglEpsilon } from './epsilon';

/** TensorFlow.js keeps kernels apart from backends, so those of a second context are in place already. */
const withKernels = new WeakSet<TensorFlow>();

/** Mends the WebGL backend, once for each context, before it becomes current. */
export async function patchWebgl(tf: TensorFlow, backend: KernelBackend): Promise<void> {
  patchWebglEpsilon(tf, backend);
  if (withKernels.has(tf)) return;
  withKernels.add(tf);
  patchFromPixels(tf, 'webgl');
}
