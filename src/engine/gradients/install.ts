import type { StockTensorFlow } from '../api';
import { registerBarrier } from '../ops/barrier';
import { registerArrayGradients } from './arrays';
import { installBackpropagation } from './backpropagation';
import { registerComplexGradients } from './complex';
import { registerConvolutionGradients } from './convolutions';
import { registerCustomGradients } from './custom-kernels';
import { registerEinsumGradient } from './einsum';
import { registerImageGradients } from './images';
import { registerLocalResponseGradient } from './local-response';
import { registerPoolingGradients } from './pooling';
import { registerProductGradients } from './products';
import { registerSparseGradients } from './sparse';
import { registerWarpGradients } from './warps';

const installed = new WeakSet<object>();

/** Completes what TensorFlow.js can differentiate, on every backend; what is there already is mended where it is wrong. */
export function installGradients(tf: StockTensorFlow): void {
  // Rules that build on stock ones would build on themselves the second time.
  if (installed.has(tf.Tensor)) return;
  installed.add(tf.Tensor);
  installBackpropagation(tf);
  registerCustomGradients(tf);
  registerBarrier(tf);
  registerArrayGradients(tf);
  registerProductGradients(tf);
  registerEinsumGradient(tf);
  registerConvolutionGradients(tf);
  registerPoolingGradients(tf);
  registerImageGradients(tf);
  registerWarpGradients(tf);
  registerSparseGradients(tf);
  registerLocalResponseGradient(tf);
  registerComplexGradients(tf);
}
