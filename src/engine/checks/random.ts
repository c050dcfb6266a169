import type { Tensor } from '@tensorflow/tfjs';
import type { Engine } from '../api';
import { expectClose, expectTrue } from './expect';

const BACKENDS = ['wasm', 'webgpu', 'webgl'];

/** After one seed CPU, WebGPU and WebGL draw the same bits of integers, uniforms and masks, and the same normals to 1e-6. */
export async function drawsTheSameEverywhere(engine: Engine): Promise<void> {
  const { tf } = engine;
  const exact: Readonly<Record<string, () => Tensor>> = {
    uniform: () => tf.randomUniform([37, 5]),
    'a range of uniform': () => tf.randomUniform([3, 2, 7], -0.37, 2.91),
    integers: () => tf.randomUniformInt([101], -40, 1_000_000),
    'truth values': () => tf.randomUniform([50], 0, 1, 'bool'),
    'a mask of dropout': () => tf.dropout(tf.ones([11, 13]), 0.3),
    'a mask for whole rows': () => tf.dropout(tf.ones([6, 4]), 0.5, [6, 1]),
    'an operation with a seed of its own': () => tf.randomUniform([9], 0, 1, 'float32', 4),
    nothing: () => tf.randomUniform([0, 3]),
    'a Dense kernel': () => weights(tf, tf.layers.dense({ units: 7, inputShape: [5] })),
    'an orthogonal kernel': () => weights(tf, tf.layers.dense({ units: 7, inputShape: [5], kernelInitializer: 'orthogonal' })),
    'a Dropout layer': () => tf.layers.dropout({ rate: 0.4 }).apply(tf.ones([8, 9]), { training: true }) as Tensor,
  };
  const close: Readonly<Record<string, () => Tensor>> = {
    normal: () => tf.randomNormal([64, 64], 0.5, 2),
    'truncated normal': () => tf.truncatedNormal([33]),
    'a He kernel': () => weights(tf, tf.layers.dense({ units: 7, inputShape: [5], kernelInitializer: 'heNormal' })),
    'gamma numbers': () => tf.randomGamma([5, 20], 2.5, 0.5),
    'gamma numbers of a small shape': () => tf.randomGamma([40], 0.3),
    outcomes: () => tf.multinomial(tf.tensor2d([[0.1, 2, 0.3], [1, 1, 1]]), 20),
  };
  const draw = async (backend: string, make: () => Tensor): Promise<number[]> => {
    await tf.setBackend(backend);
    engine.seed(42);
    const before = tf.memory().numTensors;
    const tensor = tf.tidy(make);
    const values = Array.from(await tensor.data(), Number);
    tensor.dispose();
    expectTrue(tf.memory().numTensors <= before + 2, `random numbers leak on ${backend}`);
    tf.disposeVariables();
    return values;
  };
  for (const [name, make] of [...Object.entries(exact), ...Object.entries(close)]) {
    const expected = await draw('wasm', make);
    for (const backend of BACKENDS) expectClose(await draw(backend, make), expected, name in exact ? 0 : 1e-6, `${name} on ${backend}`);
  }
  engine.seed(42);
  const first = await tf.randomUniform([4]).data();
  expectTrue((await tf.randomUniform([4]).data()).join() !== first.join(), 'one call repeats another');
}

/** The initial kernel of a layer with its inputs known. */
function weights(tf: Engine['tf'], layer: ReturnType<Engine['tf']['layers']['dense']>): Tensor {
  layer.build([null, 5]);
  const [kernel] = layer.getWeights();
  return tf.mul(kernel as Tensor, 1);
}
