import { beforeEach, expect, test } from 'vitest';
import { Reader } from './reader';
import { Series } from './series';

let said: string;
let reader: Reader;
beforeEach(() => {
  said = '';
  reader = new Reader((text) => (said = text));
});

const curve = (name: string, y: number[]) => ({ name, column: 0, points: Series.of({ x: Float64Array.from(y, (_, index) => index + 1), y: Float64Array.from(y) }) });
const curves = [curve('loss', [3, 2, 1]), curve('val_loss', [4, 5, 6])];
const move = (key: string, at: number | null, far = false) => reader.move(key, far, { curves, x: [1, 3], at, place: (x) => `step ${x}` });

test('arrow keys go along the curve from its newest point, and say what is there', () => {
  expect(move('ArrowLeft', null)).toBe(3);
  expect(said).toBe('loss 1 at step 3');
  expect(move('ArrowLeft', 3)).toBe(2);
  expect(said).toBe('loss 2 at step 2');
  expect(move('ArrowRight', 3)).toBe(3);
  expect(move('Home', 2)).toBe(1);
  expect(move('End', 2)).toBe(3);
});

test('up and down go from curve to curve at the same place', () => {
  expect(move('ArrowDown', 2)).toBe(2);
  expect(said).toBe('val_loss 5 at step 2');
  move('ArrowDown', 2);
  expect(said).toBe('loss 2 at step 2');
});

test('other keys are not ours, and nothing is read where there are no points', () => {
  expect(move('a', null)).toBeUndefined();
  expect(reader.move('ArrowLeft', false, { curves: [], x: [0, 1], at: null, place: String })).toBeUndefined();
});

test('a long curve is crossed in a hundred steps, or ten', () => {
  const long = curve('loss', Array.from({ length: 10_001 }, (_, index) => index));
  const from = (at: number, far: boolean) => reader.move('ArrowRight', far, { curves: [long], x: [1, 10_001], at, place: String });
  expect(from(1, false)).toBe(101);
  expect(from(1, true)).toBe(1001);
});
