import { expect, it } from 'vitest';
import { remoteTestBed } from '../../../e2e/support/remote-test-bed';
import { workload, type NetworkName } from '../checks/networks';
import type { Precision } from '../precision';

const bed = remoteTestBed();

const STEPS = 8;

async function train(network: NetworkName, precision: Precision): Promise<{ losses: number[]; dtypes: string[] }> {
  bed.engine.precision(precision);
  const trained = workload(bed.engine.tf, { network, batch: 8, width: 0.25 });
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step++) losses.push(await trained.step());
  const dtypes = trained.variables.map(({ dtype }) => dtype as string);
  trained.dispose();
  bed.engine.precision('float32');
  return { losses, dtypes };
}

it.each(['mlp', 'cnn'] as const)('%s trains in 16 bits nearly as in 32, but not to the same bits', async (network) => {
  const full = await train(network, 'float32');
  const again = await train(network, 'float32');
  expect(again.losses).toEqual(full.losses);
  const drop = (full.losses[0] as number) - (full.losses.at(-1) as number);
  expect(drop).toBeGreaterThan(0.02);
  for (const precision of ['mixed_bfloat16', 'mixed_float16'] as const) {
    const { losses, dtypes } = await train(network, precision);
    expect(losses).not.toEqual(full.losses);
    losses.forEach((loss, step) => expect(Math.abs(loss - (full.losses[step] as number))).toBeLessThan(0.05 * Math.max(1, full.losses[step] as number)));
    expect(new Set(dtypes)).toEqual(new Set(['float32']));
  }
}, 120_000);

it('what was asked for before a change is computed as it was asked for', async () => {
  const { tf } = bed.engine;
  const [x, third] = [tf.ones([1, 4]), tf.fill([4, 1], 1 / 3)];
  const exact = tf.matMul(x, third);
  bed.engine.precision('mixed_bfloat16');
  const rounded = tf.matMul(x, third);
  bed.engine.precision('float32');
  expect((await exact.data())[0]).toBeCloseTo(4 / 3, 6);
  // The bfloat16 next to 1/3 is 0.333984375.
  expect((await rounded.data())[0]).toBe(1.3359375);
  tf.dispose([x, third, exact, rounded]);
});

it('a device tells which precisions it computes', async () => {
  await bed.engine.use('cpu');
  expect(() => bed.engine.precision('mixed_bfloat16')).toThrow("precision 'mixed_bfloat16' needs the TPU runtime (connect to a server, then `await runtime.use('tpu')`); this device computes in 'float32'");
  expect(() => bed.engine.precision('mixed_float16')).toThrow(/needs the TPU runtime, or WebGPU and a graphics adapter with the feature shader-f16/);
  expect(() => bed.engine.precision('float64' as never)).toThrow("precision 'float64' not found; precisions are: 'float32', 'mixed_float16', 'mixed_bfloat16'");
  await bed.engine.use('tpu');
  expect(bed.engine.precision()).toBe('float32');
});
