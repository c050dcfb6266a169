import type { DataType } from '@tensorflow/tfjs-core';
import { sameSpec, sizeOf, specText } from '../ir';
import type { ShapeRules } from './rule';
import { at, axisOf, axisWithin, every, first, number, numbers } from './rule';

export const arrayRules: ShapeRules = {
  Reshape: ({ input, attrs, tf }) => {
    const x = input('x');
    const shape = tf.util.inferFromImplicitShape([...numbers(attrs['shape'], 'shape')], sizeOf(x.shape));
    if (sizeOf(shape) !== sizeOf(x.shape)) throw new Error(`[${x.shape.join()}] cannot be reshaped to [${shape.join()}]`);
    return [{ shape, dtype: x.dtype }];
  },
  ExpandDims: ({ input, attrs }) => {
    const x = input('input');
    const dim = axisWithin(number(attrs['dim'], 'dim'), x.shape.length + 1);
    return [{ shape: x.shape.toSpliced(dim, 0, 1), dtype: x.dtype }];
  },
  Transpose: ({ input, attrs }) => {
    const x = input('x');
    return [{ shape: numbers(attrs['perm'], 'perm').map((axis) => at(x.shape, axis)), dtype: x.dtype }];
  },
  Concat: ({ all, attrs, tf }) => {
    const filled = all.filter(({ shape }) => sizeOf(shape) > 0);
    const one = first(filled.length > 0 ? filled : all);
    const axis = axisOf(number(attrs['axis'], 'axis'), one.shape.length);
    tf.backend_util.assertParamsConsistent(all.map(({ shape }) => [...shape]), axis);
    return [{ shape: one.shape.with(axis, all.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0)), dtype: one.dtype }];
  },
  Pack: ({ all, attrs }) => {
    const one = first(all);
    const other = all.find((spec) => !sameSpec(spec, one));
    if (other !== undefined) throw new Error(`${specText(one)} and ${specText(other)} cannot be stacked`);
    return [{ shape: one.shape.toSpliced(axisOf(number(attrs['axis'], 'axis'), one.shape.length + 1), 0, all.length), dtype: one.dtype }];
  },
  Unpack: ({ input, attrs }) => {
    const value = input('value');
    const axis = axisOf(number(attrs['axis'], 'axis'), value.shape.length);
    return Array.from({ length: at(value.shape, axis) }, () => ({ shape: value.shape.toSpliced(axis, 1), dtype: value.dtype }));
  },
  SplitV: ({ input, attrs, tf }) => {
    const x = input('x');
    const axis = axisOf(number(attrs['axis'], 'axis'), x.shape.length);
    const asked = attrs['numOrSizeSplits'] as number | number[];
    const sizes = tf.backend_util.prepareSplitSize({ ...x, shape: [...x.shape] } as never, asked, axis);
    return sizes.map((size) => ({ shape: x.shape.with(axis, size), dtype: x.dtype }));
  },
  Slice: ({ input, attrs, tf }) => {
    const x = input('x');
    const [begin = [], size = []] = tf.slice_util.parseSliceParams({ ...x, shape: [...x.shape] } as never, attrs['begin'] as number[], attrs['size'] as number[]);
    if (begin.some((from, axis) => from + (size[axis] ?? 0) > at(x.shape, axis))) throw new Error(`a slice from [${begin.join()}] of size [${size.join()}] leaves [${x.shape.join()}]`);
    return [{ shape: size, dtype: x.dtype }];
  },
  StridedSlice: ({ input, attrs, tf }) => {
    const x = input('x');
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs as Readonly<Record<string, never>>;
    const info = tf.slice_util.sliceInfo([...x.shape], begin ?? [], end ?? [], strides ?? [], beginMask ?? 0, endMask ?? 0, ellipsisMask ?? 0, newAxisMask ?? 0, shrinkAxisMask ?? 0);
    return [{ shape: info.finalShape, dtype: x.dtype }];
  },
  Tile: ({ input, attrs }) => {
    const x = input('x');
    return [{ shape: numbers(attrs['reps'], 'reps').map((times, axis) => times * (x.shape[axis] ?? 1)), dtype: x.dtype }];
  },
  BroadcastTo: ({ input, attrs }) => [{ shape: numbers(attrs['shape'], 'shape'), dtype: input('x').dtype }],
  ...every(['PadV2', 'MirrorPad'], ({ input, attrs }) => {
    const [x, paddings] = [input('x'), attrs['paddings'] as readonly (readonly [number, number])[]];
    return [{ shape: x.shape.map((length, axis) => length + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0)), dtype: x.dtype }];
  }),
  GatherV2: ({ input, attrs, tf }) => {
    const [x, indices] = [input('x'), input('indices')];
    const axis = axisOf(number(attrs['axis'] ?? 0, 'axis'), x.shape.length);
    const infoOf = (spec: typeof x): never => ({ ...spec, shape: [...spec.shape] }) as never;
    return [{ shape: tf.backend_util.segment_util.collectGatherOpShapeInfo(infoOf(x), infoOf(indices), axis, number(attrs['batchDims'] ?? 0, 'batchDims')).outputShape, dtype: x.dtype }];
  },
  GatherNd: ({ input }) => {
    const [params, indices] = [input('params'), input('indices')];
    const depth = at(indices.shape, -1);
    if (params.shape.length === 0 || depth > params.shape.length) throw new Error(`coordinates [${indices.shape.join()}] are too long for [${params.shape.join()}]`);
    return [{ shape: [...indices.shape.slice(0, -1), ...params.shape.slice(depth)], dtype: params.dtype }];
  },
  ScatterNd: ({ input, attrs }) => [{ shape: numbers(attrs['shape'], 'shape'), dtype: input('updates').dtype }],
  TensorScatterUpdate: ({ input }) => [input('tensor')],
  SparseToDense: ({ input, attrs }) => [{ shape: numbers(attrs['outputShape'], 'outputShape'), dtype: input('sparseValues').dtype }],
  SparseReshape: ({ input }) => {
    const [indices, shape] = [input('inputIndices'), input('newShape')];
    return [{ shape: [at(indices.shape, 0), at(shape.shape, 0)], dtype: indices.dtype }, { shape: shape.shape, dtype: shape.dtype }];
  },
  BroadcastArgs: ({ input }) => [{ shape: [Math.max(at(input('s0').shape, 0), at(input('s1').shape, 0))], dtype: 'int32' }],
  OneHot: ({ input, attrs }) => [{ shape: [...input('indices').shape, number(attrs['depth'], 'depth')], dtype: (attrs['dtype'] ?? 'int32') as DataType }],
  Fill: ({ attrs }) => [{ shape: numbers(attrs['shape'], 'shape'), dtype: (attrs['dtype'] ?? (typeof attrs['value'] === 'string' ? 'string' : 'float32')) as DataType }],
  Range: ({ attrs }) => {
    const [start, stop, step] = ['start', 'stop', 'step'].map((name) => number(attrs[name], name)) as [number, number, number];
    // Downwards a step of 1 stands for -1, and TensorFlow.js lets smaller ones pass.
    const none = start === stop || (start < stop && step < 0) || (stop < start && step > 1);
    const length = none ? 0 : Math.abs(Math.ceil((stop - start) / step));
    return [{ shape: [length], dtype: (attrs['dtype'] ?? 'float32') as DataType }];
  },
  LinSpace: ({ attrs }) => [{ shape: [number(attrs['num'], 'num')], dtype: 'float32' }],
  BatchToSpaceND: ({ input, attrs }) => {
    const [x, block] = [input('x'), numbers(attrs['blockShape'], 'blockShape')];
    const crops = attrs['crops'] as readonly (readonly number[])[];
    const inner = block.map((size, axis) => at(x.shape, axis + 1) * size - (crops[axis]?.[0] ?? 0) - (crops[axis]?.[1] ?? 0));
    return [{ shape: [at(x.shape, 0) / sizeOf(block), ...inner, ...x.shape.slice(block.length + 1)], dtype: x.dtype }];
  },
  SpaceToBatchND: ({ input, attrs }) => {
    const [x, block] = [input('x'), numbers(attrs['blockShape'], 'blockShape')];
    const paddings = attrs['paddings'] as readonly (readonly number[])[];
    const inner = block.map((size, axis) => (at(x.shape, axis + 1) + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0)) / size);
    return [{ shape: [at(x.shape, 0) * sizeOf(block), ...inner, ...x.shape.slice(block.length + 1)], dtype: x.dtype }];
  },
  DepthToSpace: ({ input, attrs }) => {
    const [x, block] = [input('x'), number(attrs['blockSize'], 'blockSize')];
    const [n, a, b, c] = x.shape as readonly [number, number, number, number];
    const shape = attrs['dataFormat'] === 'NCHW' ? [n, a / (block * block), b * block, c * block] : [n, a * block, b * block, c / (block * block)];
    return [{ shape, dtype: x.dtype }];
  },
};
