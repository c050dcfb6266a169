/** TensorFlow.js's random operations, out of one stream of keys and made on the device. */
import type { DataType, NamedAttrMap, ShapeMap, Tensor, TensorLike } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../api';
import { gammaNumbers } from './gamma';
import type { Distribution, RandomAttrs } from './kernel';
import { RANDOM_VALUES, dtypeOf } from './kernel';
import { plainRandomValues } from './plain';
import { Shuffles } from './shuffles';
import type { StreamsState } from './streams';
import { Streams, keyOf, unforeseenKey } from './streams';
import type { Key } from './threefry';

type Shape = ShapeMap[keyof ShapeMap];
type Seed = number | string | null | undefined;

export class Random {
  readonly #tf: StockTensorFlow;
  readonly #streams = new Streams(unforeseenKey());
  /** Of datasets. */
  readonly shuffles = new Shuffles();

  constructor(tf: StockTensorFlow) {
    this.#tf = tf;
  }

  /**
   * Begins the stream anew: the same seed gives the same numbers in the same order on every device. Also makes
   * `Math.random` a part of the stream, by which TensorFlow.js shuffles.
   */
  seed(seed: number): void {
    if (typeof seed !== 'number' || Number.isNaN(seed)) throw new TypeError(`a seed is a number, but '${String(seed)}' was given`);
    this.#streams.seed(seed);
    Math.random = () => this.#streams.random();
  }

  /** Where the stream stands; `restore` goes on from there, on any machine. */
  get state(): StreamsState {
    return this.#streams.state;
  }

  /** `Math.random` becomes a part of the stream, as by `seed`. */
  restore(state: StreamsState): void {
    this.#streams.restore(state);
    Math.random = () => this.#streams.random();
  }

  /** The stream's next key, for whoever replays a recorded step. */
  nextKey(): Key {
    return this.#streams.next();
  }

  /** How many keys operations have taken of the stream. */
  get drawn(): number {
    return this.#streams.drawn;
  }

  /** Operations of `work` draw the numbers that followed when `drawn` keys had been taken; then the stream goes on where it was. */
  replay<T>(drawn: number, work: () => T): T {
    return this.#streams.replay(drawn, work);
  }

