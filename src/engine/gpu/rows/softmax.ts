import type { AttrsOf, InputsOf } from '../../kernels';
import type { TensorInfo } from '../../tensors';
import { broadcast, sizeOf } from '../lazy/index-map';
import type { RowRunner } from './gpu';

/** Dimensions of the mask once those that lie in one piece are merged: more than this is composed. */
const MASK_RANK = 4;

/** Null for a mask that is broadcast in too many pieces. */
export function maskedSoftmax(gpu: RowRunner, { x, mask }: InputsOf<'MaskedSoftmax', TensorInfo>, { scale, causal }: AttrsOf<'MaskedSoftmax'>): TensorInfo[] | null {
  const n = x.shape.at(-1) ?? 1;
  const map = mask === undefined ? null : (broadcast(mask.shape, x.shape) ?? { offset: 0, lengths: [sizeOf(x.shape)], strides: [1] });
  if (map !== null && map.lengths.length > MASK_RANK) return null;
  const lengths = [...new Array<number>(MASK_RANK).fill(1), ...(map?.lengths ?? [])].slice(-MASK_RANK);
  const strides = [...new Array<number>(MASK_RANK).fill(0), ...(map?.strides ?? [])].slice(-MASK_RANK);
  const number = (name: string, value: number) => ({ name, type: 'u32' as const, value });
  const places = map === null ? [] : lengths.flatMap((length, axis) => [number(`length${axis}`, length), number(`stride${axis}`, strides[axis] ?? 0)]);
  const visible = [
    ...(causal ? ['i <= row % u.queries'] : []),
    ...(map === null ? [] : ['mask[mask_at(start + i)] != 0']),
  ].join(' && ');
  return gpu.run({
    name: `MaskedSoftmax${causal ? ' causal' : ''}${map === null ? '' : ' masked'}`,
    rows: n === 0 ? 0 : sizeOf(x.shape) / n,
    n,
    inputs: { x, ...(mask && { mask }) },
    outputs: { y: x.shape },
    numbers: [{ name: 'scale', type: 'f32', value: scale }, number('queries', x.shape.at(-2) ?? 1), ...places],
    body: `
      var own = -3.4028234e38;
      var seen = 0.0;
      for (var i = lane; i < n; i += 64u) {
        if (${visible || 'true'}) { own = max(own, u.scale * f32(x[start + i])); seen = 1.0; }
      }
      let top = largest(lane, own);
      let any = largest(lane, seen);
      own = 0.0;
      for (var i = lane; i < n; i += 64u) {
        if (${visible || 'true'}) { own += exp(u.scale * f32(x[start + i]) - top); }
      }
      let sum = total(lane, own);
      for (var i = lane; i < n; i += 64u) {
        var value = 0.0;
        if (any > 0.0 && (${visible || 'true'})) { value = exp(u.scale * f32(x[start + i]) - top) / sum; }
        y[start + i] = value;
      }`,
    ...(map !== null && { helpers: MASK_AT }),
  });
}

const MASK_AT = `
  fn mask_at(element: u32) -> u32 {
    var rest = element;
    var at = 0u;
    ${[3, 2, 1, 0].map((axis) => `at += (rest % u.length${axis}) * u.stride${axis}; rest /= u.length${axis};`).join('\n')}
    return at;
  }`;

export function maskedSoftmaxGrad(gpu: RowRunner, { dy, y }: InputsOf<'MaskedSoftmaxGrad', TensorInfo>, { scale }: AttrsOf<'MaskedSoftmaxGrad'>): TensorInfo[] {
  const n = y.shape.at(-1) ?? 1;
  return gpu.run({
    name: 'MaskedSoftmaxGrad',
    rows: n === 0 ? 0 : sizeOf(y.shape) / n,
    n,
    inputs: { dy, y },
    outputs: { dx: y.shape },
    numbers: [{ name: 'scale', type: 'f32', value: scale }],
    body: `
      var own = 0.0;
      for (var i = lane; i < n; i += 64u) { own += f32(dy[start + i]) * f32(y[start + i]); }
      let sum = total(lane, own);
      for (var i = lane; i < n; i += 64u) { dx[start + i] = u.scale * f32(y[start + i]) * (f32(dy[start + i]) - sum); }`,
  });
}
