import type { backend_util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { Border, Tap } from './gathering';
import type { CpuRuntime } from './runtime';

export type ConvInfo = backend_util.Conv2DInfo;
export type Shape4 = [number, number, number, number];
type Pair = number | [number, number];

/** The attributes that convolutions and their gradients share; the gradients of TensorFlow.js leave out dilations. */
export interface ConvolutionAttrs {
  readonly strides: Pair;
  readonly pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
  readonly dilations?: Pair | undefined;
  readonly dataFormat?: 'NHWC' | 'NCHW' | undefined;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil' | undefined;
}

/** Sizes of a convolution, channels last whatever the data format; `input` is in that format. */
export function convolutionInfo(cpu: CpuRuntime, input: readonly number[], filter: readonly number[], attrs: ConvolutionAttrs, depthwise = false): ConvInfo {
  const { strides, pad, dilations, dimRoundingMode, dataFormat } = attrs;
  const [a = 0, b = 0, c = 0, d = 0] = input;
  const first = dataFormat === 'NCHW';
  const shape: Shape4 = first ? [a, c, d, b] : [a, b, c, d];
  return cpu.tf.backend_util.computeConv2DInfo(shape, filter as Shape4, strides, dilations ?? 1, first ? lastPadding(pad) : pad, dimRoundingMode, depthwise);
}

/** Explicit padding lists the axes in the order of the data format. */
function lastPadding(pad: ConvolutionAttrs['pad']): ConvolutionAttrs['pad'] {
  if (!Array.isArray(pad)) return pad;
  const [batch, channels, rows, columns] = pad;
  return [batch, rows, columns, channels] as backend_util.ExplicitPadding;
}

export const toChannelsLast = (cpu: CpuRuntime, tensor: TensorInfo): TensorInfo => cpu.run('Transpose', { x: tensor }, { perm: [0, 2, 3, 1] });

/** Takes over the tensor it is given. */
export function toChannelsFirst(cpu: CpuRuntime, tensor: TensorInfo): TensorInfo {
  const first = cpu.run('Transpose', { x: tensor }, { perm: [0, 3, 1, 2] });
  cpu.release(tensor);
  return first;
}

/** Zeros that a convolution reads around its input. */
export function borderOf({ padInfo, inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth, effectiveFilterHeight, effectiveFilterWidth }: ConvInfo): Border {
  const { top, left } = padInfo;
  const bottom = Math.max(0, (outHeight - 1) * strideHeight + effectiveFilterHeight - inHeight - top);
  const right = Math.max(0, (outWidth - 1) * strideWidth + effectiveFilterWidth - inWidth - left);
  return { top, bottom, left, right };
}

/** The taps of an axis of a forward convolution. */
export const forwardTaps = (length: number, dilation: number): Tap[] => Array.from({ length }, (_, number) => ({ at: number * dilation, number }));
