import type { StockTensorFlow } from '../api';
import { installBackpropagation } from './backpropagation';
import { registerCustomGradients } from './custom-kernels';

/** Completes what TensorFlow.js can differentiate, on every backend; what is there already is mended where it is wrong. */
export function installGradients(tf: StockTensorFlow): void {
  installBackpropagation(tf);
  registerCustomGradients(tf);
}
