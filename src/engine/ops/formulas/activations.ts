import type { TensorInfo } from '../../tensors';
import type { Arithmetic } from '../arithmetic';
import type { Formula } from '../formulas';

const GELU_SCALE = Math.sqrt(2 / Math.PI);
/** Of the cubic term in the tanh form (Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016). */
const GELU_CUBIC = 0.044715;

const gelu: Formula<'Gelu'> = (m, { x }, { approximate }) => [m.mul(x, cumulative(m, x, approximate))];

const geluGrad: Formula<'GeluGrad'> = (m, { dy, x }, { approximate }) => {
  const slope = m.add(cumulative(m, x, approximate), m.mul(x, density(m, x, approximate)));
  return [m.mul(dy, slope)];
};

/** Φ(x), or its tanh form. */
function cumulative<T extends TensorInfo>(m: Arithmetic<T>, x: T, approximate: boolean): T {
  const curve = approximate ? m.tanh(bend(m, x)) : m.erf(m.mul(x, Math.SQRT1_2));
  return m.mul(m.add(curve, 1), 0.5);
}

/** The derivative of `cumulative`. */
function density<T extends TensorInfo>(m: Arithmetic<T>, x: T, approximate: boolean): T {
  const squares = m.square(x);
  if (!approximate) return m.mul(m.exp(m.mul(squares, -0.5)), 1 / Math.sqrt(2 * Math.PI));
  const steepness = m.add(m.mul(squares, 1.5 * GELU_SCALE * GELU_CUBIC), 0.5 * GELU_SCALE);
  return m.mul(m.sub(1, m.square(m.tanh(bend(m, x)))), steepness);
}

/** √(2/π)·(x + 0.044715·x³). */
function bend<T extends TensorInfo>(m: Arithmetic<T>, x: T): T {
  return m.mul(x, m.add(m.mul(m.square(x), GELU_SCALE * GELU_CUBIC), GELU_SCALE));
}

const silu: Formula<'Silu'> = (m, { x }) => [m.mul(x, m.sigmoid(x))];

const siluGrad: Formula<'SiluGrad'> = (m, { dy, x }) => {
  const gate = m.sigmoid(x);
  return [m.mul(dy, m.mul(gate, m.add(m.mul(x, m.sub(1, gate)), 1)))];
};

export const activationFormulas = { Gelu: gelu, GeluGrad: geluGrad, Silu: silu, SiluGrad: siluGrad };
