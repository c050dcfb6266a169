/** What a real kernel tells the page of the trainings of its cells. */
import { describe, expect, it } from 'vitest';
import { mime } from '../../../base/mime';
import type { MetricBatch, TrackChange } from '../../../protocol/tracking';
import { startTestKernel } from '../testing';

const MODEL = `
const x = tf.linspace(-1, 1, 16).reshape([16, 1]), y = x.mul(2);
const make = (name?: string) => {
  const model = tf.sequential({ name, layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError', metrics: ['mae'] });
  return model;
};`;

async function kernel() {
  const started = await startTestKernel();
  const { events, run, until } = started;
  await run(MODEL);
  const changes = (): TrackChange[] => events.flatMap((event) => (event.type === 'track' ? [event.change] : []));
  const batches = (): MetricBatch[] => events.flatMap((event) => (event.type === 'metrics' ? event.batches : []));
  const kinds = (): string[] => changes().map(({ kind }) => kind);
  return {
    ...started,
    changes,
    kinds,
    begun: () => changes().flatMap((change) => (change.kind === 'begin' ? [change] : [])),
    ends: () => changes().flatMap((change) => (change.kind === 'end' ? [[change.status, change.message]] : [])),
    /** Of one metric, in all batches. */
    column: (metric: string, column: 'step' | 'epoch' | 'time' | 'value', trackId?: string): number[] =>
      batches().flatMap((batch) => (batch.metric === metric && (trackId === undefined || batch.trackId === trackId) ? [...batch[column]] : [])),
    /** How many outputs of a kind stand below cells. */
    shown: (kind: 'chart' | 'figure' | 'progress'): number =>
      events.filter((event) => event.type === 'output' && event.output.type === 'display' && Object.hasOwn(event.output.data, mime[kind])).length,
    metrics: () => [...new Set(batches().map(({ metric }) => metric))],
    described: () => until(() => kinds().includes('describe')),
  };
}

describe('trials of a sweep', () => {
  const sweep = (options: string): string => `
    let trial = 0;
    await train.sweep({ rate: [0.1, 0.01, 0.001] }, async ({ rate }) => {
      const net = make();
      return (await net.fit(x, y, { epochs: 1, batchSize: 8, callbacks: new train.LogPredictions({ data: x, labels: y, count: 4 }) }));
    }, { method: 'grid', metric: 'loss', ${options} });`;

  it('have their charts and figures in the runs, and below the cell a table and a line for all of them', async () => {
    const { run, shown, begun, changes } = await kernel();
    expect((await run(sweep(''))).error).toBeUndefined();
    expect(shown('chart')).toBe(0);
    expect(shown('figure')).toBe(0);
    expect(shown('progress')).toBe(2);
    expect(begun().map(({ facts }) => facts.group !== null)).toEqual([true, true, true]);
    expect(changes().filter((change) => change.kind === 'keep' && change.item.type === 'image')).toHaveLength(3);
  });

  it('draw them below the cell with charts: each', async () => {
    const { run, shown } = await kernel();
    expect((await run(sweep("charts: 'each'"))).error).toBeUndefined();
    expect(shown('chart')).toBe(6);
    expect(shown('figure')).toBe(3);
    expect(shown('progress')).toBe(4);
  });

  it('leave a fit that follows its charts', async () => {
    const { run, shown } = await kernel();
    expect((await run(`${sweep('')} await make().fit(x, y, { epochs: 1 });`)).error).toBeUndefined();
    expect(shown('chart')).toBe(2);
  });
});

