import type { Engine } from '../api';
import { expectTrue } from './expect';

/** NaN goes through operations, comparisons and fused activations on every device as in plain JavaScript; ties go to the first. */
export async function treatsNanAlike({ tf }: Engine): Promise<void> {
  type T = ReturnType<typeof tf.tensor>;
  const cases: Readonly<Record<string, (x: T, y: T) => T>> = {
    relu: (x) => tf.relu(x),
    relu6: (x) => tf.relu6(x),
    leakyRelu: (x) => tf.leakyRelu(x),
    elu: (x) => tf.elu(x),
    sigmoid: (x) => tf.sigmoid(x),
    log: (x) => tf.log(x),
    asinh: (x) => tf.asinh(x),
    atanh: (x) => tf.atanh(x),
    step: (x) => tf.step(x),
    clip: (x) => tf.clipByValue(x, 0, 1),
    maximum: (x, y) => tf.maximum(x, y),
    minimum: (x, y) => tf.minimum(x, y),
    greater: (x, y) => tf.greater(x, y),
    lessEqual: (x, y) => tf.lessEqual(x, y),
    equal: (x, y) => tf.equal(x, y),
    notEqual: (x, y) => tf.notEqual(x, y),
    prelu: (x) => tf.prelu(x, tf.tensor([0.5, 0.5, 0.5, 0.5])),
    softmax: (x) => tf.softmax(x),
    max: (x) => tf.max(x),
    argMax: (x) => tf.argMax(x),
    'argMax of equal values': () => tf.argMax(tf.concat([tf.zeros([60]), tf.ones([40]), tf.zeros([30]), tf.ones([40])])),
    'relu6 fused into a product': (x) => tf.fused.matMul({ a: x.reshape([4, 1]) as never, b: tf.ones([1, 4]), transposeA: false, transposeB: false, activation: 'relu6' }),
  };
  const answers = async (backend: string): Promise<Record<string, string>> => {
    expectTrue(await tf.setBackend(backend), `${backend} did not start`);
    const [x, y] = [tf.tensor([NaN, 0.5, 0.25, -0.75]), tf.tensor([0, 0.5, NaN, Infinity])];
    const told: Record<string, string> = {};
    for (const [name, compute] of Object.entries(cases)) {
      const made = tf.tidy(() => compute(x.mul(1), y.mul(1)));
      told[name] = Array.from(await made.data(), (value) => (Number.isFinite(value) ? value.toFixed(3) : String(value))).join(' ');
      made.dispose();
    }
    tf.dispose([x, y]);
    return told;
  };
  const expected = await answers('cpu');
  for (const backend of ['webgpu', 'webgl']) {
    const told = await answers(backend);
    const wrong = Object.keys(cases).filter((name) => told[name] !== expected[name]);
    expectTrue(wrong.length === 0, `${backend}: ${wrong.map((name) => `${name} is ${told[name]}, expected ${expected[name]}`).join('; ')}`);
  }
}
