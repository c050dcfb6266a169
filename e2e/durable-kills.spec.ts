/** The short form of `npm run chaos`. */
import { expect, test } from '@playwright/test';
import { chaos } from '../bin/lib/chaos.mjs';

test('trainings that are killed 50 times, anywhere, come to the end of those that nothing happened to', async () => {
  test.setTimeout(300_000);
  const { kills, finished, resumed, differences } = await chaos({ kills: 50, seed: 7 });
  expect(differences).toEqual([]);
  expect(Object.values(kills).reduce((sum, count) => sum + count, 0)).toBe(50);
  // Of the worker, of the page, of the browser, and with a last file that was cut off.
  expect(Math.min(...Object.values(kills))).toBeGreaterThan(0);
  expect(finished).toBeGreaterThan(3);
  expect(resumed).toBeGreaterThan(2);
});
