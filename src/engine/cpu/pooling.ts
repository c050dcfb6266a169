/** Pooling of images and volumes, channels last, and its gradients. Integers are left to the kernels before. */
import type { AvgPoolAttrs, AvgPoolGradAttrs, MaxPoolAttrs, MaxPoolGradAttrs } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { FastKernel, FastKernels } from './fast';
import { STREAMED, rowsOf, sizeOf } from './fast';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

type Shape4 = [number, number, number, number];
type Shape5 = [number, number, number, number, number];

/** What the attributes of all kinds of pooling share. */
type PoolAttrs = Pick<MaxPoolAttrs | AvgPoolAttrs | MaxPoolGradAttrs | AvgPoolGradAttrs, 'filterSize' | 'strides' | 'pad'> &
  Partial<Pick<AvgPoolAttrs, 'dimRoundingMode'>> & { readonly dataFormat?: string };

/** The arguments of the kernels from `depth` on. */
type Geometry = readonly [
  depth: number, height: number, width: number, channels: number, outDepth: number, outHeight: number, outWidth: number,
  windowDepth: number, windowHeight: number, windowWidth: number, strideDepth: number, strideHeight: number, strideWidth: number,
  dilationDepth: number, dilationHeight: number, dilationWidth: number, front: number, top: number, left: number,
]; // prettier-ignore

interface Windows {
  readonly images: number;
  readonly outShape: readonly number[];
  /** Values of a window. */
  readonly taps: number;
  readonly geometry: Geometry;
}

/** Null for channels first, which nothing but the kernels themselves can be asked for. */
function windowsOf(cpu: CpuRuntime, shape: readonly number[], { filterSize, strides, pad, dimRoundingMode, dataFormat }: PoolAttrs): Windows | null {
  const { computePool2DInfo, computePool3DInfo } = cpu.tf.backend_util;
  if (dataFormat?.startsWith('NC') === true) return null;
  if (shape.length === 4) {
    const info = computePool2DInfo(shape as Shape4, filterSize as number, strides as number, 1, pad as number, dimRoundingMode);
    return {
      images: info.batchSize,
      outShape: info.outShape,
      taps: info.filterHeight * info.filterWidth,
      geometry: [
        1, info.inHeight, info.inWidth, info.inChannels, 1, info.outHeight, info.outWidth,
        1, info.filterHeight, info.filterWidth, 1, info.strideHeight, info.strideWidth,
        1, info.dilationHeight, info.dilationWidth, 0, info.padInfo.top, info.padInfo.left,
      ],
    }; // prettier-ignore
  }
  const info = computePool3DInfo(shape as Shape5, filterSize as number, strides as number, 1, pad as number, dimRoundingMode);
  return {
    images: info.batchSize,
    outShape: info.outShape,
    taps: info.filterDepth * info.filterHeight * info.filterWidth,
    geometry: [
      info.inDepth, info.inHeight, info.inWidth, info.inChannels, info.outDepth, info.outHeight, info.outWidth,
      info.filterDepth, info.filterHeight, info.filterWidth, info.strideDepth, info.strideHeight, info.strideWidth,
      info.dilationDepth, info.dilationHeight, info.dilationWidth, info.padInfo.front, info.padInfo.top, info.padInfo.left,
    ],
  }; // prettier-ignore
}

/** In the order of assembly/pool.ts: of no values at all, the average is 0 in volumes and NaN in images. */
const POOLINGS = ['Max', 'Average', 'AverageOrZero'] as const;

const pooling = (kind: (typeof POOLINGS)[number]): FastKernel<PoolAttrs> => {
  const operation = POOLINGS.indexOf(kind);
  return ({ inputs, attrs, cpu }, kernels) => {
    const x = required(inputs, 'x');
    const windows = x.dtype === 'float32' ? windowsOf(cpu, x.shape, attrs) : null;
    if (windows === null) return null;
    const { images, outShape, taps, geometry } = windows;
    // Every device takes windows of one value that change no length for the values themselves, whatever lies between them.
    if (taps === 1 && outShape.every((length, axis) => length === x.shape[axis])) return null;
    const made = cpu.allocate(outShape, 'float32');
    const [, , , channels, outDepth, outHeight, outWidth] = geometry;
    kernels.run('pool', images * outDepth * outHeight, rowsOf(STREAMED, outWidth * channels * taps), [operation, cpu.address(x), cpu.address(made), ...geometry]);
    return made;
  };
};

/** The windows of a gradient; null if dy has another shape than the pooling gives. */
function gradientWindows(cpu: CpuRuntime, x: TensorInfo, dy: TensorInfo, attrs: PoolAttrs): Windows | null {
  const windows = x.dtype === 'float32' && dy.dtype === 'float32' ? windowsOf(cpu, x.shape, attrs) : null;
  return windows?.outShape.every((length, axis) => length === dy.shape[axis]) === true ? windows : null;
}

/** Gradient of max pooling: each value of dy goes to the largest of its window; of equals to the first in images, to the last in volumes. */
function maxPoolGradient({ inputs, attrs, cpu }: KernelCall<PoolAttrs>, kernels: Kernels): TensorInfo | null {
  const [x, dy] = [required(inputs, 'input'), required(inputs, 'dy')];
  const windows = gradientWindows(cpu, x, dy, attrs);
  if (windows === null) return null;
  const made = cpu.allocate(x.shape, 'float32');
  const last = x.shape.length === 5 ? 1 : 0;
  const grain = rowsOf(STREAMED, sizeOf(dy.shape.slice(1)) * windows.taps);
  kernels.run('maxPoolGradient', windows.images, grain, [cpu.address(x), cpu.address(dy), cpu.address(made), last, ...windows.geometry]);
  return made;
}

/** Gradient of average pooling. Values are divided by the whole window also where it reaches beyond the input; what calls it makes up for that. */
function avgPoolGradient({ inputs, attrs, cpu }: KernelCall<PoolAttrs>, kernels: Kernels): TensorInfo | null {
  const [x, dy] = [required(inputs, 'input'), required(inputs, 'dy')];
  const windows = gradientWindows(cpu, { ...x, dtype: 'float32' }, dy, attrs);
  if (windows === null) return null;
  const { images, taps, geometry } = windows;
  const made = cpu.allocate(x.shape, 'float32');
  const [depth, height, width, channels] = geometry;
  kernels.run('avgPoolGradient', images * depth * height, rowsOf(STREAMED, width * channels * taps), [cpu.address(dy), cpu.address(made), 1 / taps, ...geometry]);
  return made;
}

export const POOLING: FastKernels = {
  MaxPool: pooling('Max'),
  MaxPool3D: pooling('Max'),
  AvgPool: pooling('Average'),
  AvgPool3D: pooling('AverageOrZero'),
  MaxPoolGrad: maxPoolGradient,
  MaxPool3DGrad: maxPoolGradient,
  AvgPoolGrad: avgPoolGradient,
  AvgPool3DGrad: avgPoolGradient,
};
