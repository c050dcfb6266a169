/** One differentiable computation whose gradient is checked on every device. */
import type { FullTensorFlow } from '../../api';
import { Noise } from '../noise';

export type Tensor = ReturnType<FullTensorFlow['tensor']>;

/** Where an operation is defined and smooth: all numbers, positive ones, or those within -1…1 or above 1. */
export type Domain = 'any' | 'positive' | 'unit' | 'above 1';

export interface Variable {
  readonly shape: readonly number[];
  readonly domain?: Domain;
}

export interface GradientCase {
  readonly name: string;
  readonly inputs: readonly Variable[];
  readonly compute: (tf: FullTensorFlow, ...inputs: Tensor[]) => Tensor;
  /** How far the gradient may be from the one expected, relative to the largest; 2e-3 unless told. */
  readonly tolerance?: number;
}

/** The least distance of two values, so that a small step never changes which of them is the larger. */
const GAP = 0.06;

/** Distinct values in a random order, none of them near 0 or a whole number that a function may bend at. */
export function valuesOf({ shape, domain = 'any' }: Variable, noise: Noise): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const places = Array.from({ length: size }, (_, index) => index);
  for (let index = size - 1; index > 0; index--) {
    const other = Math.floor(noise.uniform() * (index + 1));
    [places[index], places[other]] = [places[other] ?? 0, places[index] ?? 0];
  }
  const offBends = (value: number): number => (Math.abs(value - Math.round(value)) < GAP / 2 ? value + GAP / 2 : value);
  return Float32Array.from(places, (place) => {
    const centred = place - (size - 1) / 2;
    switch (domain) {
      case 'any':
        return offBends(centred * Math.min(2 * GAP, 6 / size) + 0.017);
      case 'positive':
        return offBends(0.3 + place * GAP);
      case 'unit':
        return centred * (1.7 / Math.max(size, 2));
      case 'above 1':
        return offBends(1.2 + place * GAP);
    }
  });
}

/** Inputs and the weights of the outputs, the same for a case on every device. */
export const noiseOf = ({ name }: GradientCase): Noise => new Noise([...name].reduce((seed, letter) => seed * 31 + letter.charCodeAt(0), 7));

/** The gradients of the weighted sum of a case's outputs, one list of values for each input. */
export async function gradientsOf(tf: FullTensorFlow, one: GradientCase, values: readonly Float32Array[], weights: Float32Array): Promise<Float32Array[]> {
  const inputs = one.inputs.map(({ shape }, index) => tf.tensor(values[index] ?? [], [...shape]));
  const gradients = tf.grads((...xs: Tensor[]) => {
    const y = one.compute(tf, ...xs);
    return tf.sum(tf.mul(y, tf.tensor(weights.subarray(0, y.size), y.shape)));
  })(inputs);
  const read = await Promise.all(gradients.map(async (gradient) => Float32Array.from(await gradient.data())));
  tf.dispose([inputs, gradients]);
  return read;
}

/** What a case computes. */
export async function outputOf(tf: FullTensorFlow, one: GradientCase, values: readonly Float32Array[]): Promise<Float32Array> {
  const output = tf.tidy(() => one.compute(tf, ...one.inputs.map(({ shape }, index) => tf.tensor(values[index] ?? [], [...shape]))));
  const read = Float32Array.from(await output.data());
  output.dispose();
  return read;
}
