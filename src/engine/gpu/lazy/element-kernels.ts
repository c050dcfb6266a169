/** TensorFlow.js's element-wise kernels as formulas. */
import type { FormulaName } from './formulas';
import type { LazyCall, LazyKernel } from './kernels';

const UNARY: Readonly<Record<string, FormulaName>> = {
  Abs: 'abs', Neg: 'neg', Exp: 'exp', Expm1: 'expm1', Log: 'log', Log1p: 'log1p', Sqrt: 'sqrt', Rsqrt: 'rsqrt', Square: 'square',
  Sigmoid: 'sigmoid', Tanh: 'tanh', Relu: 'relu', Relu6: 'relu6', Elu: 'elu', Selu: 'selu', Softplus: 'softplus', Sign: 'sign',
  Floor: 'floor', Ceil: 'ceil', Reciprocal: 'reciprocal', Erf: 'erf',
};

/** Of float32, and of int32 where there is one. */
const BINARY: Readonly<Record<string, readonly [FormulaName, FormulaName?]>> = {
  Add: ['add', 'addi'], Sub: ['sub', 'subi'], Multiply: ['mul', 'muli'], RealDiv: ['div'], Maximum: ['max', 'maxi'], Minimum: ['min', 'mini'],
  SquaredDifference: ['sqdiff'], Pow: ['pow'], Prelu: ['prelu'],
};

const COMPARISONS: Readonly<Record<string, readonly [FormulaName, FormulaName]>> = {
  Equal: ['eq', 'eqi'], NotEqual: ['ne', 'nei'], Greater: ['gt', 'gti'], GreaterEqual: ['ge', 'gei'], Less: ['lt', 'lti'], LessEqual: ['le', 'lei'],
};

const LOGIC: Readonly<Record<string, FormulaName>> = { LogicalAnd: 'and', LogicalOr: 'or', LogicalNot: 'not' };

const unary = (formula: FormulaName): LazyKernel => ({ fusion, inputs: { x } }) =>
  x?.dtype === 'float32' ? fusion.apply(formula, [fusion.operand(x, x.shape)], x.shape, 'float32') : null;

const binary = ([floats, ints]: readonly [FormulaName, FormulaName?]): LazyKernel => ({ fusion, inputs: { a, b }, broadcast }) => {
  if (!a || !b || a.dtype !== b.dtype) return null;
  const formula = a.dtype === 'float32' ? floats : a.dtype === 'int32' ? ints : undefined;
  if (formula === undefined) return null;
  const shape = broadcast(a.shape, b.shape);
  return fusion.apply(formula, [fusion.operand(a, shape), fusion.operand(b, shape)], shape, a.dtype);
};

const comparison = ([floats, ints]: readonly [FormulaName, FormulaName]): LazyKernel => ({ fusion, inputs: { a, b }, broadcast }) => {
  if (!a || !b || a.dtype !== b.dtype) return null;
  const shape = broadcast(a.shape, b.shape);
  return fusion.apply(a.dtype === 'float32' ? floats : ints, [fusion.operand(a, shape), fusion.operand(b, shape)], shape, 'bool');
};

const logic = (formula: FormulaName): LazyKernel => ({ fusion, inputs: { a, b, x }, broadcast }) => {
  const given = x ? [x] : a && b ? [a, b] : [];
  if (given.length === 0 || given.some(({ dtype }) => dtype !== 'bool')) return null;
  const shape = given.map((info) => info.shape).reduce(broadcast);
  return fusion.apply(formula, given.map((info) => fusion.operand(info, shape)), shape, 'bool');
};

/** A unary formula with numbers of its own. */
const parametric = (formula: FormulaName, ...names: readonly string[]): LazyKernel => ({ fusion, inputs: { x }, attrs }) => {
  const numbers = names.map((name) => attrs[name]).filter((value) => typeof value === 'number');
  if (x?.dtype !== 'float32' || numbers.length < names.length) return null;
  return fusion.apply(formula, [fusion.operand(x, x.shape), ...numbers.map((value) => ({ value, type: 'f' as const }))], x.shape, 'float32');
};

function select({ fusion, inputs: { condition, t, e } }: LazyCall) {
  if (!condition || t?.dtype !== 'float32' || e?.dtype !== 'float32') return null;
  const { shape } = t;
  // A condition of one dimension chooses whole rows.
  const aligned = condition.shape.length === shape.length ? condition : { ...condition, shape: [...condition.shape, ...shape.slice(1).map(() => 1)] };
  if (condition.shape.length !== shape.length && condition.shape.length !== 1) return null;
  return fusion.apply('select', [fusion.operand(aligned, shape), fusion.operand(t, shape), fusion.operand(e, shape)], shape, 'float32');
}

