import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { startTestKernel } from '../testing';
import { createShapes } from './shapes';

function shapesOf(values: Readonly<Record<string, unknown>>, targetOf: (value: object) => object | undefined = () => undefined) {
  return createShapes({ tf, targetOf, valueOf: (name) => values[name] })(Object.keys(values));
}

test('tensors, variables, models and typed arrays say their shape and type', () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 10, inputShape: [784] })] });
  expect(
    shapesOf({
      x: tf.zeros([128, 784]),
      scalar: tf.scalar(1, 'int32'),
      weight: tf.variable(tf.ones([3]), true, 'w'),
      model,
      bare: tf.sequential(),
      losses: new Float32Array(5),
    }),
  ).toEqual([
    { name: 'x', text: 'Tensor float32 [128, 784]' },
    { name: 'scalar', text: 'Tensor int32 []' },
    { name: 'weight', text: "Variable 'w' float32 [3]" },
    { name: 'model', text: 'Sequential [·, 784] → [·, 10], 7,850 parameters' },
    { name: 'bare', text: 'Sequential, empty' },
    { name: 'losses', text: 'Float32Array [5]' },
  ]);
});

test('other values, and proxies, which looking at would run code of the cell, say nothing', () => {
  const proxy = new Proxy({}, { getPrototypeOf: () => expect.unreachable() });
  expect(shapesOf({ a: 1, b: 'x', c: [1], d: null, e: undefined, f: () => 1 })).toEqual([]);
  expect(shapesOf({ proxy }, () => ({}))).toEqual([]);
});

test('a name that no longer holds a tensor is told once', () => {
  const values: Record<string, unknown> = { x: tf.zeros([2]) };
  const shapes = createShapes({ tf, targetOf: () => undefined, valueOf: (name) => values[name] });
  expect(shapes(['x'])).toEqual([{ name: 'x', text: 'Tensor float32 [2]' }]);
  values['x'] = 5;
  expect(shapes(['x'])).toEqual([{ name: 'x', text: '' }]);
  expect(shapes(['x'])).toEqual([]);
});

test('a run tells the shapes of what it declared or assigned, also when it fails after that', async () => {
  const { run, eventsOf } = await startTestKernel();
  const told = (runId: string) => eventsOf(runId).flatMap((event) => (event.type === 'shapes' ? [...event.shapes] : []));
  const first = await run('let x = tf.zeros([2, 3]); const n = 1; function grow() { x = tf.zeros([5]) }');
  expect(told(first.runId)).toEqual([{ name: 'x', text: 'Tensor float32 [2, 3]' }]);
  const second = await run('x = tf.zeros([4]); throw new Error("later")');
  expect(told(second.runId)).toEqual([{ name: 'x', text: 'Tensor float32 [4]' }]);
  expect(told((await run('x.shape')).runId)).toEqual([]);
  const types = eventsOf(second.runId).map((event) => event.type);
  expect(types.indexOf('shapes')).toBeLessThan(types.indexOf('finished'));
});
