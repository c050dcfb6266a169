import type { TensorFlow } from '../../api';
import type { KernelBackend } from '../../tensors';

/**
 * The epsilon that optimizers, losses and batch normalisation add to denominators. The WebGL backend
 * reports 16-bit precision, and with it an epsilon of 1e-4, wherever float textures *can* be rendered to:
 * its test is the wrong way round. Adam then drifts from the other devices within a few steps. On a device
 * that truly has 16 bits the larger epsilon stays, because 1e-7 would vanish there.
 */
export function patchWebglEpsilon(tf: TensorFlow, backend: KernelBackend): void {
  if (tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) backend.floatPrecision = () => 32;
}
