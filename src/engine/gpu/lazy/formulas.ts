import * as tfc from '@tensorflow/tfjs-core';

/** `f` for float32, `i` for int32 and bool, which shaders hold as 0 and 1. */
export type ValueType = 'f' | 'i';

export interface Formula {
  readonly takes: ValueType;
  readonly gives: ValueType;
  /** WGSL of its operands. NaN passes through as on the CPU: what WGSL leaves open about NaN is spelled out. */
  readonly text: (...operands: string[]) => string;
}

const float = (text: Formula['text']): Formula => ({ takes: 'f', gives: 'f', text });
const int = (text: Formula['text']): Formula => ({ takes: 'i', gives: 'i', text });
const test = (takes: ValueType, text: Formula['text']): Formula => ({ takes, gives: 'i', text: (...operands) => `select(0, 1, ${text(...operands)})` });
/** False of NaN. */
const ordered = (text: (a: string, b: string) => string) => test('f', (a = '', b = '') => `${text(a, b)} && !is_nan(${a}) && !is_nan(${b})`);
/** What `text` says, unless the operand is NaN, which then is the result. */
const kept = (text: (a: string, ...rest: string[]) => string) => float((a = '', ...rest) => `select(${text(a, ...rest)}, ${a}, is_nan(${a}))`);
const kept2 = (text: (a: string, b: string) => string) =>
  float((a = '', b = '') => `select(select(${text(a, b)}, ${b}, is_nan(${b})), ${a}, is_nan(${a}))`);

const { ERF_P, ERF_A1, ERF_A2, ERF_A3, ERF_A4, ERF_A5, SELU_SCALE, SELU_SCALEALPHA } = tfc.backend_util;

/** Functions that formulas call. */
export const HELPERS: Readonly<Record<string, string>> = {
  is_nan: 'fn is_nan(a: f32) -> bool { return (bitcast<u32>(a) & 0x7fffffffu) > 0x7f800000u; }',
  // Not a literal: compilers refuse constant expressions that overflow.
  nan: 'fn nan(a: f32) -> f32 { return bitcast<f32>(bitcast<u32>(a) | 0x7fc00000u); }',
  minus_infinity: 'fn minus_infinity(a: f32) -> f32 { return bitcast<f32>((bitcast<u32>(a) & 0u) | 0xff800000u); }',
  // Some compilers make a finite number of log(0).
  log_of: `fn log_of(a: f32) -> f32 {
    if (a < 0.0 || is_nan(a)) { return nan(a); }
    if (a == 0.0) { return minus_infinity(a); }
    return log(a);
  }`,
  // Formula 7.1.26 of Abramowitz and Stegun, as every other backend computes it.
  erf_of: `fn erf_of(a: f32) -> f32 {
    let t = 1.0 / (1.0 + ${ERF_P} * abs(a));
    return sign(a) * (1.0 - (((((${ERF_A5} * t + ${ERF_A4}) * t) + ${ERF_A3}) * t + ${ERF_A2}) * t + ${ERF_A1}) * t * exp(-a * a));
  }`,
  tanh_of: 'fn tanh_of(a: f32) -> f32 { let e = exp(-2.0 * abs(a)); return sign(a) * (1.0 - e) / (1.0 + e); }',
  log1p_of: `fn log1p_of(a: f32) -> f32 {
    let u = 1.0 + a;
    if (u == 1.0) { return a; }
    if (u <= 0.0 || u > 1e30) { return log_of(u); }
    return log(u) * (a / (u - 1.0));
  }`,
  gelu_of: 'fn gelu_of(a: f32) -> f32 { return 0.5 * a * (1.0 + erf_of(a * 0.70710678)); }',
  gelu_tanh: 'fn gelu_tanh(a: f32) -> f32 { return 0.5 * a * (1.0 + tanh_of(0.79788456 * (a + 0.044715 * a * a * a))); }',
  // Φ(a) + a·φ(a)
  gelu_slope: 'fn gelu_slope(a: f32) -> f32 { return 0.5 * (1.0 + erf_of(a * 0.70710678)) + a * 0.39894228 * exp(-0.5 * a * a); }',
  gelu_tanh_slope: `fn gelu_tanh_slope(a: f32) -> f32 {
    let t = tanh_of(0.79788456 * (a + 0.044715 * a * a * a));
    return 0.5 * (1.0 + t) + 0.5 * a * (1.0 - t * t) * 0.79788456 * (1.0 + 0.134145 * a * a);
  }`,
  logistic: 'fn logistic(a: f32) -> f32 { return 1.0 / (1.0 + exp(-a)); }',
  // The logarithm of the exponential is the number itself beyond what float32 can add 1 to.
  softplus_of: `fn softplus_of(a: f32) -> f32 {
    if (a > 13.94) { return a; }
    if (a < -13.94) { return exp(a); }
    return log(exp(a) + 1.0);
  }`,
  // Powers of negative numbers exist for whole exponents only.
  pow_of: `fn pow_of(a: f32, b: f32) -> f32 {
    if (b == 0.0) { return 1.0; }
    if (is_nan(a)) { return a; }
    if (is_nan(b)) { return b; }
    if (a < 0.0 && floor(b) != b) { return nan(a); }
    let size = pow(abs(a), b);
    return select(size, -size, a < 0.0 && abs(b) % 2.0 == 1.0);
  }`,
};

