import type { NamedAttrMap, TensorInfo } from '../tensors';
import type { FusedAttrs } from './activations';
import type { ConvInfo, ConvolutionAttrs, Shape4 } from './convolution-geometry';
import { convolutionInfo, toChannelsFirst, toChannelsLast } from './convolution-geometry';
import { channelFinish, lastShape } from './convolutions';
import { GRAIN_OPERATIONS } from './product';
import type { KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

type Fallback = (call: KernelCall<NamedAttrMap>) => TensorInfo;

export type DepthwiseFilterAttrs = ConvolutionAttrs & { readonly filterShape: Shape4 };
export type DepthwiseInputAttrs = ConvolutionAttrs & { readonly inputShape: Shape4 };

/**
 * Depthwise convolution of x [batch, height, width, channels], or channels first, with a filter
 * [height, width, channels, multiplier]; bias and activation are fused.
 * @param plain for empty images, and for a bias that is not one number a channel
 */
export function depthwiseConv2d(kernels: Kernels, plain: Fallback) {
  return (call: KernelCall<ConvolutionAttrs & FusedAttrs>): TensorInfo => {
    const { inputs, attrs, cpu } = call;
    const x = required(inputs, 'x');
    const filter = required(inputs, 'filter');
    const info = convolutionInfo(cpu, x.shape, filter.shape, attrs, true);
    const finish = channelFinish(cpu, inputs, attrs, info);
    if (finish === null || x.dtype !== 'float32' || filter.dtype !== 'float32' || cpu.sizeOf(x) * cpu.sizeOf(filter) === 0 || info.outShape.includes(0)) {
      return plain({ ...call, attrs: { ...attrs } as unknown as NamedAttrMap });
    }
    const first = attrs.dataFormat === 'NCHW';
    const image = first ? toChannelsLast(cpu, x) : cpu.share(x);
    const made = cpu.allocate(lastShape(info), 'float32');
    const [bias, , biasColumn, , slopes, , slopesColumn, , activation, alpha] = finish;
    kernels.run('depthwise', info.batchSize * info.outHeight, grainOf(info, info.outWidth), [
      cpu.address(image), cpu.address(filter), cpu.address(made), ...sizes(info), info.filterHeight, info.filterWidth, ...places(info),
      bias, biasColumn, slopes, slopesColumn, activation, alpha,
    ]); // prettier-ignore
    cpu.release(image);
    return first ? toChannelsFirst(cpu, made) : made;
  };
}

/**
 * Gradient with respect to the filter:
 * dW[i, j, c, m] = Σ over b, p, q of x[b, p·s + i·d, q·s + j·d, c] · dy[b, p, q, c·M + m].
 * @returns [filterHeight, filterWidth, channels, multiplier]
 */
export function depthwiseFilterGradient(kernels: Kernels) {
  return ({ inputs, attrs, cpu }: KernelCall<DepthwiseFilterAttrs>): TensorInfo => {
    const x = required(inputs, 'x');
    const dy = required(inputs, 'dy');
    const info = convolutionInfo(cpu, x.shape, attrs.filterShape, attrs, true);
    const first = attrs.dataFormat === 'NCHW';
    const [image, delta] = first ? [toChannelsLast(cpu, x), toChannelsLast(cpu, dy)] : [cpu.share(x), cpu.share(dy)];
    const made = cpu.allocate(attrs.filterShape, 'float32');
    const items = info.filterHeight * info.filterWidth * Math.ceil(info.outChannels / 16);
    const grain = Math.ceil(GRAIN_OPERATIONS / (1 + 16 * info.batchSize * info.outHeight * info.outWidth));
    kernels.run('depthwiseFilterGradient', items, grain, [
      cpu.address(image), cpu.address(delta), cpu.address(made), info.batchSize, ...sizes(info), info.filterWidth, ...places(info),
    ]); // prettier-ignore
    cpu.release(image, delta);
    return made;
  };
}

/**
 * Gradient with respect to the input:
 * dx[b, p·s + i·d, q·s + j·d, c] = Σ over p, q, i, j, m of dy[b, p, q, c·M + m] · W[i, j, c, m].
 * @returns the shape of the convolution's input.
 */
export function depthwiseInputGradient(kernels: Kernels) {
  return ({ inputs, attrs, cpu }: KernelCall<DepthwiseInputAttrs>): TensorInfo => {
    const dy = required(inputs, 'dy');
    const filter = required(inputs, 'filter');
    const info = convolutionInfo(cpu, attrs.inputShape, filter.shape, attrs, true);
    const first = attrs.dataFormat === 'NCHW';
    const delta = first ? toChannelsLast(cpu, dy) : cpu.share(dy);
    const made = cpu.allocate([info.batchSize, info.inHeight, info.inWidth, info.inChannels], 'float32');
    kernels.run('depthwiseInputGradient', info.batchSize * info.inHeight, grainOf(info, info.inWidth), [
      cpu.address(delta), cpu.address(filter), cpu.address(made), ...sizes(info), info.filterHeight, info.filterWidth, ...places(info),
    ]); // prettier-ignore
    cpu.release(delta);
    return first ? toChannelsFirst(cpu, made) : made;
  };
}

/** Rows worth waking a thread for; a vector kernel without much reuse does about half of what a product does. */
const grainOf = (info: ConvInfo, width: number): number =>
  Math.ceil(GRAIN_OPERATIONS / (1 + 4 * width * info.outChannels * info.filterHeight * info.filterWidth));

const sizes = (info: ConvInfo) =>
  [info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth, info.outChannels / info.inChannels] as const;

const places = (info: ConvInfo) =>
  [info.strideHeight, info.strideWidth, info.dilationHeight, info.dilationWidth, info.padInfo.top, info.padInfo.left] as const;
