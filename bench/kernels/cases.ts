/** One operation a case, at sizes that networks have; the tensors are made once. */
import type { StockTensorFlow } from '../../src/engine/api';

type Tensor = ReturnType<StockTensorFlow['zeros']>;
type Run = () => Tensor | Tensor[];

/** Makes the inputs of a case, and gives what is measured. */
export const CASES: Readonly<Record<string, (tf: StockTensorFlow) => Run>> = {
  'maxPool 16×32×32×32': (tf) => pool(tf, 'MaxPool', 32),
  'maxPool 16×32×32×3': (tf) => pool(tf, 'MaxPool', 3),
  'avgPool 16×32×32×32': (tf) => pool(tf, 'AvgPool', 32),
  'avgPool same 3×3': (tf) => {
    const x = noise(tf, [16, 28, 28, 16]);
    return () => tf.engine().runKernel('AvgPool', { x }, { filterSize: [3, 3], strides: [1, 1], pad: 'same' });
  },
  'maxPool3d 4×16×16×16×16': (tf) => {
    const x = noise(tf, [4, 16, 16, 16, 16]);
    return () => tf.maxPool3d(x as never, 2, 2, 'valid');
  },
  'maxPoolGrad 16×32×32×32': (tf) => {
    const x = noise(tf, [16, 32, 32, 32]);
    const output = tf.maxPool(x as never, 2, 2, 'valid');
    return () => tf.engine().runKernel('MaxPoolGrad', { dy: output, input: x, output }, { filterSize: [2, 2], strides: [2, 2], pad: 'valid' });
  },
  'avgPoolGrad 16×32×32×32': (tf) => {
    const [dy, input] = [noise(tf, [16, 16, 16, 32]), noise(tf, [16, 32, 32, 32])];
    return () => tf.engine().runKernel('AvgPoolGrad', { dy, input }, { filterSize: [2, 2], strides: [2, 2], pad: 'valid' });
  },
  'pad 16×32×32×16 by 2': (tf) => {
    const x = noise(tf, [16, 32, 32, 16]);
    return () => x.pad([[0, 0], [2, 2], [2, 2], [0, 0]], 1);
  },
  'pad 512×500 by 6': (tf) => {
    const x = noise(tf, [512, 500]);
    return () => x.pad([[6, 6], [6, 6]]);
  },
  'mirrorPad 16×32×32×3 by 2': (tf) => {
    const x = noise(tf, [16, 32, 32, 3]);
    return () => x.mirrorPad([[0, 0], [2, 2], [2, 2], [0, 0]], 'reflect');
  },
  'pow 512×512, of two tensors': (tf) => {
    const [a, b] = [noise(tf, [512, 512]).abs(), noise(tf, [512, 512])];
    return () => tf.pow(a, b);
  },
  'pow 512×512, 2.5': (tf) => {
    const a = noise(tf, [512, 512]).abs();
    return () => tf.pow(a, 2.5);
  },
  'pow 512×512, square': (tf) => {
    const a = noise(tf, [512, 512]);
    return () => tf.pow(a, tf.scalar(2));
  },
  'argMax 512×512, last axis': (tf) => {
    const x = noise(tf, [512, 512]);
    return () => x.argMax(-1);
  },
  'argMax 128×10, last axis': (tf) => {
    const x = noise(tf, [128, 10]);
    return () => x.argMax(-1);
  },
  'argMax 64×64×64, axis 1': (tf) => {
    const x = noise(tf, [64, 64, 64]);
    return () => x.argMax(1);
  },
  'conv3d 2×12×16×16×8 to 16': (tf) => {
    const [x, filter] = [noise(tf, [2, 12, 16, 16, 8]), noise(tf, [3, 3, 3, 8, 16])];
    return () => tf.conv3d(x as never, filter as never, 1, 'same');
  },
  'conv3d gradient of filter': (tf) => {
    const [x, dy] = [noise(tf, [2, 12, 16, 16, 8]), noise(tf, [2, 12, 16, 16, 16])];
    return () => tf.engine().runKernel('Conv3DBackpropFilterV2', { x, dy }, { strides: 1, pad: 'same', filterShape: [3, 3, 3, 8, 16] });
  },
  'conv3d gradient of input': (tf) => {
    const [filter, dy] = [noise(tf, [3, 3, 3, 8, 16]), noise(tf, [2, 12, 16, 16, 16])];
    return () => tf.engine().runKernel('Conv3DBackpropInputV2', { dy, filter }, { strides: 1, pad: 'same', inputShape: [2, 12, 16, 16, 8] });
  },
  'scatterNd 4096 rows of 64': (tf) => {
    const [indices, updates] = [tf.randomUniform([4096, 1], 0, 1000, 'int32'), noise(tf, [4096, 64])];
    return () => tf.scatterND(indices, updates, [1000, 64]);
  },
  'scatterNd 65536 values': (tf) => {
    const [indices, updates] = [tf.randomUniform([65_536, 2], 0, 300, 'int32'), noise(tf, [65_536])];
    return () => tf.scatterND(indices, updates, [300, 300]);
  },
  'tensorScatterUpdate 4096 rows of 64': (tf) => {
    const [x, indices, updates] = [noise(tf, [1000, 64]), tf.randomUniform([4096, 1], 0, 1000, 'int32'), noise(tf, [4096, 64])];
    return () => tf.tensorScatterUpdate(x, indices as never, updates);
  },
  'gatherNd 4096 rows of 64': (tf) => {
    const [x, indices] = [noise(tf, [1000, 64]), tf.randomUniform([4096, 1], 0, 1000, 'int32')];
    return () => tf.gatherND(x, indices);
  },
  'cumsum 512×512, last axis': (tf) => {
    const x = noise(tf, [512, 512]);
    return () => x.cumsum(1);
  },
  'cumsum 512×512, first axis': (tf) => {
    const x = noise(tf, [512, 512]);
    return () => x.cumsum(0);
  },
  'cumprod 512×512, reversed': (tf) => {
    const x = tf.randomUniform([512, 512], 0.9, 1.1);
    return () => tf.cumprod(x, 1, false, true);
  },
  'slice 512×512': (tf) => {
    const x = noise(tf, [512, 512]);
    return () => x.slice([3, 5], [500, 400]);
  },
  'concat 512×256 twice': (tf) => {
    const [a, b] = [noise(tf, [512, 256]), noise(tf, [512, 256])];
    return () => tf.concat([a, b], 1);
  },
  'transpose 512×512': (tf) => {
    const x = noise(tf, [512, 512]);
    return () => x.transpose();
  },
  'transpose heads 16×64×8×32': (tf) => {
    const x = noise(tf, [16, 64, 8, 32]);
    return () => x.transpose([0, 2, 1, 3]);
  },
  'transpose 8×16×64×32, reversed': (tf) => {
    const x = noise(tf, [8, 16, 64, 32]);
    return () => x.transpose([3, 2, 1, 0]);
  },
  'tile 64×64 by 8×8': (tf) => {
    const x = noise(tf, [64, 64]);
    return () => x.tile([8, 8]);
  },
  'reverse 512×512': (tf) => {
    const x = noise(tf, [512, 512]);
    return () => x.reverse(1);
  },
  'where 512×512': (tf) => {
    const [a, b] = [noise(tf, [512, 512]), noise(tf, [512, 512])];
    const condition = a.greater(b);
    return () => tf.where(condition, a, b);
  },
};

const noise = (tf: StockTensorFlow, shape: number[]): Tensor => tf.randomNormal(shape, 0, 1, 'float32', 7);

function pool(tf: StockTensorFlow, kernel: 'MaxPool' | 'AvgPool', channels: number): Run {
  const x = noise(tf, [16, 32, 32, channels]);
  return () => tf.engine().runKernel(kernel, { x }, { filterSize: [2, 2], strides: [2, 2], pad: 'valid' });
}