function cast({ fusion, inputs: { x }, attrs: { dtype } }: LazyCall) {
  if (x?.dtype !== 'float32' || (dtype !== 'int32' && dtype !== 'bool')) return null;
  return fusion.apply(dtype === 'int32' ? 'toint' : 'tobool', [fusion.operand(x, x.shape)], x.shape, dtype as 'int32' | 'bool');
}

function fill({ fusion, attrs: { shape, value, dtype } }: LazyCall) {
  const kind = dtype ?? 'float32';
  if (!Array.isArray(shape) || typeof value !== 'number' || (kind !== 'float32' && kind !== 'int32' && kind !== 'bool')) return null;
  const floats = kind === 'float32';
  return fusion.apply(floats ? 'same' : 'samei', [{ value, type: floats ? 'f' : 'i' }], shape as number[], kind as 'float32' | 'int32' | 'bool');
}

const like = (value: number): LazyKernel => (call) => {
  const { x } = call.inputs;
  return x ? fill({ ...call, attrs: { shape: x.shape, value, dtype: x.dtype } }) : null;
};

function addMany({ fusion, inputs, backend }: LazyCall) {
  const list = Object.values(inputs).filter((input) => input !== undefined);
  let [sum] = list;
  if (sum === undefined || list.length < 2 || list.some(({ dtype }) => dtype !== 'float32')) return null;
  const { shape } = sum;
  for (const [index, next] of list.slice(1).entries()) {
    const made = fusion.apply('add', [fusion.operand(sum, shape), fusion.operand(next, shape)], shape, 'float32');
    if (index > 0) backend.disposeData(sum.dataId);
    if (made === null) return null;
    sum = made;
  }
  return sum;
}

/** offset + (x − mean) · scale / √(variance + epsilon) */
function batchNorm({ fusion, inputs: { x, mean, variance, offset, scale }, attrs: { varianceEpsilon }, backend }: LazyCall) {
  if (x?.dtype !== 'float32' || !mean || !variance || typeof varianceEpsilon !== 'number') return null;
  const { shape } = x;
  const made: LazyCall['inputs'][string][] = [];
  const apply: typeof fusion.apply = (...formula) => {
    const info = fusion.apply(...formula);
    if (info !== null) made.push(info);
    return info;
  };
  const read = (info: typeof x | null) => (info === null ? null : fusion.operand(info, shape));
  const spread = apply('add', [fusion.operand(variance, variance.shape), { value: varianceEpsilon, type: 'f' }], variance.shape, 'float32');
  const inverse = spread && apply('rsqrt', [fusion.operand(spread, variance.shape)], variance.shape, 'float32');
  const centred = inverse && apply('sub', [read(x), read(mean)], shape, 'float32');
  let result = centred && apply('mul', [read(centred), read(inverse)], shape, 'float32');
  if (scale) result = result && apply('mul', [read(result), read(scale)], shape, 'float32');
  if (offset) result = result && apply('add', [read(result), read(offset)], shape, 'float32');
  for (const info of made) if (info && info !== result) backend.disposeData(info.dataId);
  return result;
}

const mapped = <T>(table: Readonly<Record<string, T>>, make: (entry: T) => LazyKernel): Record<string, LazyKernel> =>
  Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, make(entry)]));

export const ELEMENT_KERNELS: Readonly<Record<string, LazyKernel>> = {
  ...mapped(UNARY, unary),
  ...mapped(BINARY, binary),
  ...mapped(COMPARISONS, comparison),
  ...mapped(LOGIC, logic),
  EluGrad: ({ fusion, inputs: { dy, y } }) =>
    dy && y ? fusion.apply('elugrad', [fusion.operand(dy, dy.shape), fusion.operand(y, dy.shape)], dy.shape, 'float32') : null,
  Step: parametric('step', 'alpha'),
  LeakyRelu: parametric('leaky', 'alpha'),
  ClipByValue: parametric('clip', 'clipValueMin', 'clipValueMax'),
  Select: select,
  Cast: cast,
  Fill: fill,
  ZerosLike: like(0),
  OnesLike: like(1),
  AddN: addMany,
  FusedBatchNorm: batchNorm,
};
