/** Calls that kernels answer with noise or wrongly, and what happens to them instead. */
import type { AvgPoolAttrs, GatherV2Attrs, SliceAttrs, TransformAttrs, backend_util as BackendUtil } from '@tensorflow/tfjs-core';
import type { NamedAttrMap, TensorInfo } from '../tensors';
import { reflectedTransform } from './reflected-transform';
import type { KernelCall } from './runtime';
import { required } from './runtime';

type Call = KernelCall<NamedAttrMap>;
type Kernel = (call: Call) => TensorInfo | TensorInfo[];

/** Declared as a whole tensor where its shape is enough. */
type Sized = Parameters<typeof BackendUtil.segment_util.collectGatherOpShapeInfo>[0];

/** Puts itself before the kernel in place; `slow` is the same kernel in plain JavaScript. */
type Correction = (kernel: Kernel, slow: Kernel) => Kernel;

export const CORRECTIONS: Readonly<Record<string, Correction>> = {
  Slice: (kernel) => (call) => {
    const { begin, size } = call.attrs as unknown as SliceAttrs;
    const x = required(call.inputs, 'x');
    const { parseSliceParams, assertParamsValid } = call.cpu.tf.slice_util;
    // Beyond the end lies the memory of other tensors.
    assertParamsValid(x as Parameters<typeof assertParamsValid>[0], ...slices(parseSliceParams(x as Parameters<typeof parseSliceParams>[0], begin, size)));
    return kernel(call);
  },
  GatherV2: (kernel) => (call) => {
    const { axis, batchDims = 0 } = call.attrs as unknown as GatherV2Attrs;
    const { util, backend_util } = call.cpu.tf;
    const [x, indices] = [required(call.inputs, 'x'), required(call.inputs, 'indices')];
    const [along = 0] = util.parseAxisParam(axis, x.shape);
    // For what it refuses: batches that do not fit.
    backend_util.segment_util.collectGatherOpShapeInfo(x as Sized, indices as Sized, along, batchDims);
    return kernel(call);
  },
  Transform: (kernel) => (call) => {
    const attrs = call.attrs as unknown as TransformAttrs;
    return attrs.fillMode === 'reflect' && required(call.inputs, 'image').dtype === 'float32' ? reflectedTransform({ ...call, attrs }) : kernel(call);
  },
  // It takes the first axis for a batch; the histogram is of all values.
  Bincount: (kernel) => (call) => {
    const x = required(call.inputs, 'x');
    return kernel({ ...call, inputs: { ...call.inputs, x: { ...x, shape: [call.cpu.sizeOf(x)] } } });
  },
};

/** Of the kernels of the stock backend, beneath our own. Some write four bytes for a bool, over whatever lies behind the tensor. */
export const STOCK_CORRECTIONS: Readonly<Record<string, Correction>> = {
  MaxPool: poolingAnyWindow,
  AvgPool: poolingAnyWindow,
  ...Object.fromEntries(
    [
      'Abs', 'Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Ceil', 'Cos', 'Cosh', 'Elu', 'Erf', 'Floor', 'Log', 'Log1p', 'Neg', 'Reciprocal',
      'Relu', 'Relu6', 'Round', 'Rsqrt', 'Selu', 'Sign', 'Sin', 'Sinh', 'Softplus', 'Sqrt', 'Square', 'Step', 'Tan', 'Tanh', 'TopK', 'Unique', 'Reverse', 'StridedSlice',
    ].map((kernelName) => [kernelName, withoutBools('x')]),
  ), // prettier-ignore
  Select: withoutBools('t'),
  TensorScatterUpdate: withoutBools('tensor'),
  OneHot: (kernel, slow) => (call) => (call.attrs['dtype'] === 'bool' ? slow(call) : kernel(call)),
  // Their values are wrong for some strides, channels and paddings.
  Conv3DBackpropInputV2: (_kernel, slow) => slow,
  Conv3DBackpropFilterV2: (_kernel, slow) => slow,
  RotateWithOffset: (kernel, slow) => (call) => (isWholeFill(call.attrs['fillValue'], call.inputs['image']?.shape[3]) ? kernel(call) : slow(call)),
  // It takes no number below 0 for the largest.
  MaxPool3D: (_kernel, slow) => slow,
};

/** Around a turned image it fills with integers, and takes a fourth channel for the opacity of a picture. */
const isWholeFill = (fill: unknown, channels: number | undefined): boolean => (typeof fill === 'number' ? Number.isInteger(fill) && channels !== 4 : (fill as readonly number[]).every(Number.isInteger));

function withoutBools(input: string): Correction {
  return (kernel, slow) => (call) => (required(call.inputs, input).dtype === 'bool' ? slow(call) : kernel(call));
}

/** XNNPACK refuses windows of one value without a word, so that the output keeps whatever its memory held; and it knows no integers. */
function poolingAnyWindow(kernel: Kernel, slow: Kernel): Kernel {
  return (call) => {
    const { filterSize } = call.attrs as unknown as AvgPoolAttrs;
    const single = [filterSize].flat().every((size) => size === 1);
    return single || required(call.inputs, 'x').dtype !== 'float32' ? slow(call) : kernel(call);
  };
}

const slices = ([begin, size]: number[][]): [number[], number[]] => [begin ?? [], size ?? []];
