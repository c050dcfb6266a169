import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { TensorFlow } from '../api';
import { expectTrue } from './expect';
import { Noise } from './noise';

/** Rows enough that every kernel shares its work, and a part that none shares. */
const ROWS = 2_000;
const PART = 3;
const WIDTH = 67;

/** Computations whose rows do not know of each other. */
const BY_ROW: Readonly<Record<string, (tf: TensorFlow, x: Tensor2D) => Tensor>> = {
  'a broadcast sum': (tf, x) => x.add(tf.range(0, WIDTH)),
  'a hyperbolic tangent': (_, x) => x.tanh(),
  'a comparison': (_, x) => x.greater(0.1).toFloat(),
  'the gradient of a sigmoid': (tf, x) => tf.grad((a) => a.sigmoid().sum())(x),
  'a softmax': (_, x) => x.softmax(),
  'the gradient of a softmax': (tf, x) => tf.grad((a) => a.softmax().mul(tf.range(0, WIDTH)).sum())(x),
  'sums of rows': (_, x) => x.sum(1, true),
  'a repetition': (_, x) => x.tile([1, 3]),
  'Fourier transforms': (tf, x) => tf.abs(tf.spectral.fft(tf.complex(x, x.mul(2)))),
};

/** Computations over all rows: on several threads their parts meet in one order. */
const OVER_ALL: Readonly<Record<string, (tf: TensorFlow, x: Tensor2D) => Tensor>> = {
  'sums of columns': (_, x) => x.sum(0),
  'a sum of everything': (_, x) => x.sum(),
  'a transpose': (_, x) => x.transpose(),
  'segment sums': (tf, x) => tf.unsortedSegmentSum(x, tf.range(0, ROWS, 1, 'int32').mod(tf.scalar(7, 'int32')).toInt() as Tensor1D, 7),
  'gradients of a batch normalisation': (tf, x) =>
    tf.grads((a, mean, variance) => tf.batchNorm(a as Tensor4D, mean as Tensor1D, variance as Tensor1D, tf.zeros([WIDTH]), tf.ones([WIDTH])).square().sum())([
      x.reshape([ROWS, 1, 1, WIDTH]), tf.zeros([WIDTH]), tf.ones([WIDTH]),
    ])[2] as Tensor,
}; // prettier-ignore

/** Results do not depend on how many threads made them, to the last bit. */
export async function givesTheSameBits(tf: TensorFlow): Promise<void> {
  const x = tf.tensor2d(new Noise(5).normal(ROWS * WIDTH, 1), [ROWS, WIDTH]);
  const some = x.slice([0, 0], [PART, WIDTH]);
  for (const [name, compute] of Object.entries({ ...BY_ROW, ...OVER_ALL })) {
    const whole = await bits(tf, () => compute(tf, x));
    // Threads take their shares in another order each time.
    for (let turn = 0; turn < 4; turn++) expectSame(await bits(tf, () => compute(tf, x)), whole, `${name}, again`);
    if (!(name in BY_ROW)) continue;
    const alone = await bits(tf, () => compute(tf, some));
    expectSame(alone, whole.subarray(0, alone.length), `${name} on one thread and on several`);
  }
  tf.dispose([x, some]);
}

async function bits(tf: TensorFlow, compute: () => Tensor): Promise<Uint32Array> {
  const made = tf.tidy(compute);
  const values = Float32Array.from(await made.data());
  made.dispose();
  return new Uint32Array(values.buffer);
}

function expectSame(got: Uint32Array, wanted: Uint32Array, what: string): void {
  expectTrue(got.length === wanted.length && got.every((value, index) => value === wanted[index]), `${what}: the bits differ`);
}
