import { describe, expect, it } from 'vitest';
import { remoteTestBed } from '../../../e2e/support/remote-test-bed';
import type { FullTensorFlow } from '../api';
import { deviceRemarks, deviceSections, deviceSummary, type DeviceProfile } from './reports/device-profile';
import { peakFlops } from './reports/peak';

const bed = remoteTestBed();

type Tensor = ReturnType<FullTensorFlow['tensor']>;

/** What the device does in three steps; compiled before. */
async function measured(step: () => Tensor, pause = 0): Promise<DeviceProfile> {
  for (let warm = 0; warm < 2; warm++) await read(step());
  const end = bed.engine.remote.profile();
  for (let index = 0; index < 3; index++) {
    await read(step());
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  if (end === null) throw new Error('nothing is connected');
  return end();
}

async function read(tensor: Tensor): Promise<void> {
  await tensor.data();
  tensor.dispose();
}

const words = (profile: DeviceProfile, peak: number | null = null): string => deviceRemarks(profile, peak).map(({ text }) => text).join('\n');

describe('a profile of what a device does', () => {
  it('shares its time out by kind, line and operation, and compares it with what it can do', async () => {
    const { tf } = bed.engine;
    const [x, w] = [tf.ones([256, 512]), tf.ones([512, 512])];
    const profile = await measured(() => tf.tidy(() => tf.sum(tf.tanh(tf.matMul(tf.matMul(x as never, w as never), w as never)))));
    tf.dispose([x, w]);
    expect(profile).toMatchObject({ platform: 'cpu', kind: 'cpu', devices: 1 });
    const product = profile.operations.find(({ type }) => type === 'matrix');
    expect(product).toMatchObject({ kernel: 'BatchMatMul' });
    expect(product?.line).toMatch(/profile\.test\.ts:\d+/);
    // Two products of 256 x 512 x 512, three times, each number multiplied and added.
    expect(profile.flops).toBeGreaterThan(3 * 2 * 2 * 256 * 512 * 512);
    expect(profile.flops).toBeLessThan(1.2 * 3 * 2 * 2 * 256 * 512 * 512);
    const [work, lines, operations] = deviceSections(profile, 3);
    const shares = work?.rows.map(([, , part]) => Number(part)) ?? [];
    expect(shares.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 3);
    expect(lines?.rows[0]?.[0]).toMatch(/profile\.test\.ts/);
    expect(operations?.rows.length).toBeGreaterThan(1);
    expect(words(profile)).toMatch(/^Products of matrices and convolutions take \d+ % of the device's time; [\d.]+ [GT]FLOP\/s over all, .*peakFlops/);
    expect(words(profile, 1e12)).toMatch(/of the 1\.00 TFLOP\/s that it can do at most\./);
    expect(deviceSummary(profile, 3)).toMatch(/^cpu computes .* of the .* that a step takes\.$/);
  }, 60_000);

  it('notices a device that waits for the notebook, and one that has only element-wise work', async () => {
    const { tf } = bed.engine;
    const x = tf.ones([512, 512]);
    const profile = await measured(() => tf.tidy(() => tf.sum(tf.exp(tf.sin(tf.tanh(x))))), 100);
    x.dispose();
    expect(words(profile)).toMatch(/The device computes [\d.]+ % of the time and waits for the notebook for the rest\. Run several steps at once \(stepsPerExecution\)/);
    expect(words(profile)).toMatch(/\d+ % of the device's time is element-wise, most in \w+/);
  }, 60_000);

  it('knows what TPUs can do', () => {
    expect(['TPU v5 lite', 'TPU v5', 'TPU v4', 'TPU v6 lite', 'TPU v3', 'cpu'].map(peakFlops)).toEqual([197e12, 459e12, 275e12, 918e12, 61.5e12, null]);
  });
});
