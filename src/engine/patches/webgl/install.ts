import type { TensorFlow } from '../../api';
import type { KernelBackend } from '../../tensors';
import { patchWebglEpsilon } from './epsilon';

/** Mends the WebGL backend, once, before it becomes current. */
export async function patchWebgl(tf: TensorFlow, backend: KernelBackend): Promise<void> {
  patchWebglEpsilon(tf, backend);
}
