/** Loops of one's own by `train.accelerate` in a real kernel, that are cut off and go on. */
import { describe, expect, it } from 'vitest';
import { memoryFolder } from '../../../storage/opfs/testing';
import { startTestKernel } from '../testing';
import { storeIn } from './runs';

const SETUP = `
runtime.seed(5);
const g = tf.variable(tf.randomNormal([3, 1])), d = tf.variable(tf.randomNormal([3, 1]));
const rows = tf.randomNormal([22, 3]).arraySync() as number[][];
const shuffled = tf.data.array(rows).shuffle(22).batch(4);
let batches = 0, cutAfter = Infinity;
const losses: number[] = [];
const batchEnd = async () => {
  await new Promise((go) => setTimeout(go, 3));
  if (++batches > cutAfter) throw new Error('cut');
};`;

/** Both sides of a GAN, with noise; the first one's data is walked. */
const loopOf = (data: string, epochs: string) => `
const options = { data: ${data}, epochs: 4, checkpointEvery: { steps: 1 } } as const;
const first = train.accelerate({ ...options, model: { g }, optimizer: tf.train.adam(0.05) });
const second = train.accelerate({ ...options, model: { d }, optimizer: tf.train.momentum(0.05, 0.9) });
const xOf = (batch: any) => (batch.x ?? batch) as tf.Tensor;
${epochs} {
  for await (const batch of first.data) {
    first.state.seen = (first.state.seen ?? 0) + xOf(batch).shape[0];
    const noise = tf.randomNormal(xOf(batch).shape);
    const a = first.backward(() => xOf(batch).add(noise).matMul(g).sub(xOf(batch).matMul(d)).square().mean() as tf.Scalar);
    const b = second.backward(() => xOf(batch).matMul(d).sub(noise.matMul(g)).square().mean().add(d.square().mean()) as tf.Scalar);
    first.step();
    second.step();
    first.log({ loss: a });
    losses.push((await a.data())[0] + Math.random());
    await batchEnd();
  }
}
await first.end();
await second.end();
console.log(JSON.stringify([losses.slice(-3), first.state, await g.array(), await d.array(), Math.random()]));`;

const ARRAYS = '{ x: tf.tensor2d(rows), batchSize: 4 }';
const PLAIN = 'for (let epoch = 0; epoch < 4; epoch++)';
const COUNTED = 'for await (const epoch of first.epochs)';

async function kernel(folder = memoryFolder()) {
  const started = await startTestKernel(folder);
  expect((await started.run(SETUP)).error).toBeUndefined();
  return { ...started, folder, batches: async () => Number((await started.run('batches')).result) };
}

describe('a loop of accelerate', { timeout: 60_000 }, () => {
  it.each([
    { data: ARRAYS, epochs: COUNTED, cutAfter: 3 },
    { data: ARRAYS, epochs: PLAIN, cutAfter: 9 },
    { data: 'shuffled', epochs: COUNTED, cutAfter: 15 },
    { data: 'shuffled', epochs: PLAIN, cutAfter: 12 },
  ])('over $data, by "$epochs", that is cut off after $cutAfter batches comes to the end of one that is not', async ({ data, epochs, cutAfter }) => {
    const loop = loopOf(data, epochs);
    const whole = await kernel();
    const expected = await whole.run(loop, 'loop');
    expect(expected.error).toBeUndefined();
    expect(await whole.batches()).toBe(24);

    const cut = await kernel();
    expect((await cut.run(`cutAfter = ${cutAfter};${loop}`, 'loop')).error?.evalue).toContain('cut');
    const [record] = await storeIn(cut.folder).records();
    expect(record).toMatchObject({ kind: 'loop', name: 'accelerate', epochs: 4 });
    const later = await kernel(cut.folder);
    // Whatever is drawn there before.
    await later.run('runtime.seed(99); shuffled.take(1); tf.randomNormal([2])');
    later.kernel.receive({ type: 'resume', cellId: 'loop', training: record?.id ?? '' });
    const found = await later.run(loop, 'loop');
    expect(found.error).toBeUndefined();
    expect(JSON.parse(found.stdout)).toEqual(JSON.parse(expected.stdout));
    expect(await later.batches()).toBe(24 - (record?.checkpoints.at(-1)?.batches ?? 0));
    const changes = later.events.flatMap((event) => (event.type === 'track' ? [event.change.kind] : []));
    expect(changes.filter((kind) => kind === 'begin' || kind === 'resume')).toEqual(['resume']);
  });

  it('that was over is not trained again when a later training of its cell goes on', async () => {
    const cell = `${loopOf(ARRAYS, COUNTED)}
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] });
model.compile({ optimizer: tf.train.sgd(0.05), loss: 'meanSquaredError' });
const x = tf.tensor2d(rows);
const { history } = await model.fit(x, x.matMul(g), { epochs: 2, batchSize: 4, checkpointEvery: { steps: 1 }, callbacks: { onBatchEnd: batchEnd } } as never);
console.log(JSON.stringify(history));`;
    const expected = await (await kernel()).run(cell, 'both');
    expect(expected.error).toBeUndefined();
    const cut = await kernel();
    expect((await cut.run(`cutAfter = 30;${cell}`, 'both')).error?.evalue).toContain('cut');
    const [record] = await storeIn(cut.folder).records();
    expect(record).toMatchObject({ kind: 'fit', ordinal: 1 });
    const later = await kernel(cut.folder);
    later.kernel.receive({ type: 'resume', cellId: 'both', training: record?.id ?? '' });
    const found = await later.run(cell, 'both');
    expect(found.error).toBeUndefined();
    expect(found.stdout.split('\n')[1]).toBe(expected.stdout.split('\n')[1]);
    expect(await later.batches()).toBeLessThan(9);
  });
});
