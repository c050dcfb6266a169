/** The numbers in shader text that is the same in WGSL and GLSL but for a few words. */
import type { Distribution } from './kernel';
import { CENTRE, LOG, LOG2, ROOT2, ROOT_HALF, TAIL, WITHIN_TWO } from './normal';
import { PARITY, ROTATIONS } from './threefry';

/** How a shading language says things; `zero` is a uint uniform of 0 that no compiler knows the value of. */
export interface Dialect {
  fn(name: string, parameters: readonly (readonly [name: string, type: 'f32' | 'u32' | 'i32'])[], type: 'f32' | 'u32' | 'i32', body: string): string;
  local(type: 'f32' | 'u32' | 'i32', name: string, value: string): string;
  readonly cast: Readonly<Record<'f32' | 'u32' | 'i32', string>>;
  readonly bits: { readonly toFloat: string; readonly ofFloat: string };
}

const decimal = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

/** `zero` hidden from the compiler, the product is rounded before anything is added to it. */
const horner = (coefficients: readonly number[], t: string): string =>
  coefficients.slice(1).reduce((sum, coefficient) => `(rounded(${sum} * ${t}) + ${decimal(coefficient)})`, decimal(coefficients[0] ?? 0));

/** Functions `word(i, key0, key1)` and `number(word, a, b, low, range)`. */
export function randomFunctions(distribution: Distribution, d: Dialect): string {
  const { f32, u32, i32 } = d.cast;
  const { toFloat, ofFloat } = d.bits;
  const rounds = Array.from({ length: 20 }, (_, round) => {
    const by = ROTATIONS[round % 8] ?? 0;
    const turn = (round + 1) / 4;
    const keys = Number.isInteger(turn) ? `x0 = x0 + k${turn % 3}; x1 = x1 + k${(turn + 1) % 3} + ${turn}u;` : '';
    return `x0 = x0 + x1; x1 = ((x1 << ${by}u) | (x1 >> ${32 - by}u)) ^ x0; ${keys}`;
  }).join('\n');
  const word = d.fn('word', [['index', 'u32'], ['k0', 'u32'], ['k1', 'u32']], 'u32', `
    ${d.local('u32', 'k2', `k0 ^ k1 ^ ${PARITY}u`)}
    ${d.local('u32', 'x0', '(index >> 1u) + k0')}
    ${d.local('u32', 'x1', 'k1')}
    ${rounds}
    if ((index & 1u) == 0u) { return x0; }
    return x1;`);
  const rounded = d.fn('rounded', [['x', 'f32']], 'f32', `return ${toFloat}(${ofFloat}(x) ^ zero);`);
  return [rounded, word, distribution === 'integer' ? '' : normalFunctions(d), numberFunction(distribution, d, { f32, u32, i32 })].join('\n');
}

function normalFunctions(d: Dialect): string {
  const { f32, i32, u32 } = d.cast;
  const { toFloat, ofFloat } = d.bits;
  const logarithm = d.fn('logarithm', [['y', 'f32']], 'f32', `
    ${d.local('i32', 'exponent', `(${i32}(${ofFloat}(y)) - ${ROOT_HALF}) >> 23u`)}
    ${d.local('f32', 't', `${toFloat}(${u32}(${i32}(${ofFloat}(y)) - (exponent << 23u))) - 1.0`)}
    ${d.local('f32', 'square', 'rounded(t * t)')}
    ${d.local('f32', 'e', `${f32}(exponent)`)}
    ${d.local('f32', 'p', `rounded(rounded(${horner(LOG, 't')} * t) * square) + rounded(e * ${decimal(LOG2[1])})`)}
    p = p - 0.5 * square;
    return rounded(t + p) + rounded(e * ${decimal(LOG2[0])});`);
  const normal = d.fn('standardNormal', [['x', 'f32']], 'f32', `
    ${d.local('f32', 'w', '-logarithm(rounded((1.0 - abs(x)) * (1.0 + abs(x))))')}
    ${d.local('f32', 't', 'w - 2.5')}
    if (w < 5.0) { return rounded(rounded(${horner(CENTRE, 't')} * x) * ${ROOT2}); }
    t = sqrt(w) - 3.0;
    return rounded(rounded(${horner(TAIL, 't')} * x) * ${ROOT2});`);
  return `${logarithm}\n${normal}`;
}

function numberFunction(distribution: Distribution, d: Dialect, { f32, i32, u32 }: Dialect['cast']): string {
  const unit = '5.9604644775390625e-8';
  const uniform = `${f32}(word >> 8u) * ${unit}`;
  const odd = `${f32}(${i32}(2u * (word >> 8u)) - 16777215) * ${unit}`;
  const define = (body: string, type: 'f32' | 'i32' = 'f32'): string =>
    d.fn('number', [['word', 'u32'], ['a', 'f32'], ['b', 'f32'], ['low', 'i32'], ['range', 'i32']], type, body);
  switch (distribution) {
    case 'uniform':
      return define(`return rounded(rounded(${uniform} * b) + a);`);
    case 'normal':
      return define(`return rounded(standardNormal(${odd}) * b) + a;`);
    case 'truncatedNormal':
      return define(`return rounded(standardNormal(rounded(${odd} * ${WITHIN_TWO})) * b) + a;`);
    case 'keep':
      return define(`if (${uniform} >= a) { return b; } return 0.0;`);
    case 'integer':
      // The upper half of a product of 64 bits, by halves of 16.
      return define(`
        ${d.local('u32', 'r', `${u32}(range)`)}
        ${d.local('u32', 'lowest', '(word & 65535u) * (r & 65535u)')}
        ${d.local('u32', 'm1', '(word >> 16u) * (r & 65535u) + (lowest >> 16u)')}
        ${d.local('u32', 'm2', '(word & 65535u) * (r >> 16u) + (m1 & 65535u)')}
        return low + ${i32}((word >> 16u) * (r >> 16u) + (m1 >> 16u) + (m2 >> 16u));`, 'i32');
  }
}
