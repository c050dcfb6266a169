import { expect, it } from 'vitest';
import { visibleFrames } from './flame-view';

const frames = [
  { name: 'step', start: 0, duration: 100, depth: 0 },
  { name: 'matMul', start: 10, duration: 20, depth: 1 },
  { name: 'add', start: 50, duration: 0.01, depth: 1 },
];

it('frames stand where they ran, as shares of the width', () => {
  expect(visibleFrames(frames, { start: 0, duration: 100 }).map(({ index, left, width }) => [index, left, width])).toEqual([
    [0, 0, 1],
    [1, 0.1, expect.closeTo(0.2)],
  ]);
});

it('zooming in cuts what holds the stretch to it and shows what was too narrow', () => {
  expect(visibleFrames(frames, { start: 50, duration: 0.02 }).map(({ frame, left }) => [frame.name, left])).toEqual([['step', 0], ['add', 0]]);
});

it('a chart that took no time shows nothing', () => {
  expect(visibleFrames(frames, { start: 0, duration: 0 })).toEqual([]);
});
