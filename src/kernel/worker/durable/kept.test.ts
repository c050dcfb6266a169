/** What cells and the page get of trainings that a real kernel keeps. */
import { expect, test } from 'vitest';
import type { TrackChange } from '../../../protocol/tracking';
import { memoryFolder } from '../../../storage/opfs/testing';
import { startTestKernel } from '../testing';
import { storeIn } from './runs';

const MODEL = `
const x = tf.linspace(-1, 1, 16).reshape([16, 1]), y = x.mul(2);
const model = tf.sequential({ name: 'line', layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' })] });
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });`;
const FIT = (cutAfter: number) => `
let batches = 0;
await model.fit(x, y, { epochs: 4, batchSize: 4, shuffle: false, checkpointEvery: { steps: 1 }, callbacks: { onBatchEnd: async () => {
  await new Promise((go) => setTimeout(go, 10));
  if (++batches === ${cutAfter}) throw new Error('cut');
} } } as never);`;

async function kernel(folder = memoryFolder()) {
  const started = await startTestKernel(folder);
  await started.run(MODEL);
  const changes = (): TrackChange[] => started.events.flatMap((event) => (event.type === 'track' ? [event.change] : []));
  const steps = (): number[] => started.events.flatMap((event) => (event.type === 'metrics' ? event.batches.flatMap(({ metric, step }) => (metric === 'loss' ? [...step] : [])) : []));
  const epochs = (): number[] => started.events.flatMap((event) => (event.type === 'metrics' ? event.batches.flatMap(({ metric, epoch }) => (metric === 'loss' ? [...epoch] : [])) : []));
  return { ...started, folder, changes, steps, epochs };
}

test('a tracked run knows where its checkpoints are, and goes on in another kernel after the last of them', async () => {
  const first = await kernel();
  await first.run(FIT(6), 'fit');
  const [begin] = first.changes();
  const [record] = await storeIn(first.folder).records();
  if (record === undefined || begin?.kind !== 'begin') throw new Error('nothing was kept');
  expect(record.track).toEqual({ id: begin.trackId, step: 0, epoch: 0 });
  const kept = first.changes().filter(({ kind }) => kind === 'keep');
  expect(kept).toMatchObject([{ trackId: begin.trackId, item: { type: 'checkpoint', name: 'line checkpoints', step: 1, data: { 'application/json': { path: `.gradbook/checkpoints/${record.id}`, training: record.id } } } }]);

  const second = await kernel(first.folder);
  second.kernel.receive({ type: 'resume', cellId: 'fit', training: record.id });
  expect((await second.run(FIT(100), 'fit')).error).toBeUndefined();
  const after = record.checkpoints.at(-1)?.batches ?? 0;
  expect(after).toBeGreaterThan(2);
  expect(second.changes().map(({ kind, trackId }) => [kind, trackId]).filter(([kind]) => kind !== 'describe')).toEqual([['resume', begin.trackId], ['end', begin.trackId]]);
  expect(second.changes()[0]).toMatchObject({ after, facts: { name: 'line', kind: 'fit' } });
  expect(second.steps()).toEqual(Array.from({ length: 16 - after }, (_, index) => after + 1 + index));
  expect(second.epochs()).toEqual(second.steps().map((step) => step / 4));
  // The same cell once more is another run.
  await second.run(FIT(100), 'fit');
  expect(second.changes().filter(({ kind }) => kind === 'begin')).toHaveLength(1);
});

test('checkpoints are listed, put into a model that is there, and compared side by side', async () => {
  const { run, outputs } = await kernel();
  await run(FIT(100), 'fit');
  const listed = await run("const all = await train.checkpoints(); all.map(({ name, step, epoch, loss }) => [name, step, epoch, typeof loss].join(' ')).join('; ')");
  expect(listed.result).toMatch(/^"line \d+ \d number; line \d+ \d number/);
  const kernelOf = 'Array.from(await model.getWeights()[0].data())[0]';
  const restored = await run(`
const now = ${kernelOf};
const oldest = all[all.length - 1];
await train.restoreCheckpoint(model, oldest);
const then = ${kernelOf};
const { weights } = await oldest.load();
console.log(now !== then, weights.some(({ values }) => values[0] === then));
await train.restoreCheckpoint(model, await all[0].load());
console.log(Math.abs(2 - ${kernelOf}) < Math.abs(2 - then));`);
  expect(restored.error).toBeUndefined();
  expect(restored.stdout.trim().split(/\s+/)).toEqual(['true', 'true', 'true']);
  const compared = await run(`
const before = ${kernelOf};
const { predictions, meanAbsoluteDifferences } = await train.compareCheckpoints(model, x, [all[0], all[all.length - 1]]);
console.log(predictions.map(({ shape }) => shape.join('×')).join(), meanAbsoluteDifferences.length, meanAbsoluteDifferences[0] > 0, before === ${kernelOf});`);
  expect(compared.stdout.trim()).toBe('16×1,16×1 1 true true');
  expect(JSON.stringify(outputs(compared.runId))).toContain('Predictions by checkpoint');
  const refused = await run(`
const other = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [1] })] });
await train.restoreCheckpoint(other, all[0]);`);
  expect(refused.error?.evalue).toContain('the checkpoint is of another model');
  expect((await run('await train.compareCheckpoints(model, x, all.slice(0, 1))')).error?.evalue).toContain('two checkpoints or more');
});

test('train.resume goes on with the last training of its cell, and tells where', async () => {
  const { run, steps } = await kernel();
  const cell = (cutAfter: number) => `const from = await train.resume(); console.log(from?.step ?? 'afresh');${FIT(cutAfter)}`;
  expect((await run(cell(6), 'fit')).stdout.trim()).toBe('afresh');
  const told = steps().length;
  const { stdout, error } = await run(cell(100), 'fit');
  expect(error).toBeUndefined();
  expect(Number(stdout)).toBeGreaterThan(2);
  expect(steps().slice(told)[0]).toBe(Number(stdout) + 1);
});
