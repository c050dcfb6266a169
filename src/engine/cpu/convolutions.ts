import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../tensors';
import { type FusedAttrs, finishOf } from './activations';
import type { ConvInfo, ConvolutionAttrs } from './convolution-geometry';
import { borderOf, convolutionInfo, forwardTaps, toChannelsFirst, toChannelsLast } from './convolution-geometry';
import { convolveGathered } from './gathering';
import { type Finish, multiplyOne } from './product';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

type Fallback = (call: KernelCall<NamedAttrMap>) => TensorInfo;

/**
 * Convolution of x [batch, height, width, inChannels], or channels first, with a filter [height, width, inChannels, outChannels];
 * bias and activation are fused. One of a single tap is a matrix product.
 * @param plain for empty images, and for a bias that is not one number a channel
 */
export function conv2d(kernels: Kernels, plain: Fallback) {
  return (call: KernelCall<ConvolutionAttrs & FusedAttrs>): TensorInfo => {
    const { inputs, attrs, cpu } = call;
    const x = required(inputs, 'x');
    const filter = required(inputs, 'filter');
    const info = convolutionInfo(cpu, x.shape, filter.shape, attrs);
    const finish = channelFinish(cpu, inputs, attrs, info);
    if (finish === null || x.dtype !== 'float32' || filter.dtype !== 'float32' || cpu.sizeOf(x) * cpu.sizeOf(filter) === 0 || info.outShape.includes(0)) {
      return plain({ ...call, attrs: { ...attrs } as unknown as NamedAttrMap });
    }
    const first = attrs.dataFormat === 'NCHW';
    const image = first ? toChannelsLast(cpu, x) : cpu.share(x);
    const made = cpu.allocate(lastShape(info), 'float32');
    forward(cpu, kernels, info, image, filter, cpu.address(made), finish);
    cpu.release(image);
    return first ? toChannelsFirst(cpu, made) : made;
  };
}

export const lastShape = ({ batchSize, outHeight, outWidth, outChannels }: ConvInfo): [number, number, number, number] => [batchSize, outHeight, outWidth, outChannels];

/** Whether each output pixel is a product of one input pixel and the filter. */
export function isPointwise(info: ConvInfo): boolean {
  const { top, left } = info.padInfo;
  return info.filterHeight * info.filterWidth === 1 && info.inHeight === info.outHeight && info.inWidth === info.outWidth && info.strideHeight * info.strideWidth === 1 && top === 0 && left === 0;
}

function forward(cpu: CpuRuntime, kernels: Kernels, info: ConvInfo, x: TensorInfo, filter: TensorInfo, to: number, finish: Finish): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const rowBytes = outChannels * 4;
  if (isPointwise(info)) {
    const left = { address: cpu.address(x), rowBytes: inChannels * 4, columnBytes: 4 };
    const right = { address: cpu.address(filter), rowBytes, columnBytes: 4 };
    return multiplyOne(kernels, { m: batchSize * inHeight * inWidth, k: inChannels, n: outChannels }, left, right, to, finish);
  }
  const images = { address: cpu.address(x), count: batchSize, height: inHeight, width: inWidth, channels: inChannels };
  const pass = {
    rows: forwardTaps(info.filterHeight, info.dilationHeight),
    columns: forwardTaps(info.filterWidth, info.dilationWidth),
    height: outHeight,
    width: outWidth,
    toOffset: 0,
    toRow: outWidth * rowBytes,
    toColumn: rowBytes,
  };
  convolveGathered(
    cpu, kernels, { images, border: borderOf(info), strideHeight: info.strideHeight, strideWidth: info.strideWidth }, [pass],
    { address: cpu.address(filter), width: info.filterWidth, columns: outChannels, rowBytes, columnBytes: 4 },
    to, outHeight * outWidth * rowBytes, finish,
  );
} // prettier-ignore

/** Null where bias or slopes are more than one number a channel. */
export function channelFinish(cpu: CpuRuntime, inputs: NamedTensorInfoMap, attrs: ConvolutionAttrs & FusedAttrs, info: ConvInfo): Finish | null {
  const { bias, preluActivationWeights: slopes } = inputs;
  const flat = (tensor: TensorInfo | null | undefined): boolean => tensor == null || tensor.shape.length <= 1;
  if (attrs.dataFormat === 'NCHW' && (!flat(bias) || slopes != null)) return null;
  const finish = finishOf(cpu, inputs, attrs, lastShape(info));
  if (finish === null) return null;
  const [, biasRow, , biasBatch, , slopesRow, , slopesBatch] = finish;
  return biasRow + biasBatch + slopesRow + slopesBatch === 0 ? finish : null;
}
