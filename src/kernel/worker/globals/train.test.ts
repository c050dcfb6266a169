/** `train` in cells of a real kernel: what it shows, where it stops, and how modules import it. */
import { describe, expect, it } from 'vitest';
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
});
