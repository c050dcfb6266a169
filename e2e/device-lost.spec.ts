/** A GPU device that is lost: the running cell fails clearly, and the next run goes on with a new one in the same kernel. */
import { expect, test } from '@playwright/test';
import { cell, openNotebook, outcomes, settled, textOf } from './support/notebook';

const CELLS = [
  `await runtime.use('gpu');
const weights = tf.variable(tf.tensor([1, 2, 3]).add(1));
const made = tf.fill([2000], 3).square();
let kept = 'a name of the kernel';`,
  `(tf.backend() as unknown as { device: { destroy(): void } }).device.destroy();
console.log(await made.data());`,
  'console.log(kept, runtime.device, (await weights.mul(2).data()).join());',
  'await made.data()',
  'console.log((await tf.fill([2000], 3).square().data())[0]);',
];

test('the cell is told, variables come back on a new device, and what had no copy names its cell', async ({ page }) => {
  await openNotebook(page, CELLS);
  const run = async (number: number): Promise<{ status: string | undefined; text: string }> => {
    await cell(page, number).getByRole('button', { name: 'Run cell' }).click();
    await settled(page);
    const outcome = (await outcomes(page))[number - 1];
    return { status: outcome?.status, text: textOf(outcome) };
  };
  expect(await run(1)).toMatchObject({ status: 'ok' });
  // The copies of variables are made behind the run.
  await page.waitForTimeout(1000);
  const failed = await run(2);
  expect(failed.status).toBe('error');
  expect(failed.text).toContain('DeviceLostError: the WebGPU device was lost');

  const next = await run(3);
  expect(next.text).toContain('A new device was started');
  expect(next.text).toContain('a name of the kernel gpu 4,6,8');
  const gone = await run(4);
  expect(gone.status).toBe('error');
  expect(gone.text).toContain('TensorLostError: the float32 tensor [2000] was lost with its device');
  expect((await run(5)).text).toContain('9');
});
