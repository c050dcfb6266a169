import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { FullTensorFlow, TensorFlow } from '../../api';
import { compiled } from '../compiled/compiled';
import { LocalExecutor } from '../executors/local';
import { startRecording, testLine } from '../testing';
import type { RecordingBackend } from './backend';
import { installRecorder } from './install';

let [tf, recorder, name] = [null as unknown as TensorFlow, null as unknown as RecordingBackend, ''];
beforeAll(async () => {
  ({ tf, recorder, name } = await startRecording());
}, 60_000);
beforeEach(async () => void (await tf.setBackend(name)));
afterEach(() => {
  expect(tf.memory().numTensors).toBe(0);
  expect(recorder.numDataIds()).toBe(0);
  expect(recorder.memory().numBytesHeld).toBe(0);
});

const newGraphs = async (work: () => Promise<void>): Promise<number> => {
  const before = recorder.graphs.length;
  await work();
  return recorder.graphs.length - before;
};

it('nothing is computed before a value is read', async () => {
  const x = tf.tensor([1, 2, 3]);
  const y = tf.tidy(() => x.mul(2).add(1));
  expect(recorder.pendingNodes).toBe(2);
  expect(await y.data()).toEqual(Float32Array.of(3, 5, 7));
  expect(recorder.pendingNodes).toBe(0);
  tf.dispose([x, y]);
});

it('a number made in JavaScript is a parameter of the graph, whatever its value', async () => {
  const x = tf.tensor([1, 2]);
  const graphs = await newGraphs(async () => {
    for (const rate of [0.5, 2, -1]) {
      const y = tf.tidy(() => x.mul(rate).add(tf.fill([2], rate)));
      expect([...(await y.data())]).toEqual([2 * rate, 3 * rate]);
      y.dispose();
    }
  });
  expect(graphs).toBe(1);
  x.dispose();
});

it('other shapes, types and attributes are other graphs', async () => {
  const run = async (compute: () => ReturnType<TensorFlow['tensor']>): Promise<void> => {
    const y = tf.tidy(compute);
    await y.data();
    y.dispose();
  };
  const graphs = await newGraphs(async () => {
    await run(() => tf.tensor([1, 2]).square());
    await run(() => tf.tensor([1, 2, 3]).square());
    await run(() => tf.tensor([1, 2], [2], 'int32').square());
    await run(() => tf.tensor([[1, 2]]).sum(0));
    await run(() => tf.tensor([[1, 2]]).sum(1));
    await run(() => tf.tensor([5, 6]).square());
  });
  expect(graphs).toBe(5);
});

it('what was disposed before the flush is never computed, and what lives on is a handle', async () => {
  const x = tf.tensor([4, 9]);
  const unused = x.exp();
  const root = x.sqrt();
  unused.dispose();
  expect([...(await root.data())]).toEqual([2, 3]);
  expect(recorder.graphs.at(-1)?.nodes.map(({ kernel }) => kernel)).toEqual(['Sqrt']);
  const again = root.square();
  root.dispose();
  expect([...(await again.data())]).toEqual([4, 9]);
  tf.dispose([x, again]);
});

it('a shared buffer lives as long as one of its owners', async () => {
  const x = tf.tensor([1, 2, 3, 4]);
  const square = x.reshape<Tensor2D>([2, 2]);
  const copy = x.clone();
  x.dispose();
  expect([...(await copy.data())]).toEqual([1, 2, 3, 4]);
  copy.dispose();
  expect(await square.array()).toEqual([[1, 2], [3, 4]]);
  square.dispose();
});

it('values can be read synchronously where the executor has them at hand', () => {
  const x = tf.tensor([1, 2]);
  const y = x.add(1);
  expect([...y.dataSync()]).toEqual([2, 3]);
  tf.dispose([x, y]);
});

it('a graph that is never read goes on to the executor when it is long', async () => {
  const other = `${name}-short`;
  const short = installRecorder(tf, other, new LocalExecutor(tf, 'wasm'), { mostPending: 10 });
  await tf.setBackend(other);
  const x = tf.tidy(() => tf.variable(tf.scalar(0)));
  for (let step = 0; step < 35; step++) tf.tidy(() => x.assign(x.add(1)));
  expect(short.graphs.length).toBeGreaterThan(0);
  expect(short.pendingNodes).toBeLessThan(10);
  expect((await x.data())[0]).toBe(35);
  x.dispose();
});

it('a kernel whose outputs depend on values runs on this machine', async () => {
  const x = tf.tensor([1, 1, 2]);
  const { values, indices } = tf.tidy(() => tf.unique(x.add(1)));
  expect([...(await values.data()), ...(await indices.data())]).toEqual([2, 3, 0, 0, 1]);
  const words = tf.tidy(() => tf.string.stringSplit(['a b'], ' '));
  expect(await words['values']?.data<'string'>()).toEqual(['a', 'b']);
  tf.dispose([x, values, indices, words]);
});

