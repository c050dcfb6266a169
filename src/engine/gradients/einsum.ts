import type { StockTensorFlow } from '../api';
import { registerSingle } from './register';
import type { Tensor } from './tape';

/** A tensor whose axes are named by letters. */
interface Labelled {
  readonly tensor: Tensor;
  readonly axes: string;
}

/** The gradient of one operand is the contraction of dy with the other, repeated along axes that were only summed over. */
export function registerEinsumGradient(tf: StockTensorFlow): void {
  registerSingle<{ readonly equation: string }>(tf, {
    kernelName: 'Einsum',
    inputs: 'all',
    gradient: (dy, saved, { equation }) => {
      const [left = '', output = ''] = equation.replaceAll(' ', '').split('->');
      const operands = left.split(',').map((axes, index): Labelled => ({ axes, tensor: saved[index] as Tensor }));
      const result = { tensor: dy, axes: output };
      return Object.fromEntries(
        operands.map(({ axes, tensor }, index) => {
          const other = operands[1 - index];
          return [String(index), () => repeated(tf, other ? contract(tf, result, other, axes) : contract(tf, result, null, axes), axes, tensor.shape)];
        }),
      );
    },
  });
}

/** Broadcasts axes that are missing in the tensor's own. */
function repeated(tf: StockTensorFlow, { tensor, axes }: Labelled, wanted: string, shape: readonly number[]): Tensor {
  if (axes === wanted) return tensor;
  const kept = [...wanted].map((axis, index) => (axes.includes(axis) ? (shape[index] ?? 1) : 1));
  return tf.broadcastTo(tf.reshape(tensor, kept), [...shape]);
}

/** Σ a·b over axes that `wanted` lacks; the result has those axes of `wanted` that a or b has, in its order. */
function contract(tf: StockTensorFlow, a: Labelled, b: Labelled | null, wanted: string): Labelled {
  const right = b ?? { tensor: tf.scalar(1), axes: '' };
  const only = (of: Labelled, other: Labelled): Labelled => {
    const summed = [...of.axes].flatMap((axis, index) => (other.axes.includes(axis) || wanted.includes(axis) ? [] : [index]));
    if (summed.length === 0) return of;
    return { tensor: tf.sum(of.tensor, summed), axes: [...of.axes].filter((_, index) => !summed.includes(index)).join('') };
  };
  const [x, y] = [only(a, right), only(right, a)];
  const batch = [...x.axes].filter((axis) => y.axes.includes(axis) && wanted.includes(axis));
  const inner = [...x.axes].filter((axis) => y.axes.includes(axis) && !wanted.includes(axis));
  const rows = [...x.axes].filter((axis) => !y.axes.includes(axis));
  const columns = [...y.axes].filter((axis) => !x.axes.includes(axis));
  const size = (axis: string): number => x.tensor.shape[x.axes.indexOf(axis)] ?? y.tensor.shape[y.axes.indexOf(axis)] ?? 1;
  const count = (axes: readonly string[]): number => axes.reduce((product, axis) => product * size(axis), 1);
  const arranged = ({ tensor, axes }: Labelled, order: readonly string[]): Tensor => tf.transpose(tensor, order.map((axis) => axes.indexOf(axis)));
  const product = tf.matMul(
    tf.reshape(arranged(x, [...batch, ...rows, ...inner]), [count(batch), count(rows), count(inner)]),
    tf.reshape(arranged(y, [...batch, ...inner, ...columns]), [count(batch), count(inner), count(columns)]),
  );
  const made = [...batch, ...rows, ...columns];
  const axes = [...wanted].filter((axis) => made.includes(axis));
  return { tensor: tf.transpose(tf.reshape(product, made.map(size)), axes.map((axis) => made.indexOf(axis))), axes: axes.join('') };
}
