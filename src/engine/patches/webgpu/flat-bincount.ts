import type { TensorFlow } from '../../api';
import type { TensorInfo } from '../../tensors';
import { overrideKernel } from '../override-kernel';

/** Counts the values of a tensor of any rank: the stock shader reads only vectors, and of an image it counted garbage. */
export function patchBincount(tf: TensorFlow): void {
  const flat = (tensor: TensorInfo): TensorInfo => ({ dataId: tensor.dataId, dtype: tensor.dtype, shape: [tf.util.sizeFromShape(tensor.shape)] });
  overrideKernel(tf, 'Bincount', 'webgpu', (stock) => (call) => {
    const { x, weights } = call.inputs;
    return x === undefined || weights === undefined ? stock(call) : stock({ ...call, inputs: { x: flat(x), weights: flat(weights) } });
  });
}
