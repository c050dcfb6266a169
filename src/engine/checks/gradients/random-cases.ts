/** Computations of random shapes, strides, dilations, paddings, broadcasts and data formats: the same ones for a seed. */
import type { FullTensorFlow } from '../../api';
import { Noise } from '../noise';
import type { GradientCase, Tensor } from './gradient-case';

/** Draws from a noise: whole numbers from `low` to `high`, items of a list, coins. */
class Draw {
  constructor(readonly noise: Noise) {}

  int(low: number, high: number): number {
    return low + Math.floor(this.noise.uniform() * (high - low + 1));
  }

  of<T>(items: readonly T[]): T {
    return items[this.int(0, items.length - 1)] as T;
  }

  coin(): boolean {
    return this.noise.uniform() < 0.5;
  }

  shape(rank: number, most: number): number[] {
    return Array.from({ length: rank }, () => this.int(1, most));
  }
}

type Kind = (draw: Draw) => GradientCase;
type Op = (tf: FullTensorFlow, ...inputs: never[]) => Tensor;

const made = (name: string, settings: unknown, shapes: readonly (readonly number[])[], compute: Op, domain: 'any' | 'positive' = 'any'): GradientCase => ({
  name: `${name} ${JSON.stringify(settings)} of ${shapes.map((shape) => `[${shape.join()}]`).join(', ')}`,
  inputs: shapes.map((shape) => ({ shape, domain })),
  compute: compute as GradientCase['compute'],
});

const broadcast: Kind = (draw) => {
  const full = draw.shape(draw.int(1, 4), 3);
  const thinned = (): number[] => full.map((length) => (draw.coin() ? length : 1));
  const [a, b] = [thinned(), thinned().slice(draw.int(0, full.length - 1))];
  return made('broadcast', {}, [a, b], (tf, x, y) => tf.div(tf.mul(x, y), tf.add(x, tf.squaredDifference(x, y))), 'positive');
};

const convolution: Kind = (draw) => {
  const isDepthwise = draw.coin();
  const format = isDepthwise || draw.coin() ? 'NHWC' : 'NCHW';
  const dilations = draw.of<[number, number]>([[1, 1], [1, 1], [2, 1], [2, 2]]);
  const isDilated = dilations[0] > 1;
  const strides = isDilated ? 1 : draw.of<number | [number, number]>([1, 2, [2, 1], [1, 3]]);
  const pad = draw.of<'same' | 'valid' | number>(isDepthwise || isDilated ? ['same', 'valid'] : ['same', 'valid', 1]);
  const [batch, height, width, channels, filters] = [draw.int(1, 2), draw.int(4, 7), draw.int(4, 7), draw.of([1, 2, 3, 4]), draw.of([1, 2, 4])];
  const filter = [draw.int(1, 3), draw.int(1, 3), channels, filters];
  const x = format === 'NHWC' ? [batch, height, width, channels] : [batch, channels, height, width];
  return made(isDepthwise ? 'depthwiseConv2d' : 'conv2d', { strides, pad, format, dilations }, [x, filter], (tf, input, w) =>
    isDepthwise ? tf.depthwiseConv2d(input, w, strides, pad, 'NHWC', dilations) : tf.conv2d(input, w, strides, pad, format, dilations));
};

const pooling: Kind = (draw) => {
  const [window, strides, pad, kind] = [[draw.int(1, 3), draw.int(1, 3)] as [number, number], draw.int(1, 3), draw.of(['same', 'valid'] as const), draw.of(['max', 'avg'] as const)];
  const x = [draw.int(1, 2), draw.int(3, 6), draw.int(3, 6), draw.int(1, 3)];
  return made('pool', { window, strides, pad, kind }, [x], (tf, input) => (kind === 'max' ? tf.maxPool(input, window, strides, pad) : tf.avgPool(input, window, strides, pad)));
};

const volumes: Kind = (draw) => {
  const [window, strides, pad, kind] = [draw.shape(3, 2) as [number, number, number], draw.int(1, 2), draw.of(['same', 'valid'] as const), draw.of(['max', 'avg', 'conv'] as const)];
  const channels = draw.int(1, 2);
  const x = [1, draw.int(2, 4), draw.int(2, 4), draw.int(2, 4), channels];
  if (kind === 'conv') return made('conv3d', { strides, pad }, [x, [...window, channels, 2]], (tf, input, w) => tf.conv3d(input, w, strides, pad));
  return made('pool3d', { window, strides, pad, kind }, [x], (tf, input) => (kind === 'max' ? tf.maxPool3d(input, window, strides, pad) : tf.avgPool3d(input, window, strides, pad)));
};