  /** A seed for what runs on the host. */
  hostSeed(): number {
    return Math.floor(this.#streams.random() * 2 ** 31);
  }

  /** `a` and `b` as the kernel takes them. @throws Error if the shape is none. */
  values(distribution: Distribution, shape: readonly number[], a: number, b: number, seed?: Seed): Tensor {
    const tf = this.#tf;
    if (shape.some((length) => !Number.isInteger(length) || length < 0)) throw new Error(`Tensor must have a shape of whole numbers, none negative, but has [${shape.join()}].`);
    const attrs = this.#attrs(distribution, shape, a, b, seed);
    if (!tf.getKernel(RANDOM_VALUES, tf.getBackend())) return tf.tensor(plainRandomValues(attrs), [...shape], dtypeOf(distribution));
    const made: unknown = tf.engine().runKernel(RANDOM_VALUES, {}, attrs as unknown as NamedAttrMap);
    return made as Tensor;
  }

  /** Normal numbers for what is worked out on the host: those that `values` would give, whatever the device. */
  hostNormals(count: number, seed?: Seed): Float32Array | Int32Array {
    return plainRandomValues(this.#attrs('normal', [count], 0, 1, seed));
  }

  #attrs(distribution: Distribution, shape: readonly number[], a: number, b: number, seed: Seed): RandomAttrs {
    const fresh = seed === undefined || seed === null;
    return { distribution, shape: [...shape], a, b, key: fresh ? this.nextKey() : keyOf(seed), fresh };
  }

  uniform(shape: readonly number[], low = 0, high = 1, dtype: DataType = 'float32', seed?: Seed): Tensor {
    switch (dtype) {
      case 'float32':
        return this.values('uniform', shape, low, high, seed);
      case 'int32':
        return this.values('integer', shape, Math.ceil(low), Math.max(Math.ceil(low) + 1, Math.ceil(high)), seed);
      case 'bool':
        return this.#tf.tidy(() => this.values('integer', shape, 0, 2, seed).cast('bool'));
      default:
        throw new Error(`Unsupported data type ${dtype}`);
    }
  }

  normal(distribution: 'normal' | 'truncatedNormal', shape: readonly number[], mean = 0, deviation = 1, dtype: DataType = 'float32', seed?: Seed): Tensor {
    if (dtype !== 'float32' && dtype !== 'int32') throw new Error(`Unsupported data type ${dtype}`);
    return this.#tf.tidy(() => {
      const values = this.values(distribution, shape, mean, deviation, seed);
      return dtype === 'int32' ? values.round().cast('int32') : values;
    });
  }

  gamma(shape: readonly number[], alpha: number, beta = 1, dtype: DataType = 'float32', seed?: Seed): Tensor {
    if (dtype !== 'float32' && dtype !== 'int32') throw new Error(`Unsupported data type ${dtype}`);
    return this.#tf.tidy(() => {
      const values = gammaNumbers(this.#tf, this, shape, { alpha, beta, seed });
      return dtype === 'int32' ? values.round().cast('int32') : values;
    });
  }

  dropout(x: Tensor | TensorLike, rate: number, noiseShape?: readonly (number | null)[] | null, seed?: Seed): Tensor {
    const tf = this.#tf;
    return tf.tidy(() => {
      const tensor = x instanceof tf.Tensor ? x : tf.tensor(x);
      if (tensor.dtype !== 'float32') throw new Error(`x has to be a floating point tensor since it's going to be scaled, but got a ${tensor.dtype} tensor instead.`);
      if (!(rate >= 0 && rate < 1)) throw new Error(`rate must be a float in the range [0, 1), but got ${rate}.`);
      if (rate === 0) return tensor.clone();
      const shape = noiseShape?.length === tensor.rank ? tensor.shape.map((length, axis) => noiseShape[axis] ?? length) : (noiseShape ?? tensor.shape);
      return tensor.mul(this.values('keep', shape as readonly number[], rate, 1 / (1 - rate), seed));
    });
  }

  /** Draws outcomes by where uniform numbers fall among the sums of probabilities; logits [outcomes] or [batch, outcomes]. */
  multinomial(logits: Tensor | TensorLike, samples: number, seed?: Seed, normalized = false): Tensor {
    const tf = this.#tf;
    return tf.tidy(() => {
      const given = logits instanceof tf.Tensor ? logits : tf.tensor(logits);
      if (given.size < 2) throw new Error(`Error in multinomial: you need at least 2 outcomes, but got ${given.size}.`);
      if (given.rank > 2) throw new Error(`Rank of probabilities must be 1 or 2, but is ${given.rank}`);
      const rows = given.rank === 1 ? given.expandDims(0) : given;
      const [batch = 1, outcomes = 1] = rows.shape;
      const probabilities = normalized ? rows : rows.softmax();
      const sums = probabilities.cumsum(1).slice([0, 0], [batch, outcomes - 1]).reshape([batch, 1, outcomes - 1]);
      const drawn = this.uniform([batch, samples, 1], 0, 1, 'float32', seed).greaterEqual(sums).cast('int32').sum(2).cast('int32');
      return given.rank === 1 ? drawn.reshape([samples]) : drawn;
    });
  }
}

/** The operations of the namespace that take their numbers from `random`. */
export function randomOperations(random: Random): Partial<StockTensorFlow> {
  const operations = {
    randomUniform: (shape: Shape, low?: number, high?: number, dtype?: DataType, seed?: Seed) => random.uniform(shape, low, high, dtype, seed),
    randomUniformInt: (shape: Shape, low: number, high: number, seed?: Seed) => random.uniform(shape, low, high, 'int32', seed),
    randomNormal: (shape: Shape, mean?: number, deviation?: number, dtype?: DataType, seed?: Seed) => random.normal('normal', shape, mean, deviation, dtype, seed),
    randomStandardNormal: (shape: Shape, dtype?: DataType, seed?: Seed) => random.normal('normal', shape, 0, 1, dtype, seed),
    truncatedNormal: (shape: Shape, mean?: number, deviation?: number, dtype?: DataType, seed?: Seed) => random.normal('truncatedNormal', shape, mean, deviation, dtype, seed),
    randomGamma: (shape: Shape, alpha: number, beta?: number | null, dtype?: DataType, seed?: Seed) => random.gamma(shape, alpha, beta ?? 1, dtype ?? 'float32', seed),
    multinomial: (logits: Tensor | TensorLike, samples: number, seed?: number, normalized?: boolean) => random.multinomial(logits, samples, seed, normalized),
    dropout: (x: Tensor | TensorLike, rate: number, noiseShape?: number[], seed?: number | string) => random.dropout(x, rate, noiseShape, seed),
  };
  return operations as unknown as Partial<StockTensorFlow>;
}

