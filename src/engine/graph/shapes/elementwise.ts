import type { ShapeRule, ShapeRules } from './rule';
import { broadcast, every, float, first, like, likeFirst } from './rule';

const SAME = [
  'Abs', 'Acos', 'Acosh', 'Asin', 'Asinh', 'Atan', 'Atanh', 'Ceil', 'ClipByValue', 'Cos', 'Cosh', 'Elu', 'Erf', 'Floor', 'Identity',
  'Log', 'Log1p', 'Neg', 'OnesLike', 'Reciprocal', 'Relu', 'Relu6', 'Round', 'Rsqrt', 'Selu', 'Sigmoid', 'Sign', 'Sin', 'Sinh', 'Softplus',
  'Sqrt', 'Square', 'Step', 'Tan', 'Tanh', 'ZerosLike', 'Gelu', 'Silu',
];
const NUMERIC = ['Add', 'Atan2', 'BitwiseAnd', 'FloorDiv', 'Maximum', 'Minimum', 'Mod', 'Multiply', 'Pow', 'RealDiv', 'SquaredDifference', 'Sub'];
const LOGICAL = ['Equal', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'LogicalAnd', 'LogicalOr', 'LogicalXor', 'NotEqual'];

const binary =
  (dtype?: 'bool'): ShapeRule =>
  ({ input }) => {
    const [a, b] = [input('a'), input('b')];
    return [{ shape: broadcast(a.shape, b.shape), dtype: dtype ?? a.dtype }];
  };

const truth: ShapeRule = ({ all }) => [{ shape: first(all).shape, dtype: 'bool' }];

export const elementwiseRules: ShapeRules = {
  ...every(SAME, likeFirst),
  ...every(NUMERIC, binary()),
  ...every(LOGICAL, binary('bool')),
  ...every(['IsFinite', 'IsInf', 'IsNan', 'LogicalNot'], truth),
  ...every(['Exp', 'Expm1'], ({ all }) => [float(first(all).shape)]),
  ...every(['GeluGrad', 'SiluGrad'], like('x')),
  AddN: likeFirst,
  ...every(['LeakyRelu', 'Prelu'], ({ input }) => [float(input('x').shape)]),
  EluGrad: like('y'),
  ...every(['ReluGrad', 'SigmoidGrad', 'TanhGrad', 'SquareGrad', 'ClipByValueGrad'], like('dy')),
  Cast: ({ input, attrs }) => [{ shape: input('x').shape, dtype: attrs['dtype'] as 'float32' }],
  Complex: ({ input }) => [{ shape: input('real').shape, dtype: 'complex64' }],
  ...every(['Real', 'Imag'], ({ input }) => [float(input('input').shape)]),
  ComplexAbs: ({ input }) => [float(input('x').shape)],
  ...every(['FFT', 'IFFT'], like('input')),
  Select: ({ input }) => {
    const [t, condition] = [input('t'), input('condition')];
    // A condition of rank 1 chooses whole rows.
    return [{ shape: condition.shape.length === 1 ? t.shape : broadcast(condition.shape, t.shape), dtype: t.dtype }];
  },
};
