/** Gradients of products and of running sums and products. */
import type { StockTensorFlow } from '../api';
import { registerRule, registerSingle } from './register';
import { unbroadcast } from './layouts';
import type { GradientFunction, Tensor } from './tape';

interface ScanAttrs {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

export function registerProductGradients(tf: StockTensorFlow): void {
  registerSingle<ScanAttrs>(tf, {
    kernelName: 'Cumsum',
    gradient: (dy, _, { axis, exclusive, reverse }) => ({ x: () => tf.cumsum(dy, axis, exclusive, !reverse) }),
  });
  registerSingle<ScanAttrs>(tf, {
    kernelName: 'Cumprod',
    inputs: ['x'],
    gradient: (dy, [x], attrs) => ({ x: () => cumprodGradient(tf, dy, x as Tensor, attrs) }),
  });

  const stock = tf.getGradient('BatchMatMul').gradFunc as unknown as GradientFunction;
  registerSingle<{ readonly transposeA: boolean; readonly transposeB: boolean }>(tf, {
    kernelName: 'BatchMatMul',
    inputs: ['a', 'b'],
    gradient: (dy, saved, attrs) => {
      const [a, b] = saved as [Tensor, Tensor];
      const rules = stock(dy, saved, attrs);
      return { a: () => unbroadcast(tf, (rules['a'] as () => Tensor)(), a.shape), b: () => unbroadcast(tf, (rules['b'] as () => Tensor)(), b.shape) };
    },
  });

  for (const [kernelName, wins] of [['Maximum', tf.greaterEqual], ['Minimum', tf.lessEqual]] as const) {
    registerSingle(tf, {
      kernelName,
      inputs: ['a', 'b'],
      gradient: (dy, saved) => {
        const [a, b] = saved as [Tensor, Tensor];
        const first = (): Tensor => tf.cast(wins(a, b), 'float32');
        return {
          a: () => unbroadcast(tf, tf.mul(dy, first()), a.shape),
          b: () => unbroadcast(tf, tf.mul(dy, tf.sub(1, first())), b.shape),
        };
      },
    });
  }
  registerSingle(tf, {
    kernelName: 'SquaredDifference',
    inputs: ['a', 'b'],
    gradient: (dy, saved) => {
      const [a, b] = saved as [Tensor, Tensor];
      const slope = (): Tensor => tf.mul(dy, tf.mul(tf.sub(a, b), 2));
      return { a: () => unbroadcast(tf, slope(), a.shape), b: () => tf.neg(unbroadcast(tf, slope(), b.shape)) };
    },
  });
  registerRule(tf, {
    kernelName: 'EluGrad',
    inputs: ['dy', 'y'],
    gradient: ([given], saved) => {
      const [dy, y] = saved as [Tensor, Tensor];
      const below = (): Tensor => tf.cast(tf.less(y, 0), 'float32');
      return {
        dy: () => tf.mul(given as Tensor, tf.add(tf.mul(y, below()), 1)),
        y: () => tf.mul(tf.mul(given as Tensor, dy), below()),
      };
    },
  });
}

/**
 * dx[j] = P[j]·R[j]: P the product of what comes before x[j], R the outputs after it, each without x[j] and what comes
 * before: R[j] = dy[j] + x[j + 1]·R[j + 1]. No division, so zeros do no harm. R is had in log₂ n steps that double how
 * far it reaches.
 */
function cumprodGradient(tf: StockTensorFlow, given: Tensor, input: Tensor, { axis, exclusive, reverse }: ScanAttrs): Tensor {
  const [x, dy] = reverse ? [tf.reverse(input, axis), tf.reverse(given, axis)] : [input, given];
  const length = x.shape[axis] ?? 1;
  const earlier = (tensor: Tensor, by: number): Tensor => {
    const sizes = x.shape.map((size, index) => (index === axis ? size - by : size));
    const begin = x.shape.map((_, index) => (index === axis ? by : 0));
    return tf.pad(tf.slice(tensor, begin, sizes), x.shape.map((_, index): [number, number] => [0, index === axis ? by : 0]));
  };
  let factor = earlier(x, 1);
  let sum = exclusive ? earlier(dy, 1) : dy;
  for (let reach = 1; reach < length; reach *= 2) {
    sum = tf.add(sum, tf.mul(factor, earlier(sum, reach)));
    factor = tf.mul(factor, earlier(factor, reach));
  }
  const gradient = tf.mul(tf.cumprod(x, axis, true), sum);
  return reverse ? tf.reverse(gradient, axis) : gradient;
}
