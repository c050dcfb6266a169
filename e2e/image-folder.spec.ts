/** Pictures in folders of classes, read in the browser that decodes them. */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { zipSync } from 'fflate';
import { dropFiles, openNotebook, runAll, runCells, textOf } from './support/notebook';

/** One red pixel. */
const RED = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==', 'base64');

test('a folder of class folders becomes two labelled datasets that models learn from', async ({ page }) => {
  const ran = await runCells(page, [
    `runtime.seed(1);
for (let i = 0; i < 8; i++)
  for (const [channel, name] of ['red', 'green'].entries()) {
    const wide = tf.oneHot(tf.fill([10, 20], channel, 'int32'), 3).mul(155 + 10 * i) as tf.Tensor3D;
    await files.saveImage(\`colours/\${name}/\${i}.\${i % 2 ? 'png' : 'jpg'}\`, wide);
  }
await files.write('colours/green/broken.png', 'no picture at all');`,
    `const { train: some, validation, classNames, counts, skipped } = await data.imageFolder('colours/', { size: [6, 4], batchSize: 5, seed: 2, validationSplit: 0.25 });
console.log(classNames.join(), counts.train, counts.validation, some.size, skipped.join());
await some.forEachAsync(({ xs, ys }) => {
  const labels = ys.argMax(-1).dataSync();
  const means = xs.mean([1, 2]).arraySync() as number[][];
  console.log(xs.shape.join('x'), ys.shape.join('x'), means.every(([red, green], row) => Math.abs(red - green) > 0.5 && green > red === (labels[row] === 0)));
});`,
    `const model = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [6, 4, 3] }), tf.layers.dense({ units: 2, activation: 'softmax' })] });
model.compile({ optimizer: tf.train.adam(0.05), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
const { history } = await model.fitDataset(some, { epochs: 6, validationData: validation });
console.log(history.val_acc.at(-1));
const trained = await new train.Trainer({ maxEpochs: 1 }).fit(model, { train: some, validation });
console.log(trained.status);`,
    `await data.imageFolder('colour', {});`,
  ]);
  expect(ran.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'error']);
  expect(textOf(ran[1])).toContain('green,red 12 4 3 colours/green/broken.png');
  expect(textOf(ran[1])).toContain("data.imageFolder skipped 1 file of 'colours/' that is no picture");
  for (const shapes of ['5x6x4x3 5x2 true', '2x6x4x3 2x2 true']) expect(textOf(ran[1])).toContain(shapes);
  expect(textOf(ran[2])).toMatch(/^1$/m);
  expect(textOf(ran[2])).toContain('done');
  expect(textOf(ran[3])).toContain("folder 'colour' not found; folders are: 'colours/'");
});

test('archives of class folders are read as they are', async ({ page }, info) => {
  const entries = ['pets/cat/1.png', 'pets/cat/2.png', 'pets/dog/1.png'];
  const zip = zipSync(Object.fromEntries(entries.map((name) => [name, new Uint8Array(RED)])));
  for (const name of entries) {
    await mkdir(dirname(info.outputPath(name)), { recursive: true });
    await writeFile(info.outputPath(name), RED);
  }
  execFileSync('tar', ['-czf', 'pets.tar.gz', 'pets'], { cwd: info.outputPath() });
  const look = (name: string) => `const { train: set, classNames, counts } = await data.imageFolder('${name}', { size: [2, 2], validationSplit: 0 });
console.log(classNames.join(), counts.train);
await set.forEachAsync(({ xs }) => console.log([...xs.slice([0, 0, 0, 0], [1, 1, 1, 3]).dataSync()].join()));`;
  await openNotebook(page, [look('pets.zip'), look('pets.tar.gz'), `await data.imageFolder('pets')`]);
  await dropFiles(page.getByRole('main'), [
    { name: 'pets.zip', content: [...zip] },
    { name: 'pets.tar.gz', content: [...(await readFile(join(info.outputPath(), 'pets.tar.gz')))] },
  ]);
  await page.getByRole('tab', { name: 'Files' }).click();
  for (const name of ['pets.zip', 'pets.tar.gz']) await expect(page.getByRole('button', { name: `More for ${name}` })).toBeVisible();
  const [zipped, tarred, none] = await runAll(page);
  for (const outcome of [zipped, tarred]) expect(textOf(outcome)).toMatch(/cat,dog 3\n1,0,0/);
  expect(textOf(none)).toContain("folder 'pets' not found; there is 'pets.zip': pass its name, or unpack it with !unzip pets.zip");
});
