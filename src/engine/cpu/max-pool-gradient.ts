import type { MaxPoolGradAttrs } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

type Shape4 = [number, number, number, number];

/** Float operations worth waking a thread for. */
const GRAIN_OPERATIONS = 100_000;

/**
 * Gradient of 2-d max pooling: each element of dy goes to the first largest element of its window, and what windows share adds up.
 * @returns the shape of the pooling's input.
 */
export function maxPoolGradient(kernels: Kernels) {
  return ({ inputs, attrs, cpu }: KernelCall<MaxPoolGradAttrs>): TensorInfo => {
    const x = required(inputs, 'input');
    const dy = required(inputs, 'dy');
    const { filterSize, strides, pad, dimRoundingMode } = attrs;
    const info = cpu.tf.backend_util.computePool2DInfo(x.shape as Shape4, filterSize, strides, 1, pad, dimRoundingMode);
    const gradient = cpu.allocate(x.shape, 'float32');
    const grain = Math.ceil(GRAIN_OPERATIONS / (1 + info.outHeight * info.outWidth * info.inChannels * info.filterHeight * info.filterWidth));
    kernels.run('maxPoolGradient', info.batchSize, grain, [
      cpu.address(x), cpu.address(dy), cpu.address(gradient), info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth,
      info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth, info.dilationHeight, info.dilationWidth, info.padInfo.top, info.padInfo.left,
    ]); // prettier-ignore
    return gradient;
  };
}