export const FORMULAS = {
  add: float((a, b) => `(${a} + ${b})`),
  sub: float((a, b) => `(${a} - ${b})`),
  mul: float((a, b) => `(${a} * ${b})`),
  div: float((a, b) => `(${a} / ${b})`),
  max: kept2((a, b) => `max(${a}, ${b})`),
  min: kept2((a, b) => `min(${a}, ${b})`),
  sqdiff: float((a, b) => `((${a} - ${b}) * (${a} - ${b}))`),
  pow: float((a, b) => `pow_of(${a}, ${b})`),
  prelu: float((a, b) => `select(${a}, ${b} * ${a}, ${a} < 0.0)`),
  elugrad: float((a, b) => `select(${a} * (${b} + 1.0), ${a}, ${b} >= 0.0)`),
  addi: int((a, b) => `(${a} + ${b})`),
  subi: int((a, b) => `(${a} - ${b})`),
  muli: int((a, b) => `(${a} * ${b})`),
  maxi: int((a, b) => `max(${a}, ${b})`),
  mini: int((a, b) => `min(${a}, ${b})`),
  eq: test('f', (a, b) => `${a} == ${b}`),
  ne: test('f', (a, b) => `!(${a} == ${b})`),
  gt: ordered((a, b) => `${a} > ${b}`),
  ge: ordered((a, b) => `${a} >= ${b}`),
  lt: ordered((a, b) => `${a} < ${b}`),
  le: ordered((a, b) => `${a} <= ${b}`),
  eqi: test('i', (a, b) => `${a} == ${b}`),
  nei: test('i', (a, b) => `${a} != ${b}`),
  gti: test('i', (a, b) => `${a} > ${b}`),
  gei: test('i', (a, b) => `${a} >= ${b}`),
  lti: test('i', (a, b) => `${a} < ${b}`),
  lei: test('i', (a, b) => `${a} <= ${b}`),
  and: test('i', (a, b) => `${a} != 0 && ${b} != 0`),
  or: test('i', (a, b) => `${a} != 0 || ${b} != 0`),
  not: test('i', (a) => `${a} == 0`),
  isnan: test('f', (a) => `is_nan(${a})`),
  abs: float((a) => `abs(${a})`),
  neg: float((a) => `(-${a})`),
  exp: float((a) => `exp(${a})`),
  expm1: float((a) => `select(exp(${a}) - 1.0, ${a} + 0.5 * ${a} * ${a}, abs(${a}) < 1e-3)`),
  log: float((a) => `log_of(${a})`),
  log1p: kept((a) => `log1p_of(${a})`),
  sqrt: float((a) => `select(sqrt(${a}), nan(${a}), ${a} < 0.0 || is_nan(${a}))`),
  rsqrt: float((a) => `select(inverseSqrt(${a}), nan(${a}), ${a} < 0.0 || is_nan(${a}))`),
  square: float((a) => `(${a} * ${a})`),
  sigmoid: kept((a) => `(1.0 / (1.0 + exp(-${a})))`),
  tanh: kept((a) => `tanh_of(${a})`),
  relu: kept((a) => `max(${a}, 0.0)`),
  relu6: kept((a) => `clamp(${a}, 0.0, 6.0)`),
  elu: float((a) => `select(exp(${a}) - 1.0, ${a}, ${a} >= 0.0)`),
  selu: float((a) => `select(${SELU_SCALEALPHA} * (exp(${a}) - 1.0), ${SELU_SCALE} * ${a}, ${a} >= 0.0)`),
  leaky: float((a, alpha) => `select(${a}, ${alpha} * ${a}, ${a} < 0.0)`),
  softplus: kept((a) => `softplus_of(${a})`),
  step: kept((a, alpha = '') => `select(${alpha}, 1.0, ${a} > 0.0)`),
  clip: kept((a, low = '', high = '') => `min(max(${a}, ${low}), ${high})`),
  // NaN has none.
  sign: float((a) => `select(select(0.0, -1.0, ${a} < 0.0), 1.0, ${a} > 0.0)`),
  floor: float((a) => `floor(${a})`),
  ceil: float((a) => `ceil(${a})`),
  reciprocal: float((a) => `(1.0 / ${a})`),
  erf: kept((a) => `erf_of(${a})`),
  gelu: kept((a) => `gelu_of(${a})`),
  gelutanh: kept((a) => `gelu_tanh(${a})`),
  gelugrad: float((dy, a) => `(${dy} * gelu_slope(${a}))`),
  gelutanhgrad: float((dy, a) => `(${dy} * gelu_tanh_slope(${a}))`),
  silu: float((a) => `(${a} * logistic(${a}))`),
  silugrad: float((dy, a) => `(${dy} * logistic(${a}) * (1.0 + ${a} * (1.0 - logistic(${a}))))`),
  /** A condition and what holds where it is true and where not. */
  select: float((condition, a, b) => `select(${b}, ${a}, ${condition} != 0.0)`),
  toint: { takes: 'f', gives: 'i', text: (a) => `select(i32(${a}), 0, is_nan(${a}))` },
  tobool: { takes: 'f', gives: 'i', text: (a) => `select(0, 1, !(${a} == 0.0))` },
  same: float((a = '') => a),
  samei: int((a = '') => a),
} satisfies Record<string, Formula>;

export type FormulaName = keyof typeof FORMULAS;
