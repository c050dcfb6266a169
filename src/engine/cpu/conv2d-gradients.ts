import type { NamedAttrMap, TensorInfo } from '../tensors';
import type { ConvInfo, ConvolutionAttrs, Shape4 } from './convolution-geometry';
import { borderOf, convolutionInfo, forwardTaps, toChannelsFirst, toChannelsLast } from './convolution-geometry';
import { isPointwise, lastShape } from './convolutions';
import type { Images, Pass, Tap } from './gathering';
import { convolveGathered, filterGradientGathered } from './gathering';
import { multiplyOne } from './product';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

type Fallback = (call: KernelCall<NamedAttrMap>) => TensorInfo;

export type FilterGradientAttrs = ConvolutionAttrs & { readonly filterShape: Shape4 };
export type InputGradientAttrs = ConvolutionAttrs & { readonly inputShape: Shape4 };

/**
 * Gradient of a convolution with respect to its filter:
 * dW[i, j, c, k] = Σ over b, p, q of x[b, p·s + i·d, q·s + j·d, c] · dy[b, p, q, k].
 * @returns [filterHeight, filterWidth, inChannels, outChannels]
 */
export function conv2dFilterGradient(kernels: Kernels, plain: Fallback) {
  return (call: KernelCall<FilterGradientAttrs>): TensorInfo => {
    const { inputs, attrs, cpu } = call;
    const x = required(inputs, 'x');
    const dy = required(inputs, 'dy');
    const info = convolutionInfo(cpu, x.shape, attrs.filterShape, attrs);
    if (cpu.sizeOf(x) * cpu.sizeOf(dy) === 0 || cpu.sizeOf(dy) !== cpu.tf.util.sizeFromShape(info.outShape)) return plain(loose(call));
    const first = attrs.dataFormat === 'NCHW';
    const [image, delta] = first ? [toChannelsLast(cpu, x), toChannelsLast(cpu, dy)] : [cpu.share(x), cpu.share(dy)];
    const made = cpu.allocate(attrs.filterShape, 'float32');
    filterGradient(cpu, kernels, info, image, delta, cpu.address(made));
    cpu.release(image, delta);
    return made;
  };
}

function filterGradient(cpu: CpuRuntime, kernels: Kernels, info: ConvInfo, x: TensorInfo, dy: TensorInfo, to: number): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  if (isPointwise(info)) {
    const left = { address: cpu.address(x), rowBytes: 4, columnBytes: inChannels * 4 };
    const right = { address: cpu.address(dy), rowBytes: outChannels * 4, columnBytes: 4 };
    return multiplyOne(kernels, { m: inChannels, k: batchSize * inHeight * inWidth, n: outChannels }, left, right, to);
  }
  const images = { address: cpu.address(x), count: batchSize, height: inHeight, width: inWidth, channels: inChannels };
  filterGradientGathered(
    cpu, kernels, { images, border: borderOf(info), strideHeight: info.strideHeight, strideWidth: info.strideWidth },
    { rows: forwardTaps(info.filterHeight, info.dilationHeight), columns: forwardTaps(info.filterWidth, info.dilationWidth) },
    { address: cpu.address(dy), height: outHeight, width: outWidth, channels: outChannels }, to,
  );
} // prettier-ignore

/**
 * Gradient of a convolution with respect to its input:
 * dx[b, p·s + i·d, q·s + j·d, c] = Σ over p, q, i, j, k of dy[b, p, q, k] · W[i, j, c, k].
 * Pixels of dx that leave the same rest by the stride meet the same taps; each such grid is a convolution of dy.
 * @param stock for a dy of another size than the forward convolution gives, which transposed convolutions may be handed
 * @returns the shape of the convolution's input.
 */
