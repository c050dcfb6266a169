import type { Engine } from '../api';
import { expectClose, expectTrue } from './expect';
import { Noise } from './noise';

const SIZE = 10_000;
const BACKENDS = ['wasm', 'webgpu', 'webgl'];

/** Everything alive survives a switch between any two devices, and goes on working there. */
export async function carriesEverything({ tf }: Engine): Promise<void> {
  const values = new Noise(1).normal(SIZE, 1);
  const whole = Int32Array.from(values, (value) => value * 1000);
  const truths = Uint8Array.from(values, (value) => (value > 0 ? 1 : 0));
  for (const from of BACKENDS) {
    for (const to of BACKENDS.filter((name) => name !== from)) {
      expectTrue(await tf.setBackend(from), `${from} did not start`);
      const before = tf.memory().numTensors;
      const floats = tf.tidy(() => tf.tensor(values, [100, 100]).mul(2));
      const shared = floats.reshape([SIZE]);
      const integers = tf.tensor(whole, [SIZE], 'int32').add(tf.scalar(1, 'int32'));
      const bools = tf.tensor(truths, [SIZE], 'bool').logicalNot();
      const real = tf.tensor(values);
      const complex = tf.complex(real, real.mul(3));
      const words = tf.tensor(['eins', 'zwei', 'drei']);
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [100], activation: 'tanh' })] });
      model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
      await model.fit(floats, tf.zeros([100, 4]), { epochs: 1, verbose: 0, shuffle: false });
      const predicted = await (model.predict(floats) as ReturnType<typeof tf.tensor>).data();

      const what = `from ${from} to ${to}`;
      expectTrue(await tf.setBackend(to), `${what}: the switch failed`);
      expectTrue(tf.getBackend() === to, `${what}: the backend is ${tf.getBackend()}`);
      expectClose(await floats.data(), values.map((value) => 2 * value), 1e-6, `${what}: floats`);
      expectClose(await shared.add(1).data(), values.map((value) => 2 * value + 1), 1e-6, `${what}: a reshaped view`);
      expectClose(await integers.data(), whole.map((value) => value + 1), 0, `${what}: integers`);
      expectClose(await bools.data(), truths.map((truth) => 1 - truth), 0, `${what}: bools`);
      expectClose(await tf.imag(complex).data(), values.map((value) => 3 * value), 1e-6, `${what}: imaginary parts`);
      expectClose(await tf.real(complex).data(), values, 1e-6, `${what}: real parts`);
      expectTrue((await words.data()).join() === 'eins,zwei,drei', `${what}: strings`);
      expectTrue(integers.dtype === 'int32' && bools.dtype === 'bool' && complex.dtype === 'complex64', `${what}: types`);
      const again = await (model.predict(floats) as ReturnType<typeof tf.tensor>).data();
      expectClose(again, predicted, 1e-4, `${what}: predictions`);
      // Adam's moments came along, else this fails on the missing or foreign data.
      await model.fit(floats, tf.zeros([100, 4]), { epochs: 1, verbose: 0, shuffle: false });
      floats.dispose();
      expectClose(await shared.data(), values.map((value) => 2 * value), 1e-6, `${what}: a view that outlives its source`);
      model.dispose();
      tf.disposeVariables();
      tf.dispose([shared, integers, bools, real, complex, words]);
      expectTrue(tf.memory().numTensors >= before, `${what}: too much was disposed`);
    }
  }
}

/** A switch that cannot be made reports why and leaves the current device as it was. */
export async function staysWhereItWas(engine: Engine): Promise<void> {
  const { tf } = engine;
  await engine.use('cpu');
  const x = tf.tensor([1, 2, 3]);
  const unused = tf.tensor([4]);
  const refused = await engine.use('tpu');
  expectTrue(!refused.ok && refused.error.message.length > 0, 'switching to a missing device must fail with a message');
  const backend = tf.backend();
  const read = backend.read.bind(backend);
  backend.read = () => Promise.reject(new Error('out of memory'));
  const failed = await engine.use('gpu');
  backend.read = read;
  expectTrue(!failed.ok && failed.error.message.includes('out of memory'), 'a failed read must be named');
  expectTrue(engine.current().kind === 'cpu', 'the old device must stay current');
  await expectWorks(x, 'the old device');
  const moved = await engine.use('gpu');
  expectTrue(moved.ok && moved.value.moved === 2, `both tensors move: ${JSON.stringify(moved)}`);
  await expectWorks(x, 'the new device');
  tf.dispose([x, unused]);
}

async function expectWorks(x: ReturnType<Engine['tf']['tensor']>, where: string): Promise<void> {
  const squares = x.square();
  expectClose(await squares.data(), [1, 4, 9], 1e-6, `work on ${where}`);
  squares.dispose();
}