it('a kernel that the executor lacks says which it is and where it was called', async () => {
  class Lacking extends LocalExecutor {
    override supports(kernel: string): boolean {
      return kernel !== 'Cos' && super.supports(kernel);
    }
  }
  const asked: string[] = [];
  const other = `${name}-lacking`;
  installRecorder(tf, other, new Lacking(tf, 'wasm'), { lineOf: testLine, onUnsupported: (kernel, line) => asked.push(`${kernel} ${line}`) });
  await tf.setBackend(other);
  const x = tf.tensor([1, 2]);
  expect(() => x.cos()).toThrow(/kernel 'Cos' is not there.*recorder\.test\.ts:\d+/);
  expect(asked).toEqual([expect.stringMatching(/^Cos recorder\.test\.ts:\d+$/)]);
  x.dispose();
});

it('another recorder takes the place of the first', async () => {
  const other = `${name}-twice`;
  const first = installRecorder(tf, other, new LocalExecutor(tf, 'wasm'));
  const again = installRecorder(tf, other, new LocalExecutor(tf, 'wasm'));
  Reflect.deleteProperty((tf.engine() as unknown as { registry: object }).registry, other);
  await tf.setBackend(other);
  const x = tf.tensor([1, 2]);
  const y = x.square();
  expect([first.pendingNodes, again.pendingNodes]).toEqual([0, 1]);
  expect([...(await y.data())]).toEqual([1, 4]);
  tf.dispose([x, y]);
});

it('every node knows its line', async () => {
  const x = tf.tensor([1, 2]);
  const y = x.cos();
  await y.data();
  expect(recorder.graphs.at(-1)?.nodes[0]?.line).toMatch(/recorder\.test\.ts:\d+/);
  tf.dispose([x, y]);
});

it('a clone has the data of its tensor, which stays as long as one of them', async () => {
  const before = recorder.numDataIds();
  const x = tf.tensor([1, 2]);
  const clone = x.clone();
  expect(recorder.numDataIds()).toBe(before + 1);
  x.dispose();
  const square = clone.square();
  clone.dispose();
  expect([...(await square.data())]).toEqual([1, 4]);
  square.dispose();
});

it('text is filled, reshaped and printed on this machine; what a kernel refuses here it refuses in its own words', async () => {
  const shown = tf.tidy(() => tf.fill([1, 2], 'a' as never).squeeze().toString(true));
  expect(shown).toContain("['a', 'a']");
  const sum = () => tf.tidy(() => tf.sparse.sparseSegmentSum(tf.ones([2, 2]) as Tensor2D, tf.tensor1d([0, 1], 'int32'), tf.tensor1d([1, 0], 'int32')));
  expect(sum).toThrow(/^segment ids must be >= 0|^segment ids are not increasing/);
});

it('tensors made elsewhere come along when the recorder becomes current', async () => {
  await tf.setBackend('wasm');
  const x = tf.tensor([1, 2, 3]);
  await tf.setBackend(name);
  const y = x.mul(2);
  expect([...(await y.data())]).toEqual([2, 4, 6]);
  tf.dispose([x, y]);
});

it('integers, truths and complex numbers keep their types', async () => {
  const results = tf.tidy(() => {
    const whole = tf.tensor([3, 7], [2], 'int32').floorDiv(tf.scalar(2, 'int32'));
    const truth = tf.tensor([1, 5]).greater(2);
    const spectrum = tf.spectral.fft(tf.complex([1, 2], [3, 4]));
    return [whole, truth, truth.logicalNot(), tf.real(spectrum), tf.imag(spectrum), spectrum];
  });
  const values = [];
  for (const result of results) values.push([result.dtype, ...(await result.data())]);
  expect(values).toEqual([['int32', 1, 3], ['bool', 0, 1], ['bool', 1, 0], ['float32', 3, -1], ['float32', 7, -1], ['complex64', 3, 7, -1, -1]]);
  tf.dispose(results);
});

it('what is disposed while something pending needs it outlives a step that is executed in between', async () => {
  const x = tf.tensor([1, 2, 3]);
  const double = compiled(tf as FullTensorFlow, (given: Tensor) => given.mul(2), {}, { lineOf: testLine, say: () => undefined });
  for (let run = 0; run < 3; run++) double(x).dispose();
  const rows = tf.tidy(() => x.gather(tf.tensor1d([2, 0], 'int32')));
  const doubled = double(x);
  expect([...(await doubled.data())]).toEqual([2, 4, 6]);
  expect([...(await rows.data())]).toEqual([3, 1]);
  double.dispose();
  tf.dispose([x, rows, doubled]);
});
