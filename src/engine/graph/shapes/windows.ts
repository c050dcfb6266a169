/** Convolutions, pooling and resizing. */
import type { TensorSpec } from '../ir';
import type { RuleCall, ShapeRule, ShapeRules } from './rule';
import { at, every, float, like, numbers } from './rule';

type Shape4 = [number, number, number, number];
type Shape5 = [number, number, number, number, number];
const as4 = ({ shape }: TensorSpec): Shape4 => [...shape] as Shape4;
const as5 = ({ shape }: TensorSpec): Shape5 => [...shape] as Shape5;

const convolution =
  (isDepthwise: boolean): ShapeRule =>
  ({ input, attrs, tf }) => {
    const { strides, pad, dilations, dimRoundingMode, dataFormat } = attrs as Readonly<Record<string, never>>;
    const format = tf.backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC');
    const x = input('x');
    const info = tf.backend_util.computeConv2DInfo(as4(x), as4(input('filter')), strides ?? 1, dilations ?? 1, pad ?? 'valid', dimRoundingMode, isDepthwise, format);
    return [{ shape: info.outShape, dtype: x.dtype }];
  };

const pool: ShapeRule = ({ input, attrs, tf }) => {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as Readonly<Record<string, never>>;
  const x = input('x');
  return [{ shape: tf.backend_util.computePool2DInfo(as4(x), filterSize ?? 1, strides ?? 1, 1, pad ?? 'valid', dimRoundingMode).outShape, dtype: x.dtype }];
};

const pool3d: ShapeRule = ({ input, attrs, tf }) => {
  const { filterSize, strides, pad, dimRoundingMode, dataFormat } = attrs as Readonly<Record<string, never>>;
  const x = input('x');
  return [{ shape: tf.backend_util.computePool3DInfo(as5(x), filterSize ?? 1, strides ?? 1, 1, pad ?? 'valid', dimRoundingMode, dataFormat).outShape, dtype: x.dtype }];
};

const shapeIn =
  (attribute: string): ShapeRule =>
  ({ attrs }) => [float(numbers(attrs[attribute], attribute))];

function resized({ input, attrs }: RuleCall): readonly number[] {
  const [images, size] = [input('images').shape, numbers(attrs['size'], 'size')];
  return [at(images, 0), at(size, 0), at(size, 1), at(images, 3)];
}

export const windowRules: ShapeRules = {
  ...every(['Conv2D', 'FusedConv2D'], convolution(false)),
  ...every(['DepthwiseConv2dNative', 'FusedDepthwiseConv2D'], convolution(true)),
  ...every(['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter', 'Conv3DBackpropFilterV2'], shapeIn('filterShape')),
  ...every(['Conv2DBackpropInput', 'DepthwiseConv2dNativeBackpropInput', 'Conv3DBackpropInputV2'], shapeIn('inputShape')),
  Conv3D: ({ input, attrs, tf }) => {
    const { strides, pad, dilations } = attrs as Readonly<Record<string, never>>;
    return [float(tf.backend_util.computeConv3DInfo(as5(input('x')), as5(input('filter')), strides ?? 1, dilations ?? 1, pad ?? 'valid').outShape)];
  },
  ...every(['MaxPool', 'AvgPool'], pool),
  ...every(['MaxPool3D', 'AvgPool3D'], pool3d),
  ...every(['MaxPoolGrad', 'AvgPoolGrad', 'MaxPool3DGrad', 'AvgPool3DGrad'], ({ input }) => [float(input('input').shape)]),
  MaxPoolWithArgmax: (call) => {
    const { shape } = call.input('x');
    if (shape.length !== 4) throw new Error(`an image of 4 axes is needed, not [${shape.join()}]`);
    const [pooled] = pool(call) as [TensorSpec];
    return [pooled, { shape: pooled.shape, dtype: 'int32' }];
  },
  Dilation2D: ({ input, attrs, tf }) => {
    const { strides, pad, dilations } = attrs as Readonly<Record<string, never>>;
    const [x, filter] = [input('x'), input('filter')];
    return [{ shape: tf.backend_util.computeDilation2DInfo(as4(x), [...filter.shape] as [number, number, number], strides ?? 1, pad ?? 'valid', 'NHWC', dilations ?? 1).outShape, dtype: x.dtype }];
  },
  Dilation2DBackpropInput: like('x'),
  Dilation2DBackpropFilter: like('filter'),
  ResizeNearestNeighbor: (call) => [{ shape: resized(call), dtype: call.input('images').dtype }],
  ResizeBilinear: (call) => [float(resized(call))],
  ...every(['ResizeNearestNeighborGrad', 'ResizeBilinearGrad'], ({ input }) => [float(input('images').shape)]),
  CropAndResize: ({ input, attrs }) => {
    const size = numbers(attrs['cropSize'], 'cropSize');
    return [float([at(input('boxes').shape, 0), at(size, 0), at(size, 1), at(input('image').shape, 3)])];
  },
  Transform: ({ input, attrs }) => {
    const image = input('image').shape;
    const size = attrs['outputShape'] === undefined || attrs['outputShape'] === null ? image.slice(1, 3) : numbers(attrs['outputShape'], 'outputShape');
    return [float([at(image, 0), at(size, 0), at(size, 1), at(image, 3)])];
  },
};
