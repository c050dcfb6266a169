import * as plain from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { explainShapeErrors } from './install';

const tf = explainShapeErrors(plain);
beforeAll(() => tf.setBackend('cpu'));

const zeros = (...shape: number[]) => tf.zeros(shape);

/** What the call throws; as a person reads it. */
function failure(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no error';
}
async function laterFailure(call: () => Promise<unknown>): Promise<string> {
  return call().then(
    () => 'no error',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe('operations name the shapes that cannot match, and the rule', () => {
  const indices = tf.tensor1d([0, 7], 'int32');
  test.each<[string, () => unknown]>([
    ['matMul: [128, 784] x [256, 10]: inner sizes 784 and 256 differ', () => tf.matMul(zeros(128, 784), zeros(256, 10))],
    ['matMul: [2, 3] x [3, 2] transposed: inner sizes 3 and 2 differ', () => zeros(2, 3).matMul(zeros(3, 2), false, true)],
    ['matMul: [2, 3, 4] x [3, 4, 5]: batch sizes [2] and [3] differ; sizes must be equal or 1', () => tf.matMul(zeros(2, 3, 4), zeros(3, 4, 5))],
    ['matMul: [3] x [3, 2]: both need at least 2 dimensions', () => tf.matMul(zeros(3), zeros(3, 2))],
    ['dot: [3] x [4, 2]: inner sizes 3 and 4 differ', () => tf.dot(zeros(3), zeros(4, 2))],
    ['add: [3, 4] + [5]: last sizes 4 and 5 differ; sizes must be equal or 1', () => tf.add(zeros(3, 4), zeros(5))],
    ['sub: [3, 4] - [2, 4]: sizes 3 and 2 of axis 0 differ; sizes must be equal or 1', () => zeros(3, 4).sub(zeros(2, 4))],
    ['mul: [2, 3, 4] * [2, 4]: sizes 3 (axis 1) and 2 (axis 0) differ; sizes must be equal or 1', () => tf.mul(zeros(2, 3, 4), zeros(2, 4))],
    ['div: [3] / [2]: last sizes 3 and 2 differ; sizes must be equal or 1', () => zeros(3).div([1, 2])],
    ['greater: [3] and [2]: last sizes 3 and 2 differ; sizes must be equal or 1', () => tf.greater([1, 2, 3], [1, 2])],
    ['where: [2] and [3]: last sizes 2 and 3 differ; sizes must be equal or 1', () => tf.where(tf.tensor1d([true, false], 'bool'), zeros(2), zeros(3))],
    ['concat: [2, 3] and [2, 4] along axis 0: sizes 3 and 4 of axis 1 differ; all but axis 0 must be equal', () => tf.concat([zeros(2, 3), zeros(2, 4)])],
    ['concat: [2, 3] and [4] along axis 1: they have 2 and 1 dimensions, which must be equal', () => zeros(2, 3).concat(zeros(4), 1)],
    ['stack: [2] and [3] differ; all shapes must be equal', () => tf.stack([zeros(2), zeros(3)])],
    ['addN: [2] and [3] differ; all shapes must be equal', () => tf.addN([zeros(2), zeros(3)])],
    ['reshape: [2, 3] has 6 values, [4, 2] needs 8', () => tf.reshape(zeros(2, 3), [4, 2])],
    ['reshape: [2, 3] has 6 values, [4, -1] needs a multiple of 4', () => zeros(2, 3).reshape([4, -1])],
    ['slice: [2, 3] from [0, 2], size [2, 4]: on axis 1 that is 2 to 6, of 3 values', () => tf.slice(zeros(2, 3), [0, 2], [2, 4])],
    ['gather: index 7 does not exist on axis 0 of [5, 2]; indices go from 0 to 4', () => tf.gather(zeros(5, 2), indices)],
    ['split: [10, 2] along axis 0: 10 is no multiple of 3 parts', () => tf.split(zeros(10, 2), 3)],
    ['split: [10] along axis 0: sizes 3 + 3 make 6, not 10', () => tf.split(zeros(10), [3, 3])],
    ['conv2d: [1, 28, 28, 3] with filter [3, 3, 1, 8]: the input has 3 channels, the filter takes 1', () => tf.conv2d(zeros(1, 28, 28, 3) as plain.Tensor4D, zeros(3, 3, 1, 8) as plain.Tensor4D, 1, 'same')],
    ['conv2d: [28, 28] with filter [3, 3, 1, 8]: the input has 2 dimensions and must have 3, or 4 with a batch', () => tf.conv2d(zeros(28, 28) as plain.Tensor4D, zeros(3, 3, 1, 8) as plain.Tensor4D, 1, 'same')],
    ['conv2d: [28, 28, 1] with filter [3, 8]: the filter must have 4 dimensions, [height, width, channels in, channels out]', () => tf.conv2d(zeros(28, 28, 1) as plain.Tensor3D, zeros(3, 8) as plain.Tensor4D, 1, 'same')],
    ['depthwiseConv2d: [8, 8, 3] with filter [3, 3, 2, 1]: the input has 3 channels, the filter takes 2', () => tf.depthwiseConv2d(zeros(8, 8, 3) as plain.Tensor3D, zeros(3, 3, 2, 1) as plain.Tensor4D, 1, 'same')],
    ['conv1d: [16, 2] with filter [3, 4, 8]: the input has 2 channels, the filter takes 4', () => tf.conv1d(zeros(16, 2) as plain.Tensor2D, zeros(3, 4, 8) as plain.Tensor3D, 1, 'same')],
    ['maxPool: [28, 28]: the input has 2 dimensions and must have 3, [height, width, channels], or 4 with a batch', () => tf.maxPool(zeros(28, 28) as plain.Tensor4D, 2, 2, 'same')],
    ['meanSquaredError: labels [3] and predictions [4] differ; their shapes must be equal', () => tf.losses.meanSquaredError(zeros(3), zeros(4))],
    ['softmaxCrossEntropy: labels [32] and logits [32, 10] differ; their shapes must be equal; for class numbers write tf.oneHot(labels, 10)', () => tf.losses.softmaxCrossEntropy(zeros(32), zeros(32, 10))],
  ])('%s', (message, call) => {
    expect(failure(call)).toBe(message);
  });
});

describe('layers and models name what they were built for', () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ name: 'hidden', units: 4, inputShape: [3] }), tf.layers.dense({ name: 'out', units: 2 })] });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });

  test('a dense layer', () => {
    const layer = tf.layers.dense({ name: 'd', units: 2, inputShape: [3] });
    layer.apply(zeros(5, 3));
    expect(failure(() => layer.apply(zeros(5, 4)))).toBe("Dense layer 'd': input [5, 4]: the last size is 4 and must be 3");
  });

  test('a convolution that gets a matrix while a model is put together', () => {
    const build = () => tf.sequential({ layers: [tf.layers.conv2d({ name: 'c', filters: 2, kernelSize: 3, inputShape: [28, 28] })] });
    expect(failure(build)).toBe("Conv2D layer 'c': input [·, 28, 28]: it has 3 dimensions and must have 4, batch included");
  });

  test('predict and evaluate', () => {
    expect(failure(() => model.predict(zeros(5, 4)))).toBe("predict: x [5, 4] does not fit the model's input 'hidden_input' [·, 3]: sizes 4 and 3 of axis 1 differ");
    expect(failure(() => model.evaluate(zeros(5, 3), zeros(5, 3)))).toBe("evaluate: y [5, 3] does not fit the model's output 'out/BiasAdd' [·, 2]: sizes 3 and 2 of axis 1 differ".replace('out/BiasAdd', model.outputs[0]?.name ?? ''));
  });

  test('fit: the inputs, the targets and the number of examples', async () => {
    expect(await laterFailure(() => model.fit(zeros(5, 4), zeros(5, 2)))).toContain("fit: x [5, 4] does not fit the model's input 'hidden_input' [·, 3]");
    expect(await laterFailure(() => model.fit(zeros(5, 3), zeros(4, 2)))).toBe('fit: x [5, 3] and y [4, 2]: 5 and 4 examples differ');
    expect(await laterFailure(() => model.fit(zeros(5, 3), zeros(5)))).toContain('fit: y [5]');
    expect(await laterFailure(() => model.trainOnBatch(zeros(5, 3), zeros(5, 3)) as Promise<unknown>)).toContain("trainOnBatch: y [5, 3] does not fit the model's output");
  });
});

