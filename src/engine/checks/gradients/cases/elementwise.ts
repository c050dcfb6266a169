import type { FullTensorFlow } from '../../../api';
import type { Domain, GradientCase, Tensor } from '../gradient-case';

type Unary = (tf: FullTensorFlow, x: Tensor) => Tensor;
type Binary = (tf: FullTensorFlow, a: Tensor, b: Tensor) => Tensor;

const unary: Readonly<Record<string, Unary | readonly [Unary, Domain]>> = {
  abs: (tf, x) => tf.abs(x),
  acos: [(tf, x) => tf.acos(x), 'unit'],
  acosh: [(tf, x) => tf.acosh(x), 'above 1'],
  asin: [(tf, x) => tf.asin(x), 'unit'],
  asinh: (tf, x) => tf.asinh(x),
  atan: (tf, x) => tf.atan(x),
  atanh: [(tf, x) => tf.atanh(x.mul(0.8)), 'unit'],
  cast: (tf, x) => tf.cast(tf.cast(x, 'float32'), 'float32'),
  ceil: (tf, x) => tf.ceil(x).add(x),
  clipByValue: (tf, x) => tf.clipByValue(x, -0.22, 0.38),
  cos: (tf, x) => tf.cos(x),
  cosh: (tf, x) => tf.cosh(x),
  elu: (tf, x) => tf.elu(x),
  erf: (tf, x) => tf.erf(x),
  exp: (tf, x) => tf.exp(x),
  expm1: (tf, x) => tf.expm1(x),
  floor: (tf, x) => tf.floor(x).add(x),
  leakyRelu: (tf, x) => tf.leakyRelu(x, 0.3),
  log: [(tf, x) => tf.log(x), 'positive'],
  log1p: [(tf, x) => tf.log1p(x), 'positive'],
  logSigmoid: (tf, x) => tf.logSigmoid(x),
  mish: (tf, x) => tf.mish(x),
  neg: (tf, x) => tf.neg(x),
  reciprocal: [(tf, x) => tf.reciprocal(x), 'positive'],
  relu: (tf, x) => tf.relu(x),
  relu6: (tf, x) => tf.relu6(x.mul(13)),
  round: (tf, x) => tf.round(x.mul(0.3)).add(x),
  rsqrt: [(tf, x) => tf.rsqrt(x), 'positive'],
  selu: (tf, x) => tf.selu(x),
  sigmoid: (tf, x) => tf.sigmoid(x),
  sign: (tf, x) => tf.sign(x).add(x),
  sin: (tf, x) => tf.sin(x),
  sinh: (tf, x) => tf.sinh(x),
  softplus: (tf, x) => tf.softplus(x),
  sqrt: [(tf, x) => tf.sqrt(x), 'positive'],
  square: (tf, x) => tf.square(x),
  step: (tf, x) => tf.step(x, 0.1).add(x),
  tan: [(tf, x) => tf.tan(x), 'unit'],
  tanh: (tf, x) => tf.tanh(x),
};

const binary: Readonly<Record<string, Binary | readonly [Binary, Domain]>> = {
  add: (tf, a, b) => tf.add(a, b),
  sub: (tf, a, b) => tf.sub(a, b),
  mul: (tf, a, b) => tf.mul(a, b),
  div: [(tf, a, b) => tf.div(a, b), 'positive'],
  divNoNan: [(tf, a, b) => tf.divNoNan(a, b), 'positive'],
  pow: [(tf, a, b) => tf.pow(a, b), 'positive'],
  mod: [(tf, a, b) => tf.mod(a, tf.add(b, 3)), 'positive'],
  maximum: (tf, a, b) => tf.maximum(a, b.add(0.031)),
  minimum: (tf, a, b) => tf.minimum(a, b.add(0.031)),
  squaredDifference: (tf, a, b) => tf.squaredDifference(a, b),
  atan2: [(tf, a, b) => tf.atan2(a, b), 'positive'],
  prelu: (tf, a, b) => tf.prelu(a, b),
  'where of a comparison': (tf, a, b) => tf.where(a.greater(b.add(0.031)), a.square(), b.mul(a)),
  'where of everything that compares': (tf, a, b) => {
    const [near, far] = [a.less(b.add(0.031)).logicalAnd(a.notEqual(b.add(0.007))), a.lessEqual(b.sub(0.21)).logicalOr(a.equal(b.add(0.007)))];
    return tf.where(near.logicalNot(), a, b.square()).add(tf.where(far, a, tf.where(a.greaterEqual(0), b, a)));
  },
};

const entryOf = <F>(entry: F | readonly [F, Domain]): readonly [F, Domain] => (Array.isArray(entry) ? (entry as readonly [F, Domain]) : [entry as F, 'any']);

export const elementwiseCases: readonly GradientCase[] = [
  ...Object.entries(unary).map(([name, entry]): GradientCase => {
    const [compute, domain] = entryOf(entry);
    return { name, inputs: [{ shape: [2, 5], domain }], compute };
  }),
  ...Object.entries(binary).flatMap(([name, entry]): GradientCase[] => {
    const [compute, domain] = entryOf(entry);
    return ([[[2, 3], [2, 3]], [[2, 1, 3], [2, 1]]] as const)
      .filter((_, index) => index === 0 || name !== 'prelu')
      .map(([a, b], index) => ({
        name: index === 0 ? name : `${name} broadcast`,
        inputs: [{ shape: a, domain }, { shape: b, domain }],
        compute,
      }));
  }),
];