describe('a training of a cell', () => {
  it('is kept with its settings, device, versions, parameters, every step, and what its data is', async () => {
    const { run, begun, ends, column, metrics, described, changes } = await kernel();
    const { error } = await run("runtime.seed(7); await make('line').fit(x, y, { epochs: 2, batchSize: 4, validationData: [x, y] })");
    expect(error).toBeUndefined();
    const [begin] = begun();
    expect(begin?.facts).toMatchObject({
      kind: 'fit',
      name: 'line',
      settings: { optimizer: 'Adam', learningRate: 0.01, 'optimizer.beta1': 0.9, loss: 'meanSquaredError', metrics: ['mae'], batchSize: 4, epochs: 2, stepsPerEpoch: 4 },
      device: { kind: 'cpu', name: 'Plain JavaScript' },
      seed: 7,
      parameters: { total: 2, trainable: 2 },
      group: null,
    });
    expect(begin?.facts.packages['@tensorflow/tfjs']).toMatch(/^4\./);
    expect(column('loss', 'step')).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(column('loss', 'epoch')).toEqual([0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2]);
    expect(column('loss', 'value').every(Number.isFinite)).toBe(true);
    const times = column('loss', 'time');
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(column('val_loss', 'step')).toEqual([4, 8]);
    expect(column('epoch_loss', 'epoch')).toEqual([1, 2]);
    expect(metrics()).toEqual(expect.arrayContaining(['mae', 'val_mae', 'learning_rate', 'system/step ms', 'system/memory MB']));
    await described();
    expect(changes().find(({ kind }) => kind === 'describe')).toMatchObject({ data: { description: '16 × [1] float32 → [1] float32' } });
    expect(ends()).toEqual([['done', undefined]]);
  });

  it('fitted again in the same run of its cell goes on, with the steps and epochs after those before', async () => {
    const { run, begun, ends, column } = await kernel();
    await run('const model = make(); for (let i = 0; i < 3; i++) await model.fit(x, y, { epochs: 1, batchSize: 8 })');
    expect(begun()).toHaveLength(1);
    expect(begun()[0]?.facts.name).toBe('');
    expect(column('loss', 'step')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(column('loss', 'epoch')).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
    expect(ends()).toEqual([['done', undefined]]);
    await run('await model.fit(x, y, { epochs: 1 })');
    expect(begun()).toHaveLength(2);
  });

  it('has ended when nothing more comes, and goes on when more does', async () => {
    const { run, kinds } = await kernel();
    await run('const m = make(); await m.fit(x, y, { epochs: 1 }); await new Promise((go) => setTimeout(go, 400)); await m.fit(x, y, { epochs: 1 })');
    expect(kinds().filter((kind) => kind !== 'describe')).toEqual(['begin', 'end', 'again', 'end']);
  });

  it('that fails says what failed; one that is stopped is stopped', async () => {
    const { run, ends, send, interrupt, finished, column, until } = await kernel();
    await run('await make().fit(x, y, { epochs: 9, callbacks: { onEpochEnd: (epoch) => { if (epoch === 1) throw new Error("out of luck"); } } })');
    expect(ends()).toEqual([['failed', 'out of luck']]);
    const runId = send('await make().fit(x, y, { epochs: 100_000 })');
    const before = column('loss', 'step').length;
    await until(() => column('loss', 'step').length > before);
    interrupt();
    await finished(runId);
    await until(() => ends().length > 1);
    expect(ends()[1]).toEqual(['stopped', undefined]);
  });

  it('in a loop that the cell ends with an error shares its end', async () => {
    const { run, ends } = await kernel();
    await run('const m = make(); for (let i = 0; i < 3; i++) { await m.fit(x, y, { epochs: 1 }); if (i === 1) throw new RangeError("diverged"); }');
    expect(ends()).toEqual([['failed', 'RangeError: diverged']]);
  });

  it('on a dataset tells what its batches look like and how long they were waited for', async () => {
    const { run, metrics, described, changes, column } = await kernel();
    const { error } = await run("const slow = tf.data.generator(async function* () { for (let i = 0; i < 6; i++) { await new Promise((go) => setTimeout(go, 20)); yield { xs: x.clone(), ys: y.clone() }; } } as never); await make().fitDataset(slow as never, { epochs: 2 })");
    expect(error).toBeUndefined();
    await described();
    expect(changes().find(({ kind }) => kind === 'describe')).toMatchObject({ data: { description: 'batches of [16, 1] float32 → [16, 1] float32, shapes only' } });
    expect(metrics()).toContain('system/input wait %');
    expect(column('system/input wait %', 'value')[0]).toBeGreaterThan(30);
    expect(column('loss', 'step')).toHaveLength(12);
  });

  it('the same data has the same fingerprint, and other data another', async () => {
    const { run, changes, until } = await kernel();
    const prints = () => changes().flatMap((change) => (change.kind === 'describe' ? [change.data?.fingerprint] : []));
    await run('await make().fit(x, y, { epochs: 1 }); await make().fit(x.clone(), y, { epochs: 1 }); await make().fit(x, y.add(1e-6), { epochs: 1 })');
    await until(() => prints().length === 3);
    expect(prints()[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(prints()[1]).toBe(prints()[0]);
    expect(prints()[2]).not.toBe(prints()[0]);
  });

  it('leaves no tensor behind, and evaluate alone is no training', async () => {
    const { run, begun } = await kernel();
    await run('const model = make(); await model.fit(x, y, { epochs: 1 }); const before = tf.memory().numTensors; await model.fit(x, y, { epochs: 3, batchSize: 4 })');
    expect((await run('tf.memory().numTensors - before')).result).toBe('0');
    const count = begun().length;
    await run('tf.dispose(model.evaluate(x, y))');
    expect(begun()).toHaveLength(count);
  });

  it('of a Trainer is kept with its hyper-parameters, optimizers, schedule and data; a trial of the code is not', async () => {
    const { run, begun, column, described, changes, ends } = await kernel();
    const define = `
class Line extends train.Module {
  constructor() { super({ hidden: 4 }); this.net = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }); }
  net: tf.Sequential;
  forward(x: tf.Tensor) { return this.net.apply(x) as tf.Tensor; }
  loss(y: tf.Tensor, p: tf.Tensor) { return tf.losses.meanSquaredError(y, p) as tf.Scalar; }
  configureOptimizers() { return { optimizer: tf.train.sgd(0.1), schedule: { name: 'halving', at: (step: number) => 0.1 / (step + 1) } }; }
}`;
    await run(define);
    const { error } = await run('await new train.Trainer({ maxEpochs: 2, seed: 3 }).fit(new Line(), { train: { x, y, batchSize: 4 }, validation: { x, y } })');
    expect(error).toBeUndefined();
    expect(begun()[0]?.facts).toMatchObject({ kind: 'trainer', name: 'Line', seed: 3, parameters: { total: 2, trainable: 2 }, settings: { hidden: 4, optimizer: 'SGD', schedule: 'halving', maxEpochs: 2, batchSize: 4, stepsPerEpoch: 4 } });
    await described();
    expect(changes().find(({ kind }) => kind === 'describe')).toMatchObject({ data: { description: '16 × [1] float32 → [1] float32' } });
    expect(column('loss', 'step')).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(column('val_loss', 'epoch')).toEqual([1, 2]);
    expect(column('learning_rate', 'value').length).toBeGreaterThan(0);
    expect(column('system/input wait %', 'value')).toHaveLength(1);
    expect(ends()).toEqual([['done', undefined]]);
    await run('await new train.Trainer({ fastDevRun: true }).fit(new Line(), { x, y }); await new train.Trainer({ maxEpochs: 1, logger: false }).fit(new Line(), { x, y })');
    expect(begun()).toHaveLength(1);
  });

  it('of a loop of its own by accelerate is kept as well', async () => {
    const { run, begun, column, ends } = await kernel();
    const { error } = await run('const w = tf.variable(tf.scalar(0)); const a = train.accelerate({ model: w, optimizer: tf.train.sgd(0.1), data: { x, y, batchSize: 8 }, epochs: 2 }); for (let e = 0; e < 2; e++) for await (const batch of a.data) { const b = batch as { x: tf.Tensor; y: tf.Tensor }; const loss = a.backward(() => b.x.mul(w).sub(b.y).square().mean()); a.step(); a.log({ loss }); loss.dispose(); } await a.end()');
    expect(error).toBeUndefined();
    expect(begun()[0]?.facts).toMatchObject({ kind: 'log', settings: { optimizer: 'SGD', epochs: 2, batchSize: 8 }, parameters: { total: 1 } });
    expect(column('loss', 'step')).toEqual([1, 2, 3, 4]);
    expect(ends()).toEqual([['done', undefined]]);
  });
});

describe('train.run in a cell', () => {
  it('keeps a loop of its own as a run, which ends as its cell does', async () => {
    const { run, begun, ends, column } = await kernel();
    const { error } = await run('for (let i = 1; i <= 3; i++) train.run.log({ loss: 1 / i, reward: tf.scalar(i) }); train.run.config({ gamma: 0.9 })');
    expect(error).toBeUndefined();
    expect(begun()[0]?.facts).toMatchObject({ kind: 'log', name: '' });
    expect(column('loss', 'step')).toEqual([1, 2, 3]);
    expect(column('reward', 'value')).toEqual([1, 2, 3]);
    await run('train.run.log({ loss: Infinity }); throw new Error("no more")');
    expect(column('loss', 'value').at(-1)).toBe(Infinity);
    expect(ends()).toEqual([['done', undefined], ['failed', 'Error: no more']]);
  });

  it('of a timer goes on after its cell, in the same run, and ends when the timers are over', async () => {
    const { run, begun, ends, column, kinds, until } = await kernel();
    await run("train.run.start({ name: 'polled' }); let ticks = 0; const tick = () => { train.run.log({ reward: ++ticks }); if (ticks < 4) setTimeout(tick, 40); }; setTimeout(tick, 40)");
    await until(() => column('reward', 'value').length === 4);
    await until(() => ends().length === 2);
    expect(begun().map(({ facts }) => facts.name)).toEqual(['polled']);
    expect(kinds()).toEqual(['begin', 'end', 'again', 'end']);
    expect(column('reward', 'step')).toEqual([1, 2, 3, 4]);
    await run('setTimeout(() => train.run.log({ reward: 9 }), 40)');
    await until(() => ends().length === 3);
    expect(begun()).toHaveLength(2);
    expect(ends()).toEqual([['done', undefined], ['done', undefined], ['done', undefined]]);
  });

  it('adds to the fit under way; a run that was started takes fits in', async () => {
    const { run, begun, column, ends, changes } = await kernel();
    await run('await make().fit(x, y, { epochs: 2, batchSize: 8, callbacks: { onEpochEnd: (epoch) => train.run.log({ mine: epoch }) } })');
    expect(begun()).toHaveLength(1);
    expect(column('mine', 'value')).toEqual([0, 1]);
    await run("for (const units of [1, 2]) { train.run.start({ name: `units ${units}`, settings: { units }, group: 'sizes' }); await make().fit(x, y, { epochs: 1, batchSize: 8 }); await make().fit(x, y, { epochs: 1, batchSize: 8 }); train.run.finish(); }");
    const [, one, two] = begun();
    expect([one, two].map((change) => [change?.facts.name, change?.facts.group, change?.facts.settings])).toEqual([['units 1', 'sizes', { units: 1 }], ['units 2', 'sizes', { units: 2 }]]);
    expect(column('loss', 'step', one?.trackId)).toEqual([1, 2, 3, 4]);
    expect(changes().some((change) => change.kind === 'settings' && change.trackId === two?.trackId && change.settings['optimizer'] === 'Adam')).toBe(true);
    expect(ends()).toHaveLength(3);
  });

  it('keeps pictures, distributions, confusions, tables; what cannot be shown is said, and begins no run', async () => {
    const { run, changes, begun } = await kernel();
    expect((await run("train.run.image('p', tf.zeros([2, 2, 2, 2]))")).error?.evalue).toContain('channels are none that can be shown');
    expect((await run("train.run.table('t', 3)")).error?.evalue).toContain("train.run.table('t', …) takes rows");
    expect(begun()).toHaveLength(0);
    const { error } = await run("train.run.log({ loss: 1 }, { step: 5 }); const p = tf.zeros([2, 3]); train.run.image('p', p); p.dispose(); train.run.histogram('h', tf.tensor([1, 2, 2, NaN]), { bins: 2 }); train.run.confusionMatrix('c', { labels: [0, 1, 1], predictions: [0, 1, 0], classNames: ['cat', 'dog'] }); train.run.table('t', [{ a: 1 }, { a: 2 }])");
    expect(error).toBeUndefined();
    const items = changes().flatMap((change) => (change.kind === 'keep' ? [change.item] : []));
    expect(items.map(({ type, name, step }) => [type, name, step]).sort()).toEqual([['confusion-matrix', 'c', 5], ['histogram', 'h', 5], ['image', 'p', 5], ['table', 't', 5]]);
    const dataOf = (name: string) => items.find((item) => item.name === name)?.data;
    expect(dataOf('p')?.['image/png']).toMatch(/^iVBOR/);
    expect(dataOf('h')?.['application/json']).toMatchObject({ counts: [1, 2] });
    expect(dataOf('c')).toMatchObject({ 'application/json': { matrix: [[1, 0], [1, 1]], classNames: ['cat', 'dog'] }, 'image/svg+xml': expect.stringContaining('<svg') });
    expect(dataOf('t')).toHaveProperty('application/vnd.gradbook.table+json');
  });
});
