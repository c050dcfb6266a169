/** Several trainings in one cell of a real kernel: after a cut those that were over are not trained again. */
import { describe, expect, it } from 'vitest';
import type { TrackChange } from '../../../protocol/tracking';
import { memoryFolder } from '../../../storage/opfs/testing';
import { startTestKernel } from '../testing';
import { storeIn } from './runs';

/** Models, and `trained`, which counts batches and cuts the cell off after so many. */
const SETUP = (seed: number) => `
runtime.seed(${seed});
const make = (name: string) => {
  const model = tf.sequential({ name, layers: [tf.layers.dense({ units: 3, activation: 'tanh', inputShape: [1] }), tf.layers.dropout({ rate: 0.2 }), tf.layers.dense({ units: 1 })] });
  model.compile({ optimizer: tf.train.adam(0.02), loss: 'meanSquaredError' });
  return model;
};
const first = make('first'), second = make('second');
let batches = 0, cutAfter = Infinity;
const trained = { onBatchEnd: async () => {
  await new Promise((go) => setTimeout(go, 3));
  if (++batches > cutAfter) throw new Error('cut');
} };
const options = { epochs: 1, batchSize: 4, checkpointEvery: { steps: 1 }, callbacks: trained } as never;`;

/** As a GAN is trained: two models in turn, with numbers drawn in between, which one makes out of the other. */
const ALTERNATING = `
const losses: unknown[] = [];
for (let round = 0; round < 4; round++) {
  for (const [model, other] of [[first, second], [second, first]]) {
    const x = tf.randomNormal([16, 1]);
    const { history, epoch } = await model.fit(x, (other.predict(x) as tf.Tensor).add(x), options);
    losses.push([epoch, history.loss, Math.random()]);
  }
}
losses.push(Array.from(await (second.predict(tf.ones([2, 1])) as tf.Tensor).data()));
console.log(JSON.stringify(losses));`;

async function kernel(folder = memoryFolder(), seed = 3) {
  const started = await startTestKernel(folder);
  expect((await started.run(SETUP(seed))).error).toBeUndefined();
  const changes = (): TrackChange[] => started.events.flatMap((event) => (event.type === 'track' ? [event.change] : []));
  const batches = async () => Number((await started.run('batches')).result);
  return { ...started, folder, changes, batches };
}

const recordsOf = async (folder: FileSystemDirectoryHandle) => storeIn(folder).records();

describe('trainings of one cell', { timeout: 60_000 }, () => {
  it.each([2, 5, 14, 27])('go on after %i batches where they were cut off; the others give what they gave', async (cutAfter) => {
    const whole = await kernel();
    const expected = await whole.run(ALTERNATING, 'gan');
    expect(expected.error).toBeUndefined();
    expect(await recordsOf(whole.folder)).toSatisfy((all: { kind: string }[]) => all.every(({ kind }) => kind !== 'cell'));

    const cut = await kernel();
    expect((await cut.run(`cutAfter = ${cutAfter};${ALTERNATING}`, 'gan')).error?.evalue).toContain('cut');
    const [record] = await recordsOf(cut.folder);
    if (record === undefined) throw new Error('nothing was kept');
    const later = await kernel(cut.folder);
    later.kernel.receive({ type: 'resume', cellId: 'gan', training: record.id });
    const found = await later.run(ALTERNATING, 'gan');
    expect(found.error).toBeUndefined();
    expect(JSON.parse(found.stdout)).toEqual(JSON.parse(expected.stdout));
    expect(await later.batches()).toBeLessThanOrEqual(32 - cutAfter + 2);
    // Runs go on that were there; none is begun again.
    const ids = new Set(cut.changes().map(({ trackId }) => trackId));
    const begun = later.changes().flatMap(({ kind, trackId }) => (kind === 'begin' ? [trackId] : []));
    expect(begun.length).toBe(2 - ids.size);
    expect(later.changes().filter(({ kind }) => kind === 'resume').every(({ trackId }) => ids.has(trackId))).toBe(true);
    expect((await recordsOf(cut.folder)).filter(({ kind }) => kind === 'cell')).toEqual([]);
  });

  it('go on after one of them, where the cell was cut off between two', async () => {
    const cell = (after: number) => `
const results: unknown[] = [];
const x = tf.linspace(-1, 1, 16).reshape([16, 1]), y = x.square();
results.push((await first.fit(x, y, options)).history);
results.push(await new train.Trainer({ maxEpochs: 2, summary: false, checkpointEvery: { steps: 1 }, callbacks: [trained] }).fit({ w: tf.variable(tf.scalar(0.5)), trainingStep({ x, y }) { return this.w.mul(x).sub(y).square().mean(); } }, { x, y, batchSize: 8 }));
if (batches >= ${after}) throw new Error('cut');
results.push((await second.fit(x, first.predict(x) as tf.Tensor, options)).history);
console.log(JSON.stringify(results));`;
    const expected = await (await kernel()).run(cell(Infinity), 'both');
    expect(expected.error).toBeUndefined();
    const cut = await kernel();
    expect((await cut.run(cell(8), 'both')).error?.evalue).toContain('cut');
    const record = (await recordsOf(cut.folder)).find(({ kind }) => kind === 'cell');
    expect(record).toMatchObject({ cellId: 'both', state: 'failed' });
    const later = await kernel(cut.folder);
    later.kernel.receive({ type: 'resume', cellId: 'both', training: record?.id ?? '' });
    const found = await later.run(cell(Infinity), 'both');
    expect(found.error).toBeUndefined();
    expect(JSON.parse(found.stdout)).toEqual(JSON.parse(expected.stdout));
    // Of the second model's fit alone.
    expect(await later.batches()).toBe(4);
  });

  it('are all trained again by a cell that is run anew, and what an earlier run left goes', async () => {
    const made = await kernel();
    await made.run(`cutAfter = 14;${ALTERNATING}`, 'gan');
    expect((await recordsOf(made.folder)).some(({ kind }) => kind === 'cell')).toBe(true);
    await made.run(`batches = 0; cutAfter = Infinity;${ALTERNATING}`, 'gan');
    expect(await made.batches()).toBe(32);
    expect((await recordsOf(made.folder)).filter(({ kind }) => kind === 'cell')).toEqual([]);
  });
});
