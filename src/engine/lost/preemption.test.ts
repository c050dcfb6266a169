import type { Scalar } from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { startRemoteServer } from '../../../e2e/support/remote-server';
import { remoteTestBed } from '../../../e2e/support/remote-test-bed';

const bed = remoteTestBed({ args: ['--grace', '2'] });

const train = async (between: (step: number) => Promise<void>): Promise<number[]> => {
  const { tf } = bed.engine;
  bed.engine.seed(5);
  const weights = [tf.variable(tf.randomNormal([4, 16])), tf.variable(tf.randomNormal([16, 1]))] as const;
  const optimizer = tf.train.adam(0.05);
  const losses: number[] = [];
  for (let step = 0; step < 12; step++) {
    await between(step);
    // Each batch comes from this machine.
    const values = Float32Array.from({ length: 32 }, (_, index) => Math.sin(7 * step + index));
    const loss = tf.tidy(() => {
      const x = tf.tensor2d(values, [8, 4]);
      const y = x.sum(1, true);
      return optimizer.minimize(() => tf.losses.meanSquaredError(y, tf.dropout(x.matMul(weights[0]).tanh(), 0.1).matMul(weights[1])) as never, true) as Scalar;
    });
    losses.push((await loss.data())[0] ?? NaN);
    loss.dispose();
  }
  optimizer.dispose();
  tf.dispose([...weights]);
  return losses;
};

it('a training whose machine is taken away goes on at the next one with the same losses', async () => {
  const expected = await train(() => Promise.resolve());
  const { port } = bed.server;
  const losses = await train(async (step) => {
    if (step !== 6) return;
    // The time between the word and the end is enough for copies of all variables.
    await bed.server.end('SIGTERM');
    bed.server = await startRemoteServer({ args: [...bed.sameToken, '--grace', '2', '--port', String(port)] });
    let recovered = await bed.engine.recover();
    while (recovered === null) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      recovered = await bed.engine.recover();
    }
    expect(recovered.backend).toBe('tpu');
    expect(recovered.message).toMatch(/A new device was started: \d+ tensors restored, variables as they were \d+ s ago/);
  });
  losses.forEach((loss, step) => expect(Math.abs(loss - (expected[step] as number))).toBeLessThan(1e-6));
}, 120_000);
