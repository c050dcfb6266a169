/** How the behaviour of layers is written down: a name, what to compute, and the values it must give. */
import type { TensorFlow } from '../../api';
import { expectClose, expectTrue } from '../expect';

export type Tensor = InstanceType<TensorFlow['Tensor']>;
export type Layer = InstanceType<TensorFlow['layers']['Layer']>;

export interface LayerCheck {
  readonly name: string;
  /** @throws Error naming what is wrong, on whatever device is current. */
  run(tf: TensorFlow): Promise<void>;
}

/** Numbers with their shape, independent of any device. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Relative to the largest of what is expected; WebGL's `exp` and `tanh` are the least exact. */
const TOLERANCE = 1e-4;

export const values = (shape: readonly number[], data: ArrayLike<number>): Values => ({ shape, data });

/** Smooth values that never repeat, between -1 and 1. */
export function waves(...shape: number[]): Values {
  const size = shape.reduce((product, length) => product * length, 1);
  return values(shape, Float32Array.from({ length: size }, (_, index) => Math.sin(1.7 * index + 0.3)));
}

export const tensorOf = (tf: TensorFlow, { shape, data }: Values): Tensor => tf.tensor(Float32Array.from(data), [...shape]);

/** Checks the shape and the values of what `compute` returns. */
export function gives(name: string, compute: (tf: TensorFlow) => Tensor, expected: Values, tolerance = TOLERANCE): LayerCheck {
  return {
    name,
    async run(tf) {
      const made = tf.tidy(() => compute(tf));
      const data = await made.data();
      made.dispose();
      expectTrue(made.shape.join() === expected.shape.join(), `${name}: shape [${made.shape.join(', ')}], expected [${expected.shape.join(', ')}]`);
      expectClose(data, expected.data, tolerance, name);
    },
  };
}

/** What the layer makes of its input with these weights, as at inference. */
export function applied(tf: TensorFlow, layer: Layer, input: Values | readonly Values[], weights: readonly Values[] = []): Tensor {
  const inputs = 'shape' in input ? tensorOf(tf, input) : input.map((one) => tensorOf(tf, one));
  // The first call makes the weights.
  layer.apply(inputs);
  if (weights.length > 0) layer.setWeights(weights.map((one) => tensorOf(tf, one)));
  const output = layer.apply(inputs, { training: false }) as Tensor;
  layer.dispose();
  return output;
}
