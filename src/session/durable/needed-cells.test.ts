import { expect, test } from 'vitest';
import { neededCells, type NamedCell } from './needed-cells';

const cell = (id: string, source: string, reads: readonly string[] = [], writes: readonly string[] = []): NamedCell => ({ id, source, reads, writes });

const NOTEBOOK = [
  cell('seed', 'runtime.seed(7)'),
  cell('data', 'const xs = tf.randomNormal([8, 2]);', [], ['xs']),
  cell('look', 'display(xs)', ['xs']),
  cell('other', 'const other = tf.sequential(); await other.fit(xs, xs)', ['xs'], ['other']),
  cell('model', 'const model = make(4);', ['make'], ['model']),
  cell('compile', 'model.compile({loss: "meanSquaredError", optimizer: "sgd"});\nmodel.summary();', ['model']),
  cell('show', 'model.summary();', ['model']),
  cell('train', 'await model.fit(xs, xs);', ['model', 'xs']),
  cell('after', 'display(model.predict(xs))', ['model', 'xs']),
  cell('make', 'function make(units) { return tf.sequential(); }', [], ['make']),
];

test('a training needs the cells that make and change what it reads, and those that set up the runtime', () => {
  expect(neededCells(NOTEBOOK, 'train')).toEqual(['make', 'seed', 'data', 'model', 'compile', 'train']);
});

test('a cell that reads nothing of others runs alone; one that is gone does not run', () => {
  expect(neededCells([cell('a', 'const a = 1', [], ['a']), cell('b', 'await model().fit()')], 'b')).toEqual(['b']);
  expect(neededCells(NOTEBOOK, 'gone')).toEqual([]);
});

test('what a needed cell reads is needed in turn, however far up', () => {
  const chain = [cell('a', 'let a = 1', [], ['a']), cell('change', 'a.push(2)', ['a']), cell('b', 'let b = a', ['a'], ['b']), cell('c', 'let c = b', ['b'], ['c']), cell('d', 'fit(c)', ['c'])];
  expect(neededCells(chain, 'd')).toEqual(['a', 'change', 'b', 'c', 'd']);
});
