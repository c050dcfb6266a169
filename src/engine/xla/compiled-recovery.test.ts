import type { Tensor } from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { startRemoteServer } from '../../../e2e/support/remote-server';
import { remoteTestBed } from '../../../e2e/support/remote-test-bed';
import { compiled } from '../graph/compiled/compiled';
import { stacked } from '../graph/compiled/stacked';
import { testLine } from '../graph/testing';

const bed = remoteTestBed({ args: ['--grace', '2'] });

/** Losses of six calls. */
async function losses(steps: number, before: (call: number) => Promise<void>): Promise<number[]> {
  const { tf } = bed.engine;
  const w = tf.tidy(() => tf.variable(tf.fill([4, 2], 0.5)));
  const optimizer = tf.train.adam(0.1);
  const train = (x: Tensor): Tensor => {
    const lost = optimizer.minimize(() => x.matMul(w as never).square().mean().asScalar(), true, [w]);
    if (lost === null) throw new Error('no loss');
    return lost;
  };
  const one = compiled(tf, train, {}, { lineOf: testLine, say: () => undefined });
  const step = steps === 1 ? one : stacked(tf, one, steps, null);
  const found: number[] = [];
  for (let call = 0; call < 6; call++) {
    await before(call);
    const x = steps === 1 ? tf.ones([8, 4]) : tf.ones([steps, 8, 4]);
    const lost = step(x);
    found.push(...(await lost.data()));
    tf.dispose([x, lost]);
  }
  expect(one.report()).toMatchObject({ traces: 2, refusal: null });
  step.dispose();
  optimizer.dispose();
  w.dispose();
  return found;
}

it.each([1, 3])('compiled steps forget a server that was lost and go on at the next, %i steps a call', async (steps) => {
  const expected = await losses(steps, () => Promise.resolve());
  const found = await losses(steps, async (call) => {
    if (call !== 4) return;
    const { port } = bed.server;
    await bed.server.end('SIGTERM');
    bed.server = await startRemoteServer({ args: [...bed.sameToken, '--grace', '2', '--port', String(port)] });
    while ((await bed.engine.recover()) === null) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  expect(found.length).toBe(6 * steps);
  found.forEach((loss, index) => expect(Math.abs(loss - (expected[index] ?? NaN))).toBeLessThan(1e-6));
}, 120_000);
