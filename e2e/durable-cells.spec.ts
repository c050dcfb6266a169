/** Cells with several trainings, and loops of one's own, that outlive their page. */
import { expect, test, type Page } from '@playwright/test';
import { cell, kernelReady, openNotebook, outcomes, settled, textOf } from './support/notebook';

const SETUP = `runtime.seed(3);
const xs = tf.randomNormal([32, 4]);
const make = (name: string) => {
  const model = tf.sequential({ name, layers: [tf.layers.dense({ units: 6, activation: 'tanh', inputShape: [4] }), tf.layers.dense({ units: 1 })] });
  model.compile({ loss: 'meanSquaredError', optimizer: tf.train.adam(0.01) });
  return model;
};
const first = make('first'), second = make('second');
let pause = 0;
const batchEnd = () => new Promise((resolve) => setTimeout(resolve, pause));`;

const FITS = `const losses: number[] = [];
for (let round = 0; round < 6; round++) {
  for (const [model, other] of [[first, second], [second, first]]) {
    const { history } = await model.fit(xs, (other.predict(xs) as tf.Tensor).add(tf.randomNormal([32, 1])), { epochs: 1, batchSize: 8, callbacks: { onBatchEnd: batchEnd } });
    losses.push(history.loss[0] as number, Math.random());
  }
}
console.log(JSON.stringify(losses));`;

const LOOP = `const w = tf.variable(tf.zeros([4, 1]));
const loop = train.accelerate({ model: { w }, optimizer: tf.train.adam(0.05), data: { x: xs, batchSize: 8 }, epochs: 20, checkpointEvery: { steps: 1 } });
for await (const epoch of loop.epochs) {
  for await (const { x } of loop.data) {
    const loss = loop.backward(() => x.matMul(w).sub(x.sum(1, true)).add(tf.randomNormal([8, 1])).square().mean());
    loop.step();
    (loop.state.losses ??= []).push((await loss.data())[0] as number);
    loop.log({ loss });
    loss.dispose();
    await batchEnd();
  }
}
await loop.end();
console.log(JSON.stringify(loop.state.losses));`;

const run = (page: Page, number: number): Promise<void> => cell(page, number).getByRole('button', { name: 'Run cell' }).click();

async function numbersOf(page: Page): Promise<number[]> {
  await settled(page);
  const [line = '[]'] = textOf((await outcomes(page))[1]).match(/\[[-\d.,e]+\]/) ?? [];
  return JSON.parse(line) as number[];
}

/** Of all trainings, as they are on the disk. */
const stepsOf = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const runs = window.gradbook?.app.runs;
    await runs?.load();
    const lengths = await Promise.all((runs?.store.getState().runs ?? []).map(async ({ id }) => (await runs?.series(id, 'loss'))?.step.length ?? 0));
    return lengths.reduce((sum, length) => sum + length, 0);
  });

for (const [what, source] of [['of several trainings', FITS], ['with a loop of its own', LOOP]] as const) {
  test(`a cell ${what} goes on after its kernel and its page, as if neither had gone`, async ({ page }) => {
    test.setTimeout(240_000);
    await openNotebook(page, [SETUP, source]);
    await run(page, 1);
    await settled(page);
    await run(page, 2);
    const expected = await numbersOf(page);
    expect(expected.length).toBeGreaterThan(20);

    await page.evaluate(() => window.gradbook?.app.commands.goToStart());
    await openNotebook(page, [SETUP.replace('pause = 0', 'pause = 150'), source]);
    await run(page, 1);
    await settled(page);
    await run(page, 2);
    const resume = page.getByRole('button', { name: /^Resume at step [\d,]+$/ });
    for (const kill of ['kernel', 'page']) {
      // Some trainings are over, and on the disk.
      const before = await stepsOf(page);
      await expect.poll(() => stepsOf(page), { timeout: 60_000 }).toBeGreaterThan(before + 9);
      await page.waitForTimeout(1500);
      const address = page.url();
      if (kill === 'kernel') await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.restart());
      else {
        await page.goto('about:blank');
        await page.goto(address);
      }
      await kernelReady(page);
      await expect(resume).toBeVisible();
      await page.setViewportSize({ width: 390, height: 800 });
      await page.emulateMedia({ colorScheme: 'dark' });
      // Colours come in slowly.
      await page.waitForTimeout(500);
      await page.screenshot({ path: test.info().outputPath(`offer-narrow-dark-${kill}.png`) });
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.emulateMedia({ colorScheme: 'light' });
      await resume.click();
    }
    expect(await numbersOf(page)).toEqual(expected);
    await page.reload();
    await kernelReady(page);
    await page.waitForTimeout(1500);
    await expect(resume).toHaveCount(0);
  });
}