export function conv2dInputGradient(kernels: Kernels, stock: Fallback) {
  return (call: KernelCall<InputGradientAttrs>): TensorInfo => {
    const { inputs, attrs, cpu } = call;
    const dy = required(inputs, 'dy');
    const filter = required(inputs, 'filter');
    const info = convolutionInfo(cpu, attrs.inputShape, filter.shape, attrs);
    const first = attrs.dataFormat === 'NCHW';
    const delta = first ? toChannelsLast(cpu, dy) : cpu.share(dy);
    if (lastShape(info).some((length, axis) => length !== delta.shape[axis]) || cpu.sizeOf(dy) * cpu.sizeOf(filter) === 0) {
      cpu.release(delta);
      return stock(loose(call));
    }
    const { batchSize, inHeight, inWidth, inChannels } = info;
    const made = cpu.allocate([batchSize, inHeight, inWidth, inChannels], 'float32');
    inputGradient(cpu, kernels, info, delta, filter, made);
    cpu.release(delta);
    return first ? toChannelsFirst(cpu, made) : made;
  };
}

function inputGradient(cpu: CpuRuntime, kernels: Kernels, info: ConvInfo, dy: TensorInfo, filter: TensorInfo, made: TensorInfo): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  if (isPointwise(info)) {
    const left = { address: cpu.address(dy), rowBytes: outChannels * 4, columnBytes: 4 };
    const right = { address: cpu.address(filter), rowBytes: 4, columnBytes: outChannels * 4 };
    return multiplyOne(kernels, { m: batchSize * inHeight * inWidth, k: outChannels, n: inChannels }, left, right, cpu.address(made));
  }
  const rows = phases(inHeight, info.strideHeight, info.filterHeight, info.dilationHeight, info.padInfo.top, outHeight);
  const columns = phases(inWidth, info.strideWidth, info.filterWidth, info.dilationWidth, info.padInfo.left, outWidth);
  const pixelBytes = inChannels * 4;
  const passes = rows.grids.flatMap((row) =>
    columns.grids.map((column): Pass => ({
      rows: row.taps,
      columns: column.taps,
      height: row.length,
      width: column.length,
      toOffset: (row.phase * inWidth + column.phase) * pixelBytes,
      toRow: info.strideHeight * inWidth * pixelBytes,
      toColumn: info.strideWidth * pixelBytes,
    })),
  );
  const reached = passes.filter((pass) => pass.rows.length * pass.columns.length > 0);
  if (reached.length < passes.length) cpu.view(made).fill(0);
  const images: Images = { address: cpu.address(dy), count: batchSize, height: outHeight, width: outWidth, channels: outChannels };
  const border = { top: rows.before, bottom: rows.after, left: columns.before, right: columns.after };
  convolveGathered(
    cpu, kernels, { images, border, strideHeight: 1, strideWidth: 1 }, reached.filter((pass) => pass.height * pass.width > 0),
    { address: cpu.address(filter), width: info.filterWidth, columns: inChannels, rowBytes: 4, columnBytes: outChannels * 4 },
    cpu.address(made), inHeight * inWidth * pixelBytes,
  );
} // prettier-ignore

interface Grid {
  readonly phase: number;
  /** Elements of the input with this rest. */
  readonly length: number;
  /** By ascending place; places count from the first element of dy with its border. */
  readonly taps: readonly Tap[];
}

/** One axis: the grids of input elements by their rest after division by the stride, and the zeros that dy needs around it. */
export function phases(size: number, stride: number, filter: number, dilation: number, padding: number, out: number): { readonly grids: readonly Grid[]; readonly before: number; readonly after: number } {
  const grids = Array.from({ length: Math.min(stride, size) }, (_, phase) => ({
    phase,
    length: Math.ceil((size - phase) / stride),
    taps: Array.from({ length: filter }, (__, number) => ({ at: phase + padding - number * dilation, number }))
      .filter(({ at }) => at % stride === 0)
      .map(({ at, number }) => ({ at: at / stride, number }))
      .sort((one, other) => one.at - other.at),
  }));
  const places = grids.flatMap(({ length, taps }) => taps.flatMap(({ at }) => [at, at + length - 1]));
  const before = Math.max(0, -Math.min(0, ...places));
  const after = Math.max(0, Math.max(0, ...places) - (out - 1));
  return {
    grids: grids.map((grid) => ({ ...grid, taps: grid.taps.map(({ at, number }) => ({ at: at + before, number })) })),
    before,
    after,
  };
}

/** The call as kernels of TensorFlow.js take it. */
const loose = (call: KernelCall<object>): KernelCall<NamedAttrMap> => ({ ...call, attrs: { ...call.attrs } as NamedAttrMap });
