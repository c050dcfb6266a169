/** Initialisers and layers whose numbers come from the stream; they call TensorFlow.js's operations past its namespace. */
import type { DataType, Tensor } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../api';
import { orthonormal } from './orthogonal';
import type { Random } from './random';

type Call = (this: Part, inputs: Tensor | Tensor[], kwargs: Readonly<Record<string, unknown>>) => Tensor | Tensor[];

/** Fields of layers and initialisers that their declarations keep private. */
interface Part {
  readonly rate: number;
  readonly stddev: number;
  readonly mean: number;
  readonly minval: number;
  readonly maxval: number;
  readonly scale: number;
  readonly gain: number;
  readonly mode: 'fanIn' | 'fanOut' | 'fanAvg';
  readonly distribution: 'normal' | 'uniform' | 'truncatedNormal';
  readonly noiseShape?: readonly (number | null)[] | null;
  seed?: number | null;
  dropoutFunc?: unknown;
  getNoiseShape(input: Tensor): readonly (number | null)[] | null;
  invokeCallHook(inputs: Tensor | Tensor[], kwargs: Readonly<Record<string, unknown>>): void;
  call: Call;
  apply(shape: number[], dtype?: DataType): Tensor;
}

/** Changes the classes in place. @throws Error naming a class that TensorFlow.js does not have. */
export function seedLayers(tf: StockTensorFlow, random: Random): void {
  const classes = tf.serialization.SerializationMap.getMap().classNameMap;
  const partOf = (name: string): Part => {
    const found = classes[name]?.[0] as { readonly prototype: Part } | undefined;
    if (found === undefined) throw new Error(`TensorFlow.js has no class '${name}' whose random numbers could be seeded`);
    return found.prototype;
  };
  seedInitializers(tf, partOf, random);
  const whileTraining = (name: string, applies: (part: Part) => boolean, noisy: (part: Part, input: Tensor) => Tensor) => {
    const part = partOf(name);
    const stock = part.call;
    part.call = function (this: Part, inputs, kwargs) {
      if (kwargs['training'] !== true || !applies(this)) return stock.call(this, inputs, kwargs);
      return tf.tidy(() => {
        this.invokeCallHook(inputs, kwargs);
        return noisy(this, Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs);
      });
    };
  };
  const drops = ({ rate }: Part) => rate > 0 && rate < 1;
  whileTraining('Dropout', drops, (part, input) => random.dropout(input, part.rate, part.getNoiseShape(input), part.seed));
  whileTraining('GaussianNoise', () => true, ({ stddev }, input) => input.add(random.normal('normal', input.shape, 0, stddev)));
  whileTraining('GaussianDropout', drops, ({ rate }, input) => input.mul(random.normal('normal', input.shape, 1, Math.sqrt(rate / (1 - rate)))));
  whileTraining('AlphaDropout', drops, (part, input) => alphaDropout(random, part, input));
  // Cells ask this function for their masks, if there is one.
  for (const name of ['SimpleRNNCell', 'GRUCell', 'LSTMCell', 'ConvLSTM2DCell']) {
    const cell = partOf(name);
    const stock = cell.call;
    cell.call = function (this: Part, inputs, kwargs) {
      this.dropoutFunc ??= (x: Tensor, rate: number) => random.dropout(x, rate);
      return stock.call(this, inputs, kwargs);
    };
  }
}

/** Klambauer et al., "Self-Normalizing Neural Networks", arXiv:1706.02515, section 2: mean and variance stay. */
function alphaDropout(random: Random, { rate, noiseShape }: Part, input: Tensor): Tensor {
  const dropped = -1.6732632423543772 * 1.0507009873554805;
  const kept = random.values('keep', (noiseShape ?? input.shape) as readonly number[], rate, 1);
  const a = ((1 - rate) * (1 + rate * dropped ** 2)) ** -0.5;
  return input.mul(kept).add(kept.sub(1).mul(-dropped)).mul(a).sub(a * dropped * rate);
}

function seedInitializers(tf: StockTensorFlow, partOf: (name: string) => Part, random: Random): void {
  partOf('RandomUniform').apply = function (this: Part, shape, dtype) {
    return random.uniform(shape, this.minval, this.maxval, dtype, this.seed);
  };
  for (const [name, distribution] of [['RandomNormal', 'normal'], ['TruncatedNormal', 'truncatedNormal']] as const) {
    partOf(name).apply = function (this: Part, shape, dtype) {
      return random.normal(distribution, shape, this.mean, this.stddev, refuseOthers(name, dtype), this.seed);
    };
  }
  partOf('VarianceScaling').apply = function (this: Part, shape, dtype) {
    const [fanIn, fanOut] = fansOf(shape);
    const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[this.mode];
    const variance = this.scale / Math.max(1, fan);
    if (this.distribution === 'normal') return random.normal('truncatedNormal', shape, 0, Math.sqrt(variance), refuseOthers('VarianceScaling', dtype), this.seed);
    const limit = Math.sqrt(3 * variance);
    return random.uniform(shape, -limit, limit, dtype, this.seed);
  };
  partOf('Orthogonal').apply = function (this: Part, shape, dtype) {
    const columns = shape.at(-1);
    if (columns === undefined || shape.length < 2) throw new Error(`orthogonal: the shape [${shape.join(', ')}] must have at least 2 dimensions`);
    const rows = shape.slice(0, -1).reduce((product, length) => product * length, 1);
    const made = orthonormal(random.hostNormals(rows * columns, this.seed), rows, columns);
    return tf.tensor(made.map((value) => value * this.gain), shape, refuseOthers('Orthogonal', dtype));
  };
}

function refuseOthers(name: string, dtype: DataType | undefined): DataType {
  const wanted = dtype ?? 'float32';
  if (wanted !== 'float32' && wanted !== 'int32') throw new Error(`${name} does not support dType ${wanted}.`);
  return wanted;
}

/** Inputs and outputs of a unit, of a weight [..., in, out] whose first axes, if any, are a window. */
function fansOf(shape: readonly number[]): [number, number] {
  const product = (lengths: readonly number[]): number => lengths.reduce((all, length) => all * length, 1);
  if (shape.length < 2 || shape.length > 5) return [Math.sqrt(product(shape)), Math.sqrt(product(shape))];
  const field = product(shape.slice(0, -2));
  return [field * (shape.at(-2) ?? 1), field * (shape.at(-1) ?? 1)];
}
