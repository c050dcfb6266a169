import { beforeAll, describe, expect, it } from 'vitest';
import type { FullTensorFlow } from '../api';
import { startEngine } from '../../../e2e/support/remote-engine';
import { LocalExecutor } from '../graph/executors/local';
import { installRecorder } from '../graph/recorder/install';
import { installRandom } from '../random/install';
import type { Tensor } from './tape';

let tf: FullTensorFlow;
beforeAll(async () => {
  ({ tf } = await startEngine());
});

const valuesOf = (tensors: Readonly<Record<string, Tensor>> | readonly Tensor[]): Promise<(number[] | undefined)[]> =>
  Promise.all(Object.values(tensors).map(async (tensor) => Array.from(await tensor.data())));

/** Three layers, each maybe computed again in the backward pass. */
async function network(wrap: FullTensorFlow['remat']) {
  const weights = [1, 2, 3].map((seed) => tf.tidy(() => tf.variable(tf.randomNormal([4, 4], 0, 1, 'float32', seed))));
  const x = tf.randomNormal([5, 4], 0, 1, 'float32', 7);
  const blocks = weights.map((weight) => wrap((h: Tensor) => tf.tanh(tf.add(tf.matMul(h as never, weight as never), h))));
  const { value, grads } = tf.variableGrads(() => tf.sum(blocks.reduce<Tensor>((h, block) => block(h), x)));
  const [dx] = tf.grads((h: Tensor) => blocks.reduce((made, block) => block(made), h))([x]);
  const found = await valuesOf([value, ...Object.values(grads), dx as Tensor]);
  tf.dispose([value, grads, x, weights, dx] as never);
  return found;
}

const plain: FullTensorFlow['remat'] = (fn) => fn;

describe('tf.remat', () => {
  it('changes neither values nor gradients, of arguments and of variables from outside', async () => {
    const before = tf.memory().numTensors;
    expect(await network((fn) => tf.remat(fn))).toEqual(await network(plain));
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is right where it is recorded, too', async () => {
    const expected = await network(plain);
    await tf.setBackend('wasm').catch(() => undefined);
    const name = tf.getBackend();
    installRecorder(tf, 'rematerialized', new LocalExecutor(tf, name));
    await tf.setBackend('rematerialized');
    try {
      const found = await network((fn) => tf.remat(fn));
      found.forEach((values, index) => values?.forEach((value, at) => expect(value).toBeCloseTo(expected[index]?.[at] ?? NaN, 5)));
    } finally {
      await tf.setBackend(name);
    }
  });

  it('has gradients of gradients', async () => {
    const cube = tf.remat((x: Tensor) => tf.mul(x, tf.square(x)));
    const second = tf.grad((x) => tf.grad((y) => cube(y))(x).sum());
    expect(await valuesOf([second(tf.tensor1d([1, 2, -3]))])).toEqual([[6, 12, -18]]);
  });

  it('has several results, of which some may go unused', async () => {
    const split = tf.remat((x: Tensor, y: Tensor): Tensor[] => [tf.mul(x, y), tf.add(x, y), tf.square(y)]);
    const slopes = (wrapped: typeof split) =>
      tf.grads((x: Tensor, y: Tensor) => {
        const [product, sum] = wrapped(x, y);
        return tf.sum(tf.mul(product as Tensor, sum as Tensor));
      })([tf.tensor1d([1, 2]), tf.tensor1d([3, 5])]);
    expect(await valuesOf(slopes(split))).toEqual(await valuesOf(slopes((x, y) => [tf.mul(x, y), tf.add(x, y), tf.square(y)])));
  });

  it('draws the random numbers of dropout again as it drew them first, and leaves the stream where it was', async () => {
    const random = installRandom(tf);
    const run = async (wrap: FullTensorFlow['remat']) => {
      random.seed(5);
      const drop = wrap((x: Tensor) => tf.mul(tf.dropout(x as never, 0.5), x));
      const [dx] = tf.grads((x: Tensor) => drop(x))([tf.ones([40])]);
      return valuesOf([dx as Tensor, tf.randomUniform([3])]);
    };
    expect(await run((fn) => tf.remat(fn))).toEqual(await run(plain));
  });

  it('keeps less on the tape', () => {
    const most = (wrap: FullTensorFlow['remat']): number => {
      let alive = 0;
      const deep = wrap((x: Tensor) => {
        let h = x;
        for (let layer = 0; layer < 20; layer++) h = tf.sin(h);
        return h;
      });
      tf.tidy(() => {
        tf.grad((x) => {
          const y = deep(x);
          alive = tf.memory().numTensors;
          return y;
        })(tf.ones([8]));
      });
      return alive;
    };
    expect(most(plain) - most((fn) => tf.remat(fn))).toBeGreaterThan(15);
  });

  it('names what is wrong with what it is given', () => {
    expect(() => tf.remat(3 as never)).toThrow('tf.remat takes a function of tensors; here is number');
    expect(() => tf.remat((x: Tensor) => x)([1] as never)).toThrow(/takes tensors only/);
    expect(() =>
      tf.grad((x) => {
        const y = tf.tidy(() => {
          const gone = tf.mul(x, 2);
          return tf.remat((z: Tensor) => tf.mul(z, gone))(x);
        });
        return y;
      })(tf.ones([2])),
    ).toThrow(/uses from outside was disposed of.*as an argument/);
  });
});
