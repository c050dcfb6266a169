import type { Conv2DBackpropFilterAttrs, Conv2DBackpropInputAttrs, backend_util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';

type ConvInfo = backend_util.Conv2DInfo;

/**
 * Gradient of a convolution with respect to its filter, itself computed as a convolution so that the
 * fast forward kernel does the work:
 * dW[i, j, c, k] = Σ over b, p, q of x[b, p·s + i, q·s + j, c] · dy[b, p, q, k].
 * The batch takes the place of the channels, dy that of the filter, the stride that of the dilation.
 * @returns [filterHeight, filterWidth, inChannels, outChannels]
 */
export function conv2dFilterGradient({ inputs, attrs, cpu }: KernelCall<Conv2DBackpropFilterAttrs>): TensorInfo {
  const x = required(inputs, 'x');
  const dy = required(inputs, 'dy');
  const { backend_util: shapes } = cpu.tf;
  const info = shapes.computeConv2DInfo(
    x.shape as [number, number, number, number],
    attrs.filterShape,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
    false,
    shapes.convertConv2DDataFormat(attrs.dataFormat),
  );
  if (info.dataFormat === 'channelsFirst') {
    const last = { x: toChannelsLast(cpu, x), dy: toChannelsLast(cpu, dy) };
    const gradient = filterGradient(cpu, last.x, last.dy, info);
    cpu.release(last.x, last.dy);
    return gradient;
  }
  return filterGradient(cpu, x, dy, info);
}

function filterGradient(cpu: CpuRuntime, x: TensorInfo, dy: TensorInfo, info: ConvInfo): TensorInfo {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, filterHeight, filterWidth } = info;
  const image = cpu.transpose3(x, [batchSize, inHeight * inWidth, inChannels], [2, 1, 0]);
  const filter = cpu.transpose3(dy, [batchSize, outHeight * outWidth, outChannels], [1, 0, 2]);
  const rows = border(inHeight, info.padInfo.top, filterHeight, outHeight, info.strideHeight);
  const columns = border(inWidth, info.padInfo.left, filterWidth, outWidth, info.strideWidth);
  const whole = cpu.run(
    'Conv2D',
    {
      x: { ...image, shape: [inChannels, inHeight, inWidth, batchSize] },
      filter: { ...filter, shape: [outHeight, outWidth, batchSize, outChannels] },
    },
    {
      strides: 1,
      dilations: [info.strideHeight, info.strideWidth],
      pad: [[0, 0], rows, columns, [0, 0]],
      dataFormat: 'NHWC',
    },
  );
  cpu.release(image, filter);
  const cut = cropped(cpu, whole, [inChannels, filterHeight, filterWidth, outChannels]);
  const gradient = cpu.transpose3(cut, [inChannels, filterHeight * filterWidth, outChannels], [1, 0, 2]);
  cpu.release(cut);
  return { ...gradient, shape: [filterHeight, filterWidth, inChannels, outChannels] };
}

/** Padding with which `size` inputs meet a kernel of `out` taps, `stride` apart, at least `filter` times. */
function border(size: number, before: number, filter: number, out: number, stride: number): [number, number] {
  return [before, Math.max(0, filter + (out - 1) * stride - size - before)];
}

/** The leading corner of `tensor`; takes over the tensor it is given. */
function cropped(cpu: CpuRuntime, tensor: TensorInfo, size: number[]): TensorInfo {
  if (tensor.shape.every((length, axis) => length === size[axis])) return tensor;
  const cut = cpu.run('Slice', { x: tensor }, { begin: size.map(() => 0), size });
  cpu.release(tensor);
  return cut;
}

/**
 * Gradient of a convolution with respect to its input: dy, with stride − 1 zeros between its elements,
 * convolved with the filter turned by half a circle.
 * @returns the shape of the convolution's input.
 */
export function conv2dInputGradient(
  { inputs, attrs, cpu }: KernelCall<Conv2DBackpropInputAttrs>,
  /** For a dy of another size than the forward convolution gives, which transposed convolutions may be handed. */
  stock: () => TensorInfo,
): TensorInfo {
  const dy = required(inputs, 'dy');
  const filter = required(inputs, 'filter');
  const { backend_util: shapes } = cpu.tf;
  const info = shapes.computeConv2DInfo(
    attrs.inputShape,
    filter.shape as [number, number, number, number],
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
    false,
    shapes.convertConv2DDataFormat(attrs.dataFormat),
  );
  if (dy.shape.some((length, axis) => length !== info.outShape[axis])) return stock();
  if (info.dataFormat === 'channelsFirst') {
    const last = toChannelsLast(cpu, dy);
    const gradient = inputGradient(cpu, last, filter, info);
    const first = cpu.run('Transpose', { x: gradient }, { perm: [0, 3, 1, 2] });
    cpu.release(last, gradient);
    return first;
  }
  return inputGradient(cpu, dy, filter, info);
}

