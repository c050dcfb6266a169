import { beforeAll, describe, expect, it } from 'vitest';
import type { StockTensorFlow } from '../api';
import { startOracle } from '../cpu/oracle';
import { installRandom } from './install';
import type { Distribution } from './kernel';
import { plainRandomValues } from './plain';
import type { Random } from './random';
import { randomOperations } from './random';
import { keyOf } from './streams';
import { threefry2x32 } from './threefry';

let tf: StockTensorFlow;
let random: Random;
const mathRandom = Math.random;

beforeAll(async () => {
  const stock = (await startOracle()).tf;
  random = installRandom(stock);
  tf = { ...stock, ...randomOperations(random) };
  await tf.setBackend('wasm');
  return () => {
    Math.random = mathRandom;
  };
});

describe('threefry2x32', () => {
  /** The known answers that Random123 publishes for 20 rounds (kat_vectors): counter, key, result. */
  it.each([
    [[0, 0], [0, 0], [0x6b200159, 0x99ba4efe]],
    [[-1, -1], [-1, -1], [0x1cb996fc, 0xbb002be7]],
    [[0x243f6a88, 0x85a308d3], [0x13198a2e, 0x03707344], [0xc4923a9c, 0x483df7a0]],
  ] as const)('of %j under %j is %j', (counter, key, expected) => {
    expect(threefry2x32([key[0] | 0, key[1] | 0], [counter[0] | 0, counter[1] | 0]).map((word) => word >>> 0)).toEqual(expected);
  });
});

describe('the CPU device', () => {
  const cases: readonly [Distribution, number, number][] = [['uniform', 0, 1], ['uniform', -0.3, 2.7], ['normal', 1, 3], ['truncatedNormal', 0, 0.5], ['keep', 0.3, 1.5], ['integer', -5, 9], ['integer', -(2 ** 31), 2 ** 31 - 1]];
  it.each(cases)('makes the numbers of the definition: %s of %d and %d', async (distribution, a, b) => {
    for (const size of [1, 2, 7, 8, 9, 1001]) {
      const made = random.values(distribution, [size], a, b, 11);
      const expected = plainRandomValues({ distribution, shape: [size], a, b, key: keyOf(11), fresh: false });
      expect(await made.data()).toEqual(expected);
      made.dispose();
    }
  });
});

/** The normal distribution function. */
function below(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < -2.5) {
    let fraction = -z;
    for (let k = 120; k > 0; k--) fraction = -z + k / fraction;
    return density / fraction;
  }
  let [term, sum] = [z, z];
  for (let k = 3; Math.abs(term) > 1e-18; k += 2) sum += term *= (z * z) / k;
  return 0.5 + density * sum;
}

const COUNT = 40_000;

async function sample(make: () => { data(): Promise<ArrayLike<number>>; dispose(): void }): Promise<number[]> {
  random.seed(5);
  const tensor = make();
  const values = Array.from(await tensor.data());
  tensor.dispose();
  return values;
}

/** The largest distance between the share of values below x and what it should be (Kolmogorov and Smirnov). */
function distance(values: readonly number[], share: (x: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.reduce((most, x, index) => Math.max(most, Math.abs(share(x) - index / COUNT), Math.abs(share(x) - (index + 1) / COUNT)), 0);
}

/** Exceeded by one sample in a thousand. */
const CRITICAL = 1.95 / Math.sqrt(COUNT);

describe('statistics', () => {
  it('uniform numbers are uniform', async () => {
    const values = await sample(() => tf.randomUniform([200, 200], -1, 3));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...values)).toBeLessThan(3);
    expect(distance(values, (x) => (x + 1) / 4)).toBeLessThan(CRITICAL);
  });

  it('normal numbers are normal', async () => {
    const values = await sample(() => tf.randomNormal([200, 200], 2, 0.5));
    expect(distance(values, (x) => below((x - 2) / 0.5))).toBeLessThan(CRITICAL);
  });

  it.each<[string, number, number, (x: number) => number]>([
    ['1', 1, 2, (x) => 1 - Math.exp(-2 * x)],
    ['2', 2, 0.5, (x) => 1 - (1 + x / 2) * Math.exp(-x / 2)],
    ['½', 0.5, 3, (x) => 2 * below(Math.sqrt(6 * x)) - 1],
  ])('gamma numbers of shape %s follow its distribution, beta being the rate', async (_, alpha, beta, expected) => {
    expect(distance(await sample(() => tf.randomGamma([200, 200], alpha, beta)), expected)).toBeLessThan(CRITICAL);
  });

  it('truncated normal numbers stay within two deviations', async () => {
    const values = await sample(() => tf.truncatedNormal([200, 200]));
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(2);
    const [low, high] = [below(-2), below(2)];
    expect(distance(values, (x) => (below(x) - low) / (high - low))).toBeLessThan(CRITICAL);
  });

  it('whole numbers fall equally often on each, and neighbours are independent', async () => {
    const values = await sample(() => tf.randomUniformInt([COUNT], 0, 10));
    const chiSquare = (counts: readonly number[], expected: number) => counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    const counts = new Array<number>(10).fill(0);
    const pairs = new Array<number>(100).fill(0);
    values.forEach((value, index) => {
      counts[value] = (counts[value] ?? 0) + 1;
      const pair = 10 * value + (values[index + 1] ?? 0);
      pairs[pair] = (pairs[pair] ?? 0) + 1;
    });
    // Exceeded once in a thousand with 9 and with 99 degrees of freedom.
    expect(chiSquare(counts, COUNT / 10)).toBeLessThan(27.9);
    expect(chiSquare(pairs, COUNT / 100)).toBeLessThan(148.2);
  });

  it('outcomes come as often as their probabilities say', async () => {
    const values = await sample(() => tf.multinomial(tf.tensor1d([0.1, 0.6, 0.3]), COUNT, undefined, true));
    [0.1, 0.6, 0.3].forEach((share, outcome) => {
      expect(Math.abs(values.filter((value) => value === outcome).length / COUNT - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / COUNT));
    });
  });

  it('dropout keeps the mean', async () => {
    const values = await sample(() => tf.dropout(tf.ones([COUNT]), 0.25));
    expect(new Set(values)).toEqual(new Set([0, Math.fround(4 / 3)]));
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / COUNT - 1)).toBeLessThan(0.012);
  });
});

