import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { roundTo } from './formats';
import { createRounding } from './rounding';

const { float32 } = JSON.parse(readFileSync(new URL('./fixtures/rounded.json', import.meta.url), 'utf8')) as { readonly float32: readonly number[] };
const values = new Float32Array(Uint32Array.from(float32).buffer);

describe('rounding of tensors', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each(['float16', 'bfloat16'] as const)('gives %s exactly, subnormals, infinities and NaN included', async (format) => {
    const made = await createRounding(tf, format)(tf.tensor1d(values)).data();
    const wrong = [...values].flatMap((value, index) => (Object.is(made[index], Math.fround(roundTo(format, value))) ? [] : [{ value, made: made[index], wanted: roundTo(format, value) }]));
    expect(wrong).toEqual([]);
  });

  it('passes gradients as a cast does', () => {
    const round = createRounding(tf, 'float16');
    const gradient = tf.grad((x: tf.Tensor) => round(x).mul(3).sum())(tf.tensor1d([0.1, 7e4]));
    expect(Array.from(gradient.dataSync())).toEqual([3, 3]);
  });
});
