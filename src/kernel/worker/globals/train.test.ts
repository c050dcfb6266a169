/** `train` in cells of a real kernel: what it shows, where it stops, and how modules import it. */
import { describe, expect, it } from 'vitest';
import { TRAINER_OPTIONS } from '../../../protocol/trainer-options';
import { readTrainerOptions } from '../../../train/trainer/options';
import { startTestKernel } from '../testing';

const DEFINE = `
class Net extends train.Module {
  net = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  forward(x: tf.Tensor) { return this.net.apply(x) as tf.Tensor; }
  trainingStep({ x, y }: { x: tf.Tensor; y: tf.Tensor }) { return tf.losses.meanSquaredError(y, this.forward(x)) as tf.Scalar; }
}
const net = new Net();
const x = tf.linspace(-1, 1, 16).reshape([16, 1]), y = x.mul(2);
const trainer = new train.Trainer({ maxEpochs: 5 });`;

describe('train in a cell', () => {
  it('shows a table of layers, a line of progress and charts, and gives a history; a later cell goes on with it', async () => {
    const { run, outputs, eventsOf } = await startTestKernel();
    expect((await run(DEFINE)).end).toMatchObject({ status: 'ok' });
    const fitted = await run('const fit = await trainer.fit(net, { train: { x, y, batchSize: 4 }, validation: { x, y } }); [fit.status, fit.steps, fit.history.val_loss.length]');
    expect(fitted.error).toBeUndefined();
    expect(fitted.result).toBe('["done", 20, 5]');
    const shown = outputs(fitted.runId).flatMap((output) => ('data' in output ? [output.data] : []));
    expect(shown[0]?.['text/plain']).toContain('2 parameters, 2 trainable.');
    expect(shown.findLast((data) => 'application/vnd.gradbook.progress+json' in data)).toMatchObject({ 'application/vnd.gradbook.progress+json': { done: 20, total: 20, state: 'done' } });
    const points = eventsOf(fitted.runId).flatMap((event) => (event.type === 'points' ? event.batches : []));
    expect(new Set(points.map(({ series }) => series))).toEqual(new Set(['loss', 'val_loss']));
    const tested = await run('await trainer.test(net, { x, y }); 1');
    expect(outputs(tested.runId).some((output) => 'data' in output && String(output.data['text/plain']).includes('test_loss'))).toBe(true);
  });

  it('runs the JavaScript of a step no more once it is compiled, and always where the step needs it', async () => {
    const { run } = await startTestKernel();
    await run('let calls = 0; const x = tf.ones([40, 1]), w = tf.variable(tf.scalar(0))');
    const stepsOf = (extra: string) => `calls = 0; await new train.Trainer({ maxEpochs: 5 }).fit(train.defineModule({ w, trainingStep({ x }, context) { calls++; return x.mul(this.w).sub(1).square().mean()${extra} } }), { x, batchSize: 4 }); calls`;
    expect(Number((await run(stepsOf(''))).result)).toBeLessThan(10);
    expect((await run(stepsOf('.mul(context.epoch + 1)'))).result).toBe('50');
  });

  it('is a module whose classes can be extended', async () => {
    const { run } = await startTestKernel();
    expect((await run("import { Module, Trainer } from 'gradbook/train'; class A extends Module {} [new A().name, new A() instanceof train.Module, Trainer === train.Trainer]")).result).toBe('["A", true, true]');
  });

  it('a stop ends a training within an epoch', async () => {
    const { run, send, finished, interrupt, until, outputs } = await startTestKernel();
    await run(DEFINE);
    const runId = send('await new train.Trainer({ maxEpochs: 100_000 }).fit(net, { x, y, batchSize: 1 })');
    const states = () => outputs(runId).flatMap((output) => ('data' in output ? [output.data['application/vnd.gradbook.progress+json']] : [])).filter((state) => state !== undefined);
    await until(() => states().length > 2);
    interrupt();
    expect((await finished(runId)).end).toMatchObject({ status: 'interrupted' });
    expect(states().at(-1)).toMatchObject({ state: 'stopped' });
  });

  it('takes options from outside instead of its own', async () => {
    const { run } = await startTestKernel();
    await run(DEFINE, 'one', { maxEpochs: 2, limitBatches: { train: 3 } });
    expect((await run('(await trainer.fit(net, { x, y, batchSize: 4 })).steps', 'two')).result).toBe('6');
    expect((await run('new train.Trainer({ maxEpochs: 3 }).options.maxEpochs', 'three', { maxEpochs: 0.5 })).error?.evalue).toContain('maxEpochs of a Trainer is a whole number from 1 on; here is 0.5');
    expect((await run('new train.Trainer({ maxEpochs: 3 }).options.maxEpochs', 'four')).result).toBe('3');
  });

  it('knows every option that may be set from outside', () => {
    const outside = TRAINER_OPTIONS.filter((name) => name !== 'logger');
    const refused = (name: string): string => {
      try {
        readTrainerOptions({ [name]: Symbol.iterator });
        return '';
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
    };
    for (const name of outside) expect(refused(name)).not.toContain('not found');
    const known = /options are: (.*)$/.exec(refused('none'))?.[1]?.split(', ') ?? [];
    expect([...known].filter((name) => name !== 'callbacks').sort()).toEqual([...TRAINER_OPTIONS].sort());
  });
});

describe('a layers model with steps of its own in a cell', () => {
  const KERAS = `
class Net extends tf.Sequential {
  seen = 0;
  trainStep({ x, y }, { training }) {
    this.seen++;
    const loss = this.optimizer.minimize(() => this.computeLoss(y, this.apply(x, { training })), true);
    return { loss, twice: loss.mul(2) };
  }
}
const model = new Net();
model.add(tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' }));
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
const x = tf.linspace(-1, 1, 16).reshape([16, 1]), y = x.mul(2);`;

  it('is charted by the names that its step gives, with a line of progress, in a stop and in several steps an execution', async () => {
    const { run, outputs, eventsOf } = await startTestKernel();
    expect((await run(KERAS)).error).toBeUndefined();
    const fitted = await run('const { history } = await model.fit(x, y, { epochs: 3, batchSize: 4, validationData: [x, y] }); [Object.keys(history).sort().join(), history.loss.length, model.seen]');
    expect(fitted.result).toBe('["loss,twice,val_loss", 3, 12]');
    const points = eventsOf(fitted.runId).flatMap((event) => (event.type === 'points' ? event.batches : []));
    expect(new Set(points.map(({ series }) => series))).toEqual(new Set(['loss', 'twice', 'val_loss']));
    expect(outputs(fitted.runId).some((output) => 'data' in output && 'application/vnd.gradbook.progress+json' in output.data)).toBe(true);
    await run("model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError', stepsPerExecution: 2 })");
    expect((await run('const again = await model.fit(x, y, { epochs: 1, batchSize: 4 }); Object.keys(again.history).join()')).result).toBe('"loss,twice"');
  });

  it('trains as the stock step does', async () => {
    const { run } = await startTestKernel();
    await run(KERAS);
    const fit = (of: string) => `(await ${of}.fit(x, y, { epochs: 3, batchSize: 4, shuffle: false })).history.loss.map((loss) => loss.toFixed(5)).join()`;
    await run("const plain = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' })] }); plain.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' })");
    expect((await run(fit('model'))).result).toBe((await run(fit('plain'))).result);
  });

  it('adds what layers add to the loss, in fit and in compiled steps of a Trainer', async () => {
    const { run } = await startTestKernel();
    await run(`
class Penalty extends tf.layers.Layer {
  call(inputs) { const x = Array.isArray(inputs) ? inputs[0] : inputs; this.addLoss(x.square().mean()); return x; }
}
Penalty.className = 'Penalty';
const layer = new Penalty({}), x = tf.fill([8, 1], 2), y = x;
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' }), layer] });
model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });`);
    expect((await run('(await model.fit(x, y, { epochs: 3 })).history.loss.join()')).result).toBe('"4,4,4"');
    const fit = 'const w = tf.variable(tf.scalar(1)); const { history } = await new train.Trainer({ maxEpochs: 6 }).fit(train.defineModule({ w, layer, trainingStep({ x }) { return this.layer.apply(x.mul(this.w)).sub(2).square().mean() }, configureOptimizers: () => tf.train.sgd(0) }), { x, batchSize: 4 }); history.loss.join()';
    expect((await run(fit)).result).toBe('"4,4,4,4,4,4"');
  });
});

describe('passes without training', () => {
  const lines = (outputs: readonly object[]) => outputs.flatMap((output) => ('data' in output ? [(output.data as Record<string, unknown>)['application/vnd.gradbook.progress+json']] : [])).filter((state) => state !== undefined);

  it('of a Trainer each have a line: sanity validation, validation, test and predict', async () => {
    const { run, outputs } = await startTestKernel();
    await run(DEFINE);
    const fitted = await run('await trainer.fit(net, { train: { x, y, batchSize: 4 }, validation: { x, y, batchSize: 4 } }); 1');
    expect(lines(outputs(fitted.runId))).toEqual(expect.arrayContaining([expect.objectContaining({ label: 'sanity validation', done: 4, total: 4, state: 'done' }), expect.objectContaining({ label: 'validation', done: 4, state: 'done', metrics: [expect.objectContaining({ name: 'val_loss' })] })]));
    const tested = await run('await trainer.test(net, { x, y, batchSize: 4 }); 1');
    expect(lines(outputs(tested.runId)).at(-1)).toMatchObject({ label: 'test Net', done: 4, total: 4, msPerStep: expect.any(Number), state: 'done' });
    const predicted = await run('await trainer.predict(net, { x, batchSize: 3 }); 1');
    expect(lines(outputs(predicted.runId)).at(-1)).toMatchObject({ label: 'predict Net', done: 6, total: 6, state: 'done' });
  });
});
