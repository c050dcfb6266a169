import { expect, it } from 'vitest';
import { itemAt, mediaSeries } from './steps';

const item = (name: string, step: number, type = 'image') => ({ name, step, type, at: step, data: { 'text/plain': `${name} ${step}` } });
const a = [item('samples', 10), item('samples', 20), item('weights', 20, 'histogram'), item('last', 20, 'checkpoint')];
const b = [item('samples', 15)];

it('what has a name is one series with the steps of all runs; files are none', () => {
  expect(mediaSeries([a, b])).toEqual([
    { name: 'samples', type: 'image', steps: [10, 15, 20] },
    { name: 'weights', type: 'histogram', steps: [20] },
  ]);
});

it('at a step each run shows the newest it had by then', () => {
  expect(itemAt(a, 'samples', 15)?.step).toBe(10);
  expect(itemAt(a, 'samples', 99)?.step).toBe(20);
  expect(itemAt(b, 'samples', 10)).toBeNull();
  expect(itemAt([...a, item('samples', 20)], 'samples', 20)).not.toBe(a[1]);
});
