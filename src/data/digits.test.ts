import { expect, test } from 'vitest';
import { drawDigits } from './digits';

test('digits come equally often, in the range of ink, the same for the same seed', () => {
  const { pixels, labels } = drawDigits({ count: 50, size: 20, seed: 3 });
  expect(pixels).toHaveLength(50 * 400);
  expect([...labels].sort()).toEqual(Array.from({ length: 50 }, (_, index) => Math.floor(index / 5)));
  expect(Math.min(...pixels)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...pixels)).toBe(1);
  expect(drawDigits({ count: 50, size: 20, seed: 3 })).toEqual({ pixels, labels });
  expect(drawDigits({ count: 50, size: 20, seed: 4 }).pixels).not.toEqual(pixels);
});

test('digits can be told apart: new ones are nearest to clean ones of the same kind', () => {
  const clean = drawDigits({ count: 10, noise: 0 });
  const { pixels, labels } = drawDigits({ count: 200, seed: 1, noise: 0.5 });
  let right = 0;
  labels.forEach((label, index) => {
    const own = pixels.subarray(index * 784, (index + 1) * 784);
    const distances = Array.from({ length: 10 }, (_, at) => own.reduce((sum, value, pixel) => sum + (value - (clean.pixels[at * 784 + pixel] as number)) ** 2, 0));
    if (clean.labels[distances.indexOf(Math.min(...distances))] === label) right++;
  });
  expect(right).toBeGreaterThan(150);
});

test.each([[{ count: 0 }, 'count of data.digits'], [{ size: 3 }, 'size of data.digits'], [{ noise: -1 }, 'noise of data.digits'], [{ seed: NaN }, 'seed of data.digits']])('%j is refused by its name', (options, message) => expect(() => drawDigits(options)).toThrow(message));
