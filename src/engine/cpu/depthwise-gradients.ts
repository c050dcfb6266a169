import type {
  DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInputAttrs,
  backend_util,
} from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';

type ConvInfo = backend_util.Conv2DInfo;
type Shape4 = [number, number, number, number];

/**
 * Gradient of a depthwise convolution with respect to its filter:
 * dW[i, j, c, m] = Σ over b, p, q of x[b, p·s + i·d, q·s + j·d, c] · dy[b, p, q, c·M + m].
 * @returns [filterHeight, filterWidth, inChannels, channelMultiplier]
 */
export function depthwiseFilterGradient({
  inputs,
  attrs,
  cpu,
}: KernelCall<DepthwiseConv2dNativeBackpropFilterAttrs>): TensorInfo {
  const x = required(inputs, 'x');
  const dy = required(inputs, 'dy');
  const info = geometry(cpu, x.shape as Shape4, attrs.filterShape, attrs);
  const gradient = cpu.allocate(attrs.filterShape, 'float32');
  const [input, delta, filter] = [cpu.view(x), cpu.view(dy), cpu.view(gradient)];
  const multiplier = info.outChannels / info.inChannels;
  filter.fill(0);
  eachOverlap(info, (atInput, atOutput, atFilter) => {
    for (let channel = 0; channel < info.inChannels; channel++) {
      const value = input[atInput + channel] ?? 0;
      const first = channel * multiplier;
      for (let index = first; index < first + multiplier; index++) {
        filter[atFilter + index] = (filter[atFilter + index] ?? 0) + value * (delta[atOutput + index] ?? 0);
      }
    }
  });
  return gradient;
}

/**
 * Gradient of a depthwise convolution with respect to its input:
 * dx[b, p·s + i·d, q·s + j·d, c] = Σ over p, q, i, j, m of dy[b, p, q, c·M + m] · W[i, j, c, m].
 * Steps of one with one filter a channel, the usual case, run as a forward depthwise convolution.
 * @returns the shape of the convolution's input.
 */
export function depthwiseInputGradient({
  inputs,
  attrs,
  cpu,
}: KernelCall<DepthwiseConv2dNativeBackpropInputAttrs>): TensorInfo {
  const dy = required(inputs, 'dy');
  const filter = required(inputs, 'filter');
  const info = geometry(cpu, attrs.inputShape, filter.shape as Shape4, attrs);
  const before = [
    info.effectiveFilterHeight - 1 - info.padInfo.top,
    info.effectiveFilterWidth - 1 - info.padInfo.left,
  ] as const;
  const multiplier = info.outChannels / info.inChannels;
  const forward = info.strideHeight === 1 && info.strideWidth === 1 && multiplier === 1;
  return forward && before[0] >= 0 && before[1] >= 0
    ? byForwardKernel(cpu, dy, filter, info, before)
    : byAccumulation(cpu, dy, filter, info);
}

function byForwardKernel(
  cpu: CpuRuntime,
  dy: TensorInfo,
  filter: TensorInfo,
  info: ConvInfo,
  [top, left]: readonly [number, number],
): TensorInfo {
  const turned = cpu.run('Reverse', { x: filter }, { dims: [0, 1] });
  const bottom = info.inHeight - info.outHeight - top + info.effectiveFilterHeight - 1;
  const right = info.inWidth - info.outWidth - left + info.effectiveFilterWidth - 1;
  const gradient = cpu.run(
    'DepthwiseConv2dNative',
    { x: dy, filter: turned },
    {
      strides: [1, 1],
      dilations: [info.dilationHeight, info.dilationWidth],
      pad: [[0, 0], [top, bottom], [left, right], [0, 0]],
      dataFormat: 'NHWC',
    },
  );
  cpu.release(turned);
  return gradient;
}

function byAccumulation(cpu: CpuRuntime, dy: TensorInfo, filter: TensorInfo, info: ConvInfo): TensorInfo {
  const gradient = cpu.allocate(info.inShape, 'float32');
  const [delta, weights, input] = [cpu.view(dy), cpu.view(filter), cpu.view(gradient)];
  const multiplier = info.outChannels / info.inChannels;
  input.fill(0);
  eachOverlap(info, (atInput, atOutput, atFilter) => {
    for (let channel = 0; channel < info.inChannels; channel++) {
      const first = channel * multiplier;
      let sum = 0;
      for (let index = first; index < first + multiplier; index++) {
        sum += (delta[atOutput + index] ?? 0) * (weights[atFilter + index] ?? 0);
      }
      input[atInput + channel] = (input[atInput + channel] ?? 0) + sum;
    }
  });
  return gradient;
}

interface Window_ {
  readonly strides: number | [number, number];
  readonly dilations: number | [number, number];
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

function geometry(cpu: CpuRuntime, input: Shape4, filter: Shape4, window: Window_): ConvInfo {
  const { strides, dilations, pad, dimRoundingMode } = window;
  return cpu.tf.backend_util.computeConv2DInfo(input, filter, strides, dilations, pad, dimRoundingMode, true);
}

/** Calls with the offsets of channel 0 of each input, output and filter element that meet. */
function eachOverlap(info: ConvInfo, visit: (atInput: number, atOutput: number, atFilter: number) => void): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  for (let tapRow = 0; tapRow < info.filterHeight; tapRow++) {
    for (let tapColumn = 0; tapColumn < info.filterWidth; tapColumn++) {
      const atFilter = (tapRow * info.filterWidth + tapColumn) * outChannels;
      for (let batch = 0; batch < batchSize; batch++) {
        for (let outRow = 0; outRow < outHeight; outRow++) {
          const row = outRow * info.strideHeight + tapRow * info.dilationHeight - info.padInfo.top;
          if (row < 0 || row >= inHeight) continue;
          for (let outColumn = 0; outColumn < outWidth; outColumn++) {
            const column = outColumn * info.strideWidth + tapColumn * info.dilationWidth - info.padInfo.left;
            if (column < 0 || column >= inWidth) continue;
            visit(
              ((batch * inHeight + row) * inWidth + column) * inChannels,
              ((batch * outHeight + outRow) * outWidth + outColumn) * outChannels,
              atFilter,
            );
          }
        }
      }
    }
  }
}
