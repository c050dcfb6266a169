/** Which rule explains which operation of TensorFlow.js: by its arguments, and by its kernel's inputs. */
import * as rules from './rules';
import { shapeOf, shapesOf, type Shape } from './shapes';

/** Explains a failed call by its arguments. */
export type OperationRule = (args: readonly unknown[]) => string | null;
/** Explains a failed kernel by its inputs and attributes. */
export type KernelRule = (inputs: Readonly<Record<string, unknown>>, attrs: Readonly<Record<string, unknown>>) => string | null;

const pair = (a: unknown, b: unknown, rule: (a: Shape, b: Shape) => string | null): string | null => {
  const [left, right] = [shapeOf(a), shapeOf(b)];
  return left && right ? rule(left, right) : null;
};

/** Operations on two tensors of like shape, by name, with the kernel each runs. */
const elementwise: Readonly<Record<string, string>> = {
  add: 'Add',
  sub: 'Sub',
  mul: 'Multiply',
  div: 'RealDiv',
  divNoNan: 'RealDiv',
  floorDiv: 'FloorDiv',
  mod: 'Mod',
  pow: 'Pow',
  maximum: 'Maximum',
  minimum: 'Minimum',
  squaredDifference: 'SquaredDifference',
  atan2: 'Atan2',
  equal: 'Equal',
  notEqual: 'NotEqual',
  greater: 'Greater',
  greaterEqual: 'GreaterEqual',
  less: 'Less',
  lessEqual: 'LessEqual',
  logicalAnd: 'LogicalAnd',
  logicalOr: 'LogicalOr',
  logicalXor: 'LogicalAnd',
  prelu: 'Prelu',
};

const layouts: Readonly<Record<string, rules.FilterLayout>> = {
  conv1d: { rank: 3, sizes: '[width, channels in, channels out]', channels: 1 },
  conv2d: { rank: 4, sizes: '[height, width, channels in, channels out]', channels: 2 },
  depthwiseConv2d: { rank: 4, sizes: '[height, width, channels in, multiplier]', channels: 2 },
  separableConv2d: { rank: 4, sizes: '[height, width, channels in, multiplier]', channels: 2 },
  conv2dTranspose: { rank: 4, sizes: '[height, width, channels out, channels in]', channels: 3 },
  conv3d: { rank: 5, sizes: '[depth, height, width, channels in, channels out]', channels: 3 },
};

const convolutions = Object.entries(layouts).map(([name, layout]): [string, OperationRule] => [
  name,
  ([input, filter, ...rest]) =>
    pair(input, filter, (x, f) => rules.convolution(name, x, f, layout, rest.some((argument) => argument === 'NCHW' || argument === 'NCW'))),
]);

const poolings = ['maxPool', 'avgPool'].map((name): [string, OperationRule] => [
  name,
  ([input]) => {
    const shape = shapeOf(input);
    return shape && rules.pooling(name, shape);
  },
]);

/** By name in `tf` and, where it is one, as a method of tensors; the tensor is the first argument then. */
export const operationRules: Readonly<Record<string, OperationRule>> = Object.fromEntries([
  ...Object.keys(elementwise).map((name): [string, OperationRule] => [name, ([a, b]) => pair(a, b, (left, right) => rules.broadcasting(name, left, right))]),
  ...convolutions,
  ...poolings,
  ['matMul', ([a, b, transposeA, transposeB]: readonly unknown[]) => pair(a, b, (left, right) => rules.matMul('matMul', left, right, transposeA === true, transposeB === true))],
  ['dot', ([a, b]: readonly unknown[]) => pair(a, b, rules.dot)],
  ['addN', ([tensors]: readonly unknown[]) => equal('addN', tensors)],
  ['stack', ([tensors]: readonly unknown[]) => equal('stack', tensors)],
  ['where', ([condition, a, b]: readonly unknown[]) => pair(a, b, (left, right) => rules.broadcasting('where', left, right)) ?? pair(condition, a, (left, right) => rules.broadcasting('where', left, right))],
] satisfies [string, OperationRule][]);

const equal = (name: string, tensors: unknown): string | null => {
  const shapes = shapesOf(tensors);
  return shapes && rules.equalShapes(name, shapes);
};

/** Of `tf.losses`: labels first. */
export const lossRules: Readonly<Record<string, OperationRule>> = Object.fromEntries(
  ['absoluteDifference', 'cosineDistance', 'hingeLoss', 'huberLoss', 'logLoss', 'meanSquaredError', 'sigmoidCrossEntropy', 'softmaxCrossEntropy'].map(
    (name): [string, OperationRule] => [
      name,
      ([labels, predictions]) => pair(labels, predictions, (a, b) => rules.loss(name, a, b, name.endsWith('CrossEntropy') ? 'logits' : 'predictions')),
    ],
  ),
);

const matMulKernel: KernelRule = ({ a, b }, { transposeA, transposeB }) =>
  pair(a, b, (left, right) => rules.matMul('matMul', left, right, transposeA === true, transposeB === true));

/** What operations made of others run in the end. */
export const kernelRules: Readonly<Record<string, KernelRule>> = {
  ...Object.fromEntries(
    // Where two operations share a kernel it goes by the name of the first.
    Object.entries(elementwise).toReversed().map(([name, kernel]): [string, KernelRule] => [kernel, ({ a, b }) => pair(a, b, (left, right) => rules.broadcasting(name, left, right))]),
  ),
  BatchMatMul: matMulKernel,
  _FusedMatMul: matMulKernel,
  Reshape: ({ x }, { shape }) => pair(x, { shape }, rules.reshape),
  Concat: (inputs, { axis }) => {
    const shapes = shapesOf(Object.values(inputs));
    return shapes && rules.concat(shapes, axis);
  },
  Pack: (inputs) => equal('stack', Object.values(inputs)),
  Slice: ({ x }, { begin, size }) => {
    const shape = shapeOf(x);
    return shape && pair({ shape: listOf(begin) }, { shape: listOf(size) }, (from, sizes) => rules.slice(shape, from, sizes));
  },
  GatherV2: ({ x, indices }, { axis }) => {
    const [shape, values] = [shapeOf(x), valuesOf(indices)];
    return shape && values && rules.gather(shape, axis, values);
  },
  SplitV: ({ x }, { numOrSizeSplits, axis }) => {
    const shape = shapeOf(x);
    return shape && rules.split(shape, numOrSizeSplits, axis);
  },
};

const listOf = (value: unknown): unknown => (typeof value === 'number' ? [value] : value);

/** The values of a tensor on a device that can be read at once; null on others. */
function valuesOf(tensor: unknown): ArrayLike<number> | null {
  if (typeof tensor !== 'object' || tensor === null || !('dataSync' in tensor) || typeof tensor.dataSync !== 'function') return null;
  const values: unknown = Reflect.apply(tensor.dataSync, tensor, []);
  return ArrayBuffer.isView(values) && 'length' in values ? (values as Int32Array) : null;
}