describe('all else stays as it was', () => {
  test('the error is of its kind, carries what TensorFlow.js said, and points at the call', () => {
    const wrong = (): unknown => tf.matMul(zeros(2, 3), zeros(2, 3));
    try {
      wrong();
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
      const { cause, stack = '' } = error as Error;
      expect((cause as Error).message).toContain('inner shapes');
      expect(stack).toMatch(/^Error: matMul: \[2, 3\] x \[2, 3\]/);
      expect(stack).toContain('wrong');
    }
  });

  test('an error that no shape is to blame for is passed on itself', () => {
    const thrown = new RangeError('mine');
    expect(failure(() => tf.tidy(() => { throw thrown; }))).toBe('mine');
    expect(failure(() => tf.matMul(zeros(2, 2), 'x' as unknown as plain.Tensor))).toMatch(/must be numeric tensor/);
    const disposed = zeros(2, 2);
    disposed.dispose();
    expect(failure(() => disposed.add(zeros(3)))).toContain('disposed');
  });

  test('results, gradients and names of functions are the same', () => {
    expect(tf.matMul([[1, 2]], [[3], [4]]).arraySync()).toEqual([[11]]);
    const gradient = tf.grad((x: plain.Tensor) => x.mul(x).add([1, 1]).sum());
    expect(Array.from(gradient(tf.tensor1d([2, 3])).dataSync())).toEqual([4, 6]);
    expect([tf.matMul.name, tf.matMul.length]).toEqual([plain.matMul.name, plain.matMul.length]);
  });

  test('an operation inside another explains itself', () => {
    expect(failure(() => tf.tidy(() => tf.variableGrads(() => tf.variable(zeros(2)).add(zeros(3)).sum() as plain.Scalar)))).toContain('add: [2] + [3]');
  });
});
