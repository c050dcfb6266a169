/**
 * Convolutions of volumes [batch, depth, height, width, channels] and their gradients, as convolutions of images: a volume
 * with its padding is one tall image of all its planes, in which a tap of another plane is but a tap of a row further on.
 */
import type { Conv3DAttrs, Conv3DBackpropFilterV2Attrs, Conv3DBackpropInputV2Attrs, backend_util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import { forwardTaps } from './convolution-geometry';
import { phases } from './conv2d-gradients';
import type { FastKernels } from './fast';
import { sizeOf } from './fast';
import type { Border, Gathering, Pass, Tap } from './gathering';
import { convolveGathered, filterGradientGathered } from './gathering';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

type Info = backend_util.Conv3DInfo;
type Shape5 = [number, number, number, number, number];
type Attrs = Pick<Conv3DAttrs, 'strides' | 'pad'> & Partial<Pick<Conv3DAttrs, 'dilations' | 'dataFormat'>>;

const FLOAT = 4;
const NO_BORDER: Border = { top: 0, bottom: 0, left: 0, right: 0 };

/** Null for channels first and for types other than float32, which the stock kernels refuse in their own words, and for empty tensors. */
function infoOf(cpu: CpuRuntime, shape: readonly number[], filter: readonly number[], { strides, pad, dilations, dataFormat }: Attrs, tensors: readonly TensorInfo[]): Info | null {
  if (dataFormat === 'NCDHW' || tensors.some((tensor) => tensor.dtype !== 'float32' || cpu.sizeOf(tensor) === 0)) return null;
  const info = cpu.tf.backend_util.computeConv3DInfo(shape as Shape5, filter as Shape5, strides, dilations ?? 1, pad);
  return sizeOf(info.outShape) * sizeOf(info.inShape) === 0 ? null : info;
}

/** A volume with zeros around it, each batch a tall image. The caller releases it. */
class Volume {
  readonly #cpu: CpuRuntime;
  readonly tensor: TensorInfo;
  /** Rows of one plane, those of the padding among them. */
  readonly rows: number;
  readonly width: number;
  readonly channels: number;
  readonly #bytes: number;

  /** @param padding before and after depth, height and width */
  constructor(cpu: CpuRuntime, x: TensorInfo, padding: readonly (readonly [number, number])[]) {
    this.#cpu = cpu;
    const none = padding.every(([before, after]) => before === 0 && after === 0);
    const paddings = [[0, 0], ...padding.map(([before, after]) => [before, after]), [0, 0]];
    this.tensor = none ? cpu.share(x) : cpu.run('PadV2', { x }, { paddings, constantValue: 0 });
    const [, depth = 1, rows = 1, width = 1, channels = 1] = this.tensor.shape;
    this.rows = rows;
    this.width = width;
    this.channels = channels;
    this.#bytes = depth * rows * width * channels * FLOAT;
  }

  /** `count` images of one batch, each `stridePlanes` planes behind the one before. */
  gathering(batch: number, count: number, [stridePlanes, strideHeight, strideWidth]: readonly [number, number, number]): Gathering {
    const address = this.#cpu.address(this.tensor) + batch * this.#bytes;
    return { images: { address, count, height: stridePlanes * this.rows, width: this.width, channels: this.channels }, border: NO_BORDER, strideHeight, strideWidth };
  }

  /** The taps of some planes and rows as taps of rows. */
  fold(planes: readonly Tap[], rows: readonly Tap[], filterHeight: number): Tap[] {
    return planes.flatMap((plane) => rows.map((row) => ({ at: plane.at * this.rows + row.at, number: plane.number * filterHeight + row.number })));
  }
}

/** The zeros a convolution reads around its input. Strides longer than the filter make padding 'same' less than none: see tapsOf. */
function paddingOf(info: Info): readonly (readonly [number, number])[] {
  const after = (out: number, stride: number, filter: number, size: number, before: number): number => Math.max(0, (out - 1) * stride + filter - size - before);
  const { front, top, left } = info.padInfo;
  return [
    [Math.max(0, front), after(info.outDepth, info.strideDepth, info.effectiveFilterDepth, info.inDepth, front)],
    [Math.max(0, top), after(info.outHeight, info.strideHeight, info.effectiveFilterHeight, info.inHeight, top)],
    [Math.max(0, left), after(info.outWidth, info.strideWidth, info.effectiveFilterWidth, info.inWidth, left)],
  ];
}

const stridesOf = (info: Info) => [info.strideDepth, info.strideHeight, info.strideWidth] as const;

/** The taps, behind the values that less than no padding passes over. */
function tapsOf(info: Info, volume: Volume): Pick<Pass, 'rows' | 'columns'> {
  const { front, top, left } = info.padInfo;
  const taps = (length: number, dilation: number, padding: number): Tap[] => forwardTaps(length, dilation).map(({ at, number }) => ({ at: at - Math.min(0, padding), number }));
  return {
    rows: volume.fold(taps(info.filterDepth, info.dilationDepth, front), taps(info.filterHeight, info.dilationHeight, top), info.filterHeight),
    columns: taps(info.filterWidth, info.dilationWidth, left),
  };
}

/** @returns [batch, outDepth, outHeight, outWidth, outChannels] */
function forward({ inputs, attrs, cpu }: KernelCall<Conv3DAttrs>, kernels: Kernels): TensorInfo | null {
  const [x, filter] = [required(inputs, 'x'), required(inputs, 'filter')];
  const info = infoOf(cpu, x.shape, filter.shape, attrs, [x, filter]);
  if (info === null) return null;
  const volume = new Volume(cpu, x, paddingOf(info));
  const made = cpu.allocate(info.outShape, 'float32');
  const { batchSize, outDepth, outHeight, outWidth, outChannels } = info;
  const rowBytes = outChannels * FLOAT;
  const toImage = outHeight * outWidth * rowBytes;
  const pass: Pass = { ...tapsOf(info, volume), height: outHeight, width: outWidth, toOffset: 0, toRow: outWidth * rowBytes, toColumn: rowBytes };
  const matrices = { address: cpu.address(filter), width: info.filterWidth, columns: outChannels, rowBytes, columnBytes: FLOAT };
  for (let batch = 0; batch < batchSize; batch++) {
    convolveGathered(cpu, kernels, volume.gathering(batch, outDepth, stridesOf(info)), [pass], matrices, cpu.address(made) + batch * outDepth * toImage, toImage);
  }
  cpu.release(volume.tensor);
  return made;
}

/** @returns [filterDepth, filterHeight, filterWidth, inChannels, outChannels] */
function filterGradient({ inputs, attrs, cpu }: KernelCall<Conv3DBackpropFilterV2Attrs & Attrs>, kernels: Kernels): TensorInfo | null {
  const [x, dy] = [required(inputs, 'x'), required(inputs, 'dy')];
  const info = infoOf(cpu, x.shape, attrs.filterShape, attrs, [x, dy]);
  if (info === null || cpu.sizeOf(dy) !== sizeOf(info.outShape)) return null;
  const volume = new Volume(cpu, x, paddingOf(info));
  const made = cpu.allocate(attrs.filterShape, 'float32');
  const { batchSize, outDepth, outHeight: height, outWidth: width, outChannels: channels } = info;
  const taps = tapsOf(info, volume);
  for (let batch = 0; batch < batchSize; batch++) {
    const address = cpu.address(dy) + batch * outDepth * height * width * channels * FLOAT;
    filterGradientGathered(cpu, kernels, volume.gathering(batch, outDepth, stridesOf(info)), taps, { address, height, width, channels }, cpu.address(made), batch > 0);
  }
  cpu.release(volume.tensor);
  return made;
}

/** As of a flat convolution: values that leave the same rests by the strides meet the same taps, and are a convolution of dy. */
function inputGradient({ inputs, attrs, cpu }: KernelCall<Conv3DBackpropInputV2Attrs & Attrs>, kernels: Kernels): TensorInfo | null {
  const [dy, filter] = [required(inputs, 'dy'), required(inputs, 'filter')];
  const info = infoOf(cpu, attrs.inputShape, filter.shape, attrs, [dy, filter]);
  if (info === null || info.outShape.some((length, axis) => length !== dy.shape[axis])) return null;
  const { batchSize, inDepth, inHeight, inWidth, inChannels, outChannels } = info;
  const planes = phases(inDepth, info.strideDepth, info.filterDepth, info.dilationDepth, info.padInfo.front, info.outDepth);
  const rows = phases(inHeight, info.strideHeight, info.filterHeight, info.dilationHeight, info.padInfo.top, info.outHeight);
  const columns = phases(inWidth, info.strideWidth, info.filterWidth, info.dilationWidth, info.padInfo.left, info.outWidth);
  const volume = new Volume(cpu, dy, [planes, rows, columns].map(({ before, after }) => [before, after] as const));
  const made = cpu.allocate(attrs.inputShape, 'float32');
  const reached = [planes, rows, columns].every(({ grids }) => grids.every(({ taps }) => taps.length > 0));
  if (!reached) cpu.view(made).fill(0);
  const pixelBytes = inChannels * FLOAT;
  const planeBytes = inHeight * inWidth * pixelBytes;
  const matrices = { address: cpu.address(filter), width: info.filterWidth, columns: inChannels, rowBytes: FLOAT, columnBytes: outChannels * FLOAT };
  for (const plane of planes.grids) {
    const passes = rows.grids.flatMap((row) =>
      columns.grids.map((column): Pass => ({
        rows: volume.fold(plane.taps, row.taps, info.filterHeight),
        columns: column.taps,
        height: row.length,
        width: column.length,
        toOffset: (row.phase * inWidth + column.phase) * pixelBytes,
        toRow: info.strideHeight * inWidth * pixelBytes,
        toColumn: info.strideWidth * pixelBytes,
      })),
    );
    const met = passes.filter((pass) => pass.rows.length * pass.columns.length > 0);
    for (let batch = 0; batch < batchSize && met.length > 0; batch++) {
      const to = cpu.address(made) + (batch * inDepth + plane.phase) * planeBytes;
      convolveGathered(cpu, kernels, volume.gathering(batch, plane.length, [1, 1, 1]), met, matrices, to, info.strideDepth * planeBytes);
    }
  }
  cpu.release(volume.tensor);
  return made;
}

export const CONV3D: FastKernels = { Conv3D: forward, Conv3DBackpropFilterV2: filterGradient, Conv3DBackpropInputV2: inputGradient };