function inputGradient(cpu: CpuRuntime, dy: TensorInfo, filter: TensorInfo, info: ConvInfo): TensorInfo {
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const turned = turn(cpu, filter, filterHeight * filterWidth, inChannels, outChannels);
  const rows = placement(info.outHeight, info.strideHeight, filterHeight, info.padInfo.top, info.inHeight);
  const columns = placement(info.outWidth, info.strideWidth, filterWidth, info.padInfo.left, info.inWidth);
  const spread = spreadOut(cpu, dy, info, rows, columns);
  const gradient = cpu.run(
    'Conv2D',
    { x: spread, filter: { ...turned, shape: [filterHeight, filterWidth, outChannels, inChannels] } },
    { strides: 1, dilations: 1, pad: [[0, 0], rows.pad, columns.pad, [0, 0]], dataFormat: 'NHWC' },
  );
  cpu.release(turned, spread);
  return gradient;
}

interface Placement {
  /** Elements of dy with the zeros between them, without those that fall outside the input. */
  readonly length: number;
  /** How many leading elements fall outside. */
  readonly skip: number;
  readonly stride: number;
  readonly pad: [number, number];
}

/** Where dy lies on one axis so that the turned filter, moved over it in steps of one, gives `size` outputs. */
function placement(out: number, stride: number, filter: number, padBefore: number, size: number): Placement {
  const before = filter - 1 - padBefore;
  const skip = Math.max(0, -before);
  const needed = size + filter - 1 - Math.max(0, before);
  const length = Math.min((out - 1) * stride + 1 - skip, needed);
  return { length, skip, stride, pad: [Math.max(0, before), needed - length] };
}

/** dy as [batch, rows.length, columns.length, channels]; the caller releases it. */
function spreadOut(cpu: CpuRuntime, dy: TensorInfo, info: ConvInfo, rows: Placement, columns: Placement): TensorInfo {
  const { batchSize, outHeight, outWidth, outChannels } = info;
  if (rows.length === outHeight && columns.length === outWidth && rows.skip === 0 && columns.skip === 0) {
    return cpu.share(dy, [batchSize, outHeight, outWidth, outChannels]);
  }
  const spread = cpu.allocate([batchSize, rows.length, columns.length, outChannels], 'float32');
  const from = cpu.view(dy);
  const to = cpu.view(spread);
  to.fill(0);
  for (let batch = 0; batch < batchSize; batch++) {
    for (let row = 0; row < outHeight; row++) {
      const toRow = row * rows.stride - rows.skip;
      if (toRow < 0 || toRow >= rows.length) continue;
      for (let column = 0; column < outWidth; column++) {
        const toColumn = column * columns.stride - columns.skip;
        if (toColumn < 0 || toColumn >= columns.length) continue;
        const source = ((batch * outHeight + row) * outWidth + column) * outChannels;
        const goal = ((batch * rows.length + toRow) * columns.length + toColumn) * outChannels;
        for (let channel = 0; channel < outChannels; channel++) to[goal + channel] = from[source + channel] ?? 0;
      }
    }
  }
  return spread;
}

/** A filter [taps, in, out] as [taps, out, in] with its taps in reverse. */
function turn(cpu: CpuRuntime, filter: TensorInfo, taps: number, inChannels: number, outChannels: number): TensorInfo {
  const swapped = cpu.transpose3(filter, [taps, inChannels, outChannels], [0, 2, 1]);
  const turned = cpu.allocate([taps, outChannels, inChannels], 'float32');
  const from = cpu.view(swapped);
  const to = cpu.view(turned);
  const tap = inChannels * outChannels;
  for (let index = 0; index < taps; index++) {
    to.set(from.subarray(index * tap, (index + 1) * tap), (taps - 1 - index) * tap);
  }
  cpu.release(swapped);
  return turned;
}

const toChannelsLast = (cpu: CpuRuntime, tensor: TensorInfo): TensorInfo =>
  cpu.run('Transpose', { x: tensor }, { perm: [0, 2, 3, 1] });