describe('a seed', () => {
  const drawn = async (): Promise<number[]> => {
    const tensors = [tf.randomUniform([5]), tf.randomNormal([5]), tf.randomGamma([2], 2), tf.dropout(tf.ones([8]), 0.5), tf.multinomial(tf.tensor1d([1, 1, 1]), 4)];
    const values = (await Promise.all(tensors.map((tensor) => tensor.data()))).flatMap((data) => [...data]);
    tf.dispose(tensors);
    return [...values, Math.random()];
  };

  it('gives the same numbers again, and each operation others', async () => {
    random.seed(1);
    const [first, second] = [await drawn(), await drawn()];
    random.seed(1);
    expect([await drawn(), await drawn()]).toEqual([first, second]);
    expect(second).not.toEqual(first);
    random.seed(2);
    expect(await drawn()).not.toEqual(first);
  });

  it.each([[3, 2, 4], [1, 5, 3], [7, 7]])('makes orthogonal matrices [%i, %i, %i]', async (...given) => {
    const shape = given.filter((length) => length !== undefined);
    const make = async (seed: number, gain = 1) => {
      random.seed(seed);
      const made = tf.initializers.orthogonal({ gain } as never).apply(shape);
      const values = [...(await made.data())];
      made.dispose();
      return values;
    };
    const [columns = 1, values] = [shape.at(-1), await make(4)];
    const rows = values.length / columns;
    // Whichever are fewer, rows or columns, have length 1 and stand upright on each other.
    const at = (vector: number, place: number): number => (rows >= columns ? values[place * columns + vector] : values[vector * columns + place]) ?? NaN;
    for (let a = 0; a < Math.min(rows, columns); a++) {
      for (let b = 0; b <= a; b++) {
        const product = Array.from({ length: Math.max(rows, columns) }, (_, place) => at(a, place) * at(b, place)).reduce((sum, value) => sum + value);
        expect(product).toBeCloseTo(a === b ? 1 : 0, 6);
      }
    }
    expect(await make(4)).toEqual(values);
    expect(await make(5)).not.toEqual(values);
    expect(await make(4, 2)).toEqual(values.map((value) => Math.fround(2 * value)));
  });

  it('of one operation gives its numbers whatever was drawn before', async () => {
    const of = async (seed: number | string) => [...(await tf.randomNormal([6], 0, 1, 'float32', seed as number).data())];
    expect(await of(3)).toEqual(await of(3));
    expect(await of('three')).toEqual(await of('three'));
    expect(await of(3)).not.toEqual(await of(4));
  });

  it('must be a number', () => {
    expect(() => random.seed('x' as never)).toThrow("a seed is a number, but 'x' was given");
  });

  it('rules initial weights, masks and shuffles of models', async () => {
    const run = async (): Promise<number[]> => {
      random.seed(9);
      const layers = [
        tf.layers.dense({ units: 6, inputShape: [4], activation: 'relu' }), tf.layers.dropout({ rate: 0.5 }), tf.layers.gaussianNoise({ stddev: 0.1 }),
        tf.layers.gaussianDropout({ rate: 0.2 }), tf.layers.alphaDropout({ rate: 0.2 }), tf.layers.reshape({ targetShape: [3, 2] }),
        tf.layers.lstm({ units: 3, dropout: 0.3, recurrentDropout: 0.3, recurrentInitializer: 'orthogonal' }), tf.layers.dense({ units: 1, kernelInitializer: 'heNormal' }),
      ];
      const model = tf.sequential({ layers });
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      const [x, y] = [tf.range(0, 40).reshape([10, 4]).div(40), tf.ones([10, 1])];
      const { history } = await model.fit(x, y, { epochs: 2, batchSize: 3, verbose: 0 });
      const order: number[] = [];
      await tf.data.array([1, 2, 3, 4, 5, 6]).shuffle(6).forEachAsync((item) => void order.push(item as number));
      tf.dispose([x, y]);
      model.dispose();
      return [...(history['loss'] as number[]), ...order];
    };
    const first = await run();
    expect(first.every(Number.isFinite)).toBe(true);
    expect(await run()).toEqual(first);
  });
});

it('the gradient of dropout goes where the values went', async () => {
  const x = tf.ones([50]);
  const [y, dx] = tf.tidy(() => {
    const { value, grad } = tf.valueAndGrad((a) => tf.dropout(a, 0.5, undefined, 7))(x);
    return [value, grad] as const;
  });
  expect(await dx.data()).toEqual(await y.data());
  tf.dispose([x, y, dx]);
});
