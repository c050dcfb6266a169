/** A training on the TPU runtime that is cut off goes on there, with a real server. */
import { expect, test, type Page } from '@playwright/test';
import { kernelReady, openNotebook, outcomes, settled, textOf } from './support/notebook';
import { beginCell, runCell, useServer } from './support/remote-page';
import { startRemoteServer, type RemoteServer } from './support/remote-server';

let server: RemoteServer;
test.beforeAll(async () => {
  server = await startRemoteServer();
});
test.afterAll(async () => {
  await server.end();
});

const MODEL = `runtime.seed(3);
const xs = tf.randomNormal([40, 4]), ys = xs.sum(1, true).square();
const model = tf.sequential({ layers: [tf.layers.dense({ units: 8, activation: 'relu', inputShape: [4] }), tf.layers.dropout({ rate: 0.2 }), tf.layers.dense({ units: 1 })] });
model.compile({ loss: 'meanSquaredError', optimizer: tf.train.adam(0.01) });`;
const fit = (pause: number): string => `const { history } = await model.fit(xs, ys, { epochs: 6, batchSize: 8, checkpointEvery: { steps: 2 }, callbacks: { onBatchEnd: () => new Promise((resolve) => setTimeout(resolve, ${pause})) } } as never);
console.log(JSON.stringify(history.loss), runtime.device);`;

async function lossesOf(page: Page): Promise<number[]> {
  const said = textOf((await outcomes(page))[1]);
  expect(said).toContain('tpu');
  return JSON.parse(/\[[\d.,e-]+\]/.exec(said)?.[0] ?? '[]') as number[];
}

test('a training there that is cut off is resumed after the page and the server are connected again, with the same losses', async ({ page }) => {
  test.setTimeout(240_000);
  await openNotebook(page, [MODEL, fit(0)]);
  await useServer(page, server);
  await runCell(page, 1);
  await runCell(page, 2);
  const expected = await lossesOf(page);
  expect(expected).toHaveLength(6);

  await page.evaluate(() => window.gradbook?.app.commands.goToStart());
  await openNotebook(page, [MODEL, fit(150)]);
  await useServer(page, server);
  await runCell(page, 1);
  await beginCell(page, 2);
  await expect(page).toHaveTitle(/^Epoch [3-6]\/6/, { timeout: 60_000 });
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await kernelReady(page);
  const resume = page.getByRole('button', { name: /^Resume at step [\d,]+$/ });
  await expect(resume).toBeVisible();
  await useServer(page, server);
  await resume.click();
  await expect(page).toHaveTitle(/^Epoch [2-6]\/6/, { timeout: 60_000 });
  await settled(page);
  const found = await lossesOf(page);
  expect(found).toHaveLength(6);
  found.forEach((loss, epoch) => expect(Math.abs(loss - (expected[epoch] ?? NaN)), `epoch ${epoch + 1}`).toBeLessThan(1e-5 * Math.max(1, loss)));
});
