import type { StockTensorFlow } from '../api';
import type { Tensor } from '../gradients/tape';
import type { Given } from './arguments';
import { axisIn, expectShape, floats } from './arguments';
import { runCustom } from './run';

/** As Keras has it. */
const EPSILON = 1e-7;

export function normalizations(tf: StockTensorFlow) {
  function layerNorm(x: Given, gamma?: Given | null, beta?: Given | null, axis: number | readonly number[] = -1, epsilon = EPSILON): Tensor {
    return tf.tidy(() => {
      const values = floats(tf, x, 'x', 'layerNorm');
      const flat = flatten('layerNorm', values, axis);
      const scale = flat.parameter(gamma, 'gamma', 1);
      const shift = flat.parameter(beta, 'beta', 0);
      return flat.undo(runCustom(tf, 'LayerNorm', { x: flat.x, gamma: scale, beta: shift }, { epsilon })[0]);
    });
  }

  function rmsNorm(x: Given, scale?: Given | null, axis: number | readonly number[] = -1, epsilon = EPSILON): Tensor {
    return tf.tidy(() => {
      const values = floats(tf, x, 'x', 'rmsNorm');
      const flat = flatten('rmsNorm', values, axis);
      return flat.undo(runCustom(tf, 'RmsNorm', { x: flat.x, gamma: flat.parameter(scale, 'scale', 1) }, { epsilon })[0]);
    });
  }

  function groupNorm(x: Given, groups: number, gamma?: Given | null, beta?: Given | null, axis = -1, epsilon = EPSILON): Tensor {
    return tf.tidy(() => {
      const values = floats(tf, x, 'x', 'groupNorm');
      const along = axisIn('groupNorm', 'x', values, axis);
      if (along === 0) throw new Error('groupNorm: axis 0 counts the examples; name the axis of the channels');
      const channels = values.shape[along] ?? 1;
      if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
        throw new Error(`groupNorm: ${channels} channels cannot be parted into ${groups} equal groups`);
      }
      // [batch, channels, the rest]: a group is then one run of values.
      const order = [0, along, ...values.shape.map((_, index) => index).filter((index) => index !== 0 && index !== along)];
      const first = tf.transpose(values, order);
      const rows = tf.reshape(first, [(values.shape[0] ?? 1) * groups, -1]);
      const width = rows.shape[1] ?? 1;
      const [normal] = runCustom(tf, 'LayerNorm', { x: rows, gamma: tf.ones([width]), beta: tf.zeros([width]) }, { epsilon });
      const back = tf.transpose(tf.reshape(normal, first.shape), inverseOf(order));
      const broadcast = values.shape.map((size, index) => (index === along ? size : 1));
      const parameter = (given: Given, name: string): Tensor => {
        const tensor = floats(tf, given, name, 'groupNorm');
        expectShape('groupNorm', name, tensor, [channels], `one value for each channel of axis ${axis}`);
        return tf.reshape(tensor, broadcast);
      };
      const scaled = gamma == null ? back : tf.mul(back, parameter(gamma, 'gamma'));
      return beta == null ? scaled : tf.add(scaled, parameter(beta, 'beta'));
    });
  }

  /** The axes moved to the end and made one, and the way back. */
  function flatten(operation: string, x: Tensor, axis: number | readonly number[]) {
    const axes = (typeof axis === 'number' ? [axis] : [...axis]).map((one) => axisIn(operation, 'x', x, one)).sort((a, b) => a - b);
    if (axes.length === 0 || new Set(axes).size < axes.length) throw new Error(`${operation}: axis [${axes.join(', ')}] must name at least one axis, each once`);
    const others = x.shape.map((_, index) => index).filter((index) => !axes.includes(index));
    const order = [...others, ...axes];
    const sizes = axes.map((one) => x.shape[one] ?? 1);
    const width = sizes.reduce((product, size) => product * size, 1);
    const isInPlace = order.every((one, index) => one === index);
    const moved = isInPlace ? x : tf.transpose(x, order);
    const outer = others.map((one) => x.shape[one] ?? 1);
    const undo = (made: Tensor): Tensor => {
      const shaped = axes.length === 1 ? made : tf.reshape(made, moved.shape);
      return isInPlace ? shaped : tf.transpose(shaped, inverseOf(order));
    };
    const parameter = (given: Given | null | undefined, name: string, neutral: number): Tensor => {
      if (given == null) return tf.fill([width], neutral);
      const tensor = floats(tf, given, name, operation);
      expectShape(operation, name, tensor, sizes, `the size${sizes.length > 1 ? 's' : ''} of axis ${String(axis)} of x [${x.shape.join(', ')}]`);
      return sizes.length === 1 ? tensor : tf.reshape(tensor, [width]);
    };
    return { x: axes.length === 1 ? moved : tf.reshape(moved, [...outer, width]), undo, parameter };
  }

  return { layerNorm, layerNormalization: layerNorm, rmsNorm, rmsNormalization: rmsNorm, groupNorm, groupNormalization: groupNorm };
}

const inverseOf = (order: readonly number[]): number[] => order.map((_, index) => order.indexOf(index));
