import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { TensorFlow } from './api';
import { startOracle } from './cpu/oracle';
import { Switcher } from './switcher';
import { TpuDevice } from './xla/device';

let tf: TensorFlow;
let switcher: Switcher;
beforeAll(async () => {
  ({ tf } = await startOracle());
  switcher = new Switcher(tf, new TpuDevice(tf));
  switcher.takeOverSetBackend();
});
beforeEach(async () => {
  await tf.setBackend('wasm');
});

it('variables, kept tensors and views move together and are disposed one by one', async () => {
  const buffers = tf.memory().numDataBuffers;
  const initial = tf.tensor([1, 2, 3, 4]);
  const variable = tf.variable(initial);
  const view = variable.reshape([2, 2]);
  const kept = tf.tidy(() => tf.keep(tf.tensor([1, 0], [2], 'bool')));
  const moved = await switcher.to('cpu');
  expect(moved).toEqual({ ok: true, value: 2 });
  variable.dispose();
  initial.dispose();
  const sum = view.add(1);
  expect([...(await sum.data())]).toEqual([2, 3, 4, 5]);
  expect([...(await kept.data())]).toEqual([1, 0]);
  tf.dispose([view, kept, sum]);
  expect(tf.memory().numDataBuffers).toBe(buffers);
  expect(tf.backend().numDataIds()).toBe(0);
});

it('complex numbers keep working there and back, and leave nothing behind', async () => {
  const ids = tf.backend().numDataIds();
  const real = tf.tensor([1, 2]);
  const complex = tf.complex(real, real);
  await switcher.to('cpu');
  const parts = tf.imag(complex);
  expect([...(await parts.data())]).toEqual([1, 2]);
  await switcher.to('wasm');
  expect([...(await complex.data())]).toEqual([1, 1, 2, 2]);
  tf.dispose([real, complex, parts]);
  expect(tf.backend().numDataIds()).toBe(ids);
});

it('tensors made while values are read move as well', async () => {
  const first = tf.tensor([1]);
  const switching = switcher.to('cpu');
  await Promise.resolve();
  const late = tf.tensor([2]);
  await switching;
  expect(tf.engine().state.tensorInfo.get(late.dataId)?.backend).toBe(tf.backend());
  tf.dispose([first, late]);
});

it('a tensor disposed while values are read does not stop the switch', async () => {
  const first = tf.tensor([1]);
  const gone = tf.tensor([2]);
  const switching = switcher.to('cpu');
  gone.dispose();
  expect((await switching).ok).toBe(true);
  first.dispose();
});

it('a device that fails to take the tensors leaves them where they are', async () => {
  const one = tf.tensor([1]);
  const two = tf.tensor([2, 3]);
  const target = tf.findBackend('cpu');
  const move = target.move.bind(target);
  const ids = target.numDataIds();
  target.move = (id, values, shape, dtype, references) => {
    if (shape[0] === 2) throw new Error('out of memory');
    move(id, values, shape, dtype, references);
  };
  const failed = await switcher.to('cpu');
  target.move = move;
  expect(failed).toEqual({ ok: false, error: { kind: 'move', message: 'writing tensors to cpu failed: out of memory' } });
  expect(target.numDataIds()).toBe(ids);
  expect(tf.getBackend()).toBe('wasm');
  expect([...(await one.add(two).data())]).toEqual([3, 4]);
  tf.dispose([one, two]);
});

it('an unknown backend is refused by name', async () => {
  await expect(tf.setBackend('abacus')).rejects.toThrow("Backend 'abacus' is not known here; backends are:");
});

it("a backend that a cell registers is current at once, and the devices are there again afterwards", async () => {
  class Own extends tf.KernelBackend {
    override dispose(): void {}
  }
  tf.registerBackend('own', () => new Own(), 0);
  void tf.setBackend('own');
  expect(tf.getBackend()).toBe('own');
  expect(tf.backend()).toBeInstanceOf(Own);
  expect(await tf.setBackend('wasm')).toBe(true);
  tf.removeBackend('own');
  await expect(tf.setBackend('own')).rejects.toThrow(/'own' is not known here; backends are: .*wasm/);
});
