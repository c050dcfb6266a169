import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo, backend_util } from '@tensorflow/tfjs-core';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';

type Shape4 = [number, number, number, number];
type Stock = (call: KernelCall<NamedAttrMap>) => TensorInfo;

/** The attributes that all forward convolutions share. */
interface ConvolutionAttrs {
  readonly strides: number | [number, number];
  readonly pad: 'same' | 'valid' | number | backend_util.ExplicitPadding;
  readonly dilations?: number | [number, number];
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * A forward convolution in a form that the stock kernel gets right. It knows channels-last only, and with
 * padding 'same' it silently returns zeros where one axis needs padding and the other would need less than
 * none; so channels are moved, and the padding is spelled out.
 */
export function convolution(stock: Stock, plain: Stock, depthwise: boolean) {
  return (call: KernelCall<NamedAttrMap>): TensorInfo => {
    const { inputs, attrs, cpu } = call;
    const { strides, pad, dilations, dataFormat, dimRoundingMode } = attrs as unknown as ConvolutionAttrs;
    const channelsFirst = dataFormat === 'NCHW';
    if (!fusable(inputs, channelsFirst)) return plain(call);
    const x = required(inputs, 'x');
    const image = channelsFirst ? cpu.run('Transpose', { x }, { perm: [0, 2, 3, 1] }) : cpu.share(x);
    const filter = required(inputs, 'filter');
    const info = cpu.tf.backend_util.computeConv2DInfo(
      image.shape as Shape4,
      filter.shape as Shape4,
      strides,
      dilations ?? 1,
      channelsFirst ? channelsLastPadding(pad) : pad,
      dimRoundingMode,
      depthwise,
    );
    const { top, bottom, left, right, type } = info.padInfo;
    const spelt = type === 'SAME' || Array.isArray(pad);
    const padding: NamedAttrMap = spelt ? { pad: [[0, 0], [top, bottom], [left, right], [0, 0]] } : {};
    const made = stock({ inputs: { ...inputs, x: image }, attrs: { ...attrs, ...padding, dataFormat: 'NHWC' }, cpu });
    cpu.release(image);
    return channelsFirst ? toChannelsFirst(cpu, made) : made;
  };
}

/** The stock kernels fuse a bias that is a vector, and slopes of PReLU that lie as the image does. */
function fusable(inputs: NamedTensorInfoMap, channelsFirst: boolean): boolean {
  const { bias, preluActivationWeights: slopes } = inputs;
  return (bias == null || bias.shape.length === 1) && (slopes == null || !channelsFirst);
}

/** Explicit padding lists the axes in the order of the data format. */
function channelsLastPadding(pad: ConvolutionAttrs['pad']): ConvolutionAttrs['pad'] {
  if (!Array.isArray(pad)) return pad;
  const [batch, channels, rows, columns] = pad;
  return [batch, rows, columns, channels] as backend_util.ExplicitPadding;
}

/** Takes over the tensor it is given. */
function toChannelsFirst(cpu: CpuRuntime, made: TensorInfo): TensorInfo {
  const first = cpu.run('Transpose', { x: made }, { perm: [0, 3, 1, 2] });
  cpu.release(made);
  return first;
}
