import type { TensorFlow } from '../../api';
import type { KernelBackend } from '../../tensors';
import { patchFromPixels } from '../canvas-pixels';
import { patchDraw } from '../draw';
import { installHostKernels } from '../host-kernels';
import { patchWebglEpsilon } from './epsilon';
import { patchFloorDiv } from './floor-div';
import { patchRotate } from './rotate';
import { patchShaders } from './shader-text';

/** TensorFlow.js keeps kernels apart from backends, so those of a second context are in place already. */
const withKernels = new WeakSet<TensorFlow>();

/** Mends the WebGL backend, once for each context, before it becomes current. */
export async function patchWebgl(tf: TensorFlow, backend: KernelBackend): Promise<void> {
  patchWebglEpsilon(tf, backend);
  patchShaders((backend as unknown as { readonly gpgpu: { readonly gl: WebGL2RenderingContext } }).gpgpu.gl);
  if (withKernels.has(tf)) return;
  withKernels.add(tf);
  const { MathBackendCPU } = await import('@tensorflow/tfjs-backend-cpu');
  installHostKernels(tf, 'webgl', MathBackendCPU);
  patchDraw(tf, 'webgl', MathBackendCPU);
  patchFromPixels(tf, 'webgl');
  patchFloorDiv(tf);
  patchRotate(tf);
}
