/** Orders of shuffled datasets: those of TensorFlow.js, and the same again after a cut. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { installRandom } from './install';
import type { Random } from './random';

const rows = Array.from({ length: 9 }, (_, row) => row);
const stockShuffle = tf.data.Dataset.prototype.shuffle;
let random: Random;
beforeAll(async () => {
  await tf.setBackend('cpu');
  random = installRandom(tf as never);
});

const walk = async (dataset: tf.data.Dataset<tf.TensorContainer>): Promise<unknown> => dataset.toArray();

it('orders are those of TensorFlow.js for a seed, walk after walk', async () => {
  for (const again of [true, false]) {
    const stock = stockShuffle.call(tf.data.array(rows), 9, 'seed', again);
    const own = tf.data.array(rows).shuffle(9, 'seed', again);
    for (let walks = 0; walks < 3; walks++) expect(await walk(own)).toEqual(await walk(stock));
  }
});

it('a shuffle without a seed goes on in another kernel where it was, however it is wrapped and however often it was walked there', async () => {
  const make = () => tf.data.array(rows).shuffle(9).batch(2).repeat(2).map((batch) => batch);
  const first = make();
  const watch = random.shuffles.watch();
  await walk(first);
  watch.mark();
  const marked = watch.marked;
  const expected = [await walk(first), await walk(first)].map(String);
  expect(watch.now).toEqual(marked.map(({ seed, walks }) => ({ seed, walks: walks + 4 })));
  watch.end();

  const other = make();
  await walk(other);
  const later = random.shuffles.watch();
  later.put(marked);
  expect([await walk(other), await walk(other)].map(String)).toEqual(expected);
  // The same for one that was met before.
  later.put(marked);
  expect(String(await walk(other))).toBe(expected[0]);
  later.end();
});
