import type { TensorInfo } from '../../tensors';
import type { Arithmetic } from '../arithmetic';
import type { Formula } from '../formulas';

/** Stands for minus infinity, whose differences would be NaN. */
const LOWEST = -3e38;

const maskedSoftmax: Formula<'MaskedSoftmax'> = (m, { x, mask }, { scale, causal }) => {
  const scaled = m.mul(x, scale);
  const visible = visibility(m, x.shape, mask, causal);
  if (visible === null) {
    const powers = m.exp(m.sub(scaled, m.maxLast(scaled)));
    return [m.div(powers, m.sumLast(powers))];
  }
  const seen = m.select(visible, scaled, m.fill(x.shape, LOWEST));
  const powers = m.mul(m.exp(m.sub(seen, m.maxLast(seen))), visible);
  // A row that sees anything sums to 1 at least, for its largest.
  return [m.div(powers, m.maximum(m.sumLast(powers), 0.5))];
};

/** 1 where a key may be seen, else 0, in the shape of x; null where all may be. */
function visibility<T extends TensorInfo>(m: Arithmetic<T>, shape: readonly number[], mask: T | undefined, causal: boolean): T | null {
  const [queries, keys] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const allowed = mask === undefined ? null : m.cast(mask, 'float32');
  const past = causal ? m.ground.constant(lowerTriangle(queries, keys), [queries, keys]) : null;
  const parts = [allowed, past].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return parts.reduce((all, part) => m.mul(all, part), m.fill(shape, 1));
}

/** Row-major [rows, columns]: 1 on the diagonal and below, else 0. */
export const lowerTriangle = (rows: number, columns: number): Float32Array =>
  Float32Array.from({ length: rows * columns }, (_, at) => (at % columns <= Math.floor(at / columns) ? 1 : 0));

const maskedSoftmaxGrad: Formula<'MaskedSoftmaxGrad'> = (m, { dy, y }, { scale }) => {
  const centred = m.sub(dy, m.sumLast(m.mul(dy, y)));
  return [m.mul(m.mul(y, centred), scale)];
};

export const softmaxFormulas = { MaskedSoftmax: maskedSoftmax, MaskedSoftmaxGrad: maskedSoftmaxGrad };