const products: Kind = (draw) => {
  const [m, k, n, transposeA, transposeB] = [draw.int(1, 6), draw.int(1, 9), draw.int(1, 6), draw.coin(), draw.coin()];
  const batch = draw.shape(draw.int(0, 2), 2);
  const a = [...batch.map((length) => (draw.coin() ? length : 1)), ...(transposeA ? [k, m] : [m, k])];
  const b = [...batch, ...(transposeB ? [n, k] : [k, n])];
  return made('matMul', { transposeA, transposeB }, [a, b], (tf, x, y) => tf.matMul(x, y, transposeA, transposeB));
};

const reductions: Kind = (draw) => {
  const shape = draw.shape(draw.int(1, 4), 4);
  const axes = shape.map((_, axis) => axis).filter(() => draw.coin());
  const [kind, keep] = [draw.of(['sum', 'mean', 'max', 'min', 'prod', 'logSumExp', 'norm'] as const), draw.coin()];
  const over = axes.length === 0 ? [0] : axes;
  return made(kind, { over, keep }, [shape], (tf, x) => (kind === 'norm' ? tf.sqrt(tf.sum(tf.square(x), over, keep)) : tf[kind](x, over, keep)), 'positive');
};

const scans: Kind = (draw) => {
  const shape = draw.shape(draw.int(1, 3), 5);
  const [axis, exclusive, reverse, kind] = [draw.int(0, shape.length - 1), draw.coin(), draw.coin(), draw.of(['cumsum', 'cumprod'] as const)];
  return made(kind, { axis, exclusive, reverse }, [shape], (tf, x) => tf[kind](x, axis, exclusive, reverse), 'positive');
};

const choices: Kind = (draw) => {
  const shape = draw.shape(draw.int(1, 3), 5);
  const begin = shape.map((length) => draw.int(0, length - 1));
  const strides = shape.map(() => draw.int(1, 2));
  const axis = draw.int(0, shape.length - 1);
  const indices = Array.from({ length: draw.int(1, 4) }, () => draw.int(0, (shape[axis] ?? 1) - 1));
  const order = shape.map((_, index) => index).sort(() => draw.noise.uniform() - 0.5);
  const margins = shape.map(() => [draw.int(0, 2), draw.int(0, 2)] as [number, number]);
  const kind = draw.of(['stridedSlice', 'gather', 'transpose', 'pad', 'tile', 'reverse', 'concat'] as const);
  const compute: Record<typeof kind, Op> = {
    stridedSlice: (tf, x) => tf.stridedSlice(x, begin, shape, strides),
    gather: (tf, x) => tf.gather(x, tf.tensor1d(indices, 'int32'), axis),
    transpose: (tf, x) => tf.transpose(x, order),
    pad: (tf, x) => tf.pad(x, margins, 0.5),
    tile: (tf, x) => tf.tile(x, strides),
    reverse: (tf, x) => tf.reverse(x, axis),
    concat: (tf, x) => tf.concat([x, tf.reverse(x, axis), x], axis),
  };
  return made(kind, { begin, strides, axis, indices, order, margins }, [shape], (tf, x) => tf.square(compute[kind](tf, x)));
};

const normalised: Kind = (draw) => {
  const shape = draw.shape(draw.int(2, 4), 5);
  const last = shape.at(-1) ?? 1;
  const kind = draw.of(['softmax', 'logSoftmax', 'moments', 'batchNorm'] as const);
  const compute: Record<typeof kind, Op> = {
    softmax: (tf, x) => tf.softmax(x),
    logSoftmax: (tf, x) => tf.logSoftmax(x),
    moments: (tf, x) => tf.moments(x, shape.length - 1, true).variance,
    batchNorm: (tf, x) => tf.batchNorm(x, tf.fill([last], 0.1), tf.fill([last], 1.3), tf.fill([last], 0.2), tf.fill([last], 0.7), 1e-3),
  };
  return made(kind, {}, [shape], compute[kind]);
};

const KINDS: readonly Kind[] = [broadcast, convolution, pooling, products, reductions, convolution, choices, volumes, scans, normalised];

/** The first `count` cases of a seed, kinds in turn. */
export function randomCases(seed: number, count: number): GradientCase[] {
  const draw = new Draw(new Noise(seed));
  const cases: GradientCase[] = [];
  for (let index = 0; cases.length < count; index++) {
    const one = KINDS[index % KINDS.length]?.(draw);
    // A window without a place, or a step too long, leaves nothing to compare.
    if (one !== undefined && one.inputs.every(({ shape }) => shape.length > 0 && !shape.includes(0))) cases.push(one);
  }
  return cases;
}
