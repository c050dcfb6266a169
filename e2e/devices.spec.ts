/** The devices of a notebook: choosing one, moving to another with everything alive, the same numbers on each. */
import { expect, test, type Page } from '@playwright/test';
import { BROWSER_FLAGS, SOFTWARE_GPU_FLAGS, findBrowser } from '../bin/lib/browser.mjs';
import { cell, downloadNotebook, kernelReady, openNotebook, openStart, outcomes, runAll, settled, switchDevice, textOf } from './support/notebook';

const runtimeButton = (page: Page) => page.getByRole('button', { name: /^Runtime:/ });

async function runCell(page: Page, number: number): Promise<string> {
  await cell(page, number).getByRole('button', { name: 'Run cell' }).click();
  await settled(page);
  const outcome = (await outcomes(page))[number - 1];
  expect(outcome?.status, textOf(outcome)).toBe('ok');
  return textOf(outcome).trim();
}

test('the picker says what each device is; the choice is kept in the notebook and moves it', async ({ page }) => {
  await openNotebook(page, ['console.log(runtime.device)', 'console.log((await runtime.devices()).map(({ kind, available }) => kind + ":" + available).join())']);
  await expect(runtimeButton(page)).toHaveAccessibleName(/^Runtime: CPU, WebAssembly · SIMD · \d+ threads?/);
  await runtimeButton(page).click();
  const dialog = page.getByRole('dialog', { name: 'Change runtime type' });
  const cpu = dialog.getByRole('radio', { name: 'CPU' });
  const gpu = dialog.getByRole('radio', { name: 'GPU' });
  const tpu = dialog.getByRole('radio', { name: 'TPU' });
  await expect(cpu).toBeChecked();
  await expect(cpu).toHaveAccessibleDescription(/In use.*SIMD on.*Threads \d+.*Cores \d+/);
  await expect(gpu).toHaveAccessibleDescription(/WebGPU · .*Adapter .*Largest buffer [\d,]+ MiB/);
  await expect(tpu).toBeEnabled();
  await expect(tpu).toHaveAccessibleDescription(/No server connected/);
  await gpu.check();
  await dialog.getByRole('button', { name: 'Switch to GPU' }).click();
  await expect(runtimeButton(page)).toHaveAccessibleName(/^Runtime: GPU, WebGPU · /, { timeout: 60_000 });
  await kernelReady(page);
  expect(await runCell(page, 1)).toBe('gpu');
  expect(await runCell(page, 2)).toBe('cpu:true,gpu:true,tpu:false');
  expect(JSON.parse(await downloadNotebook(page))).toMatchObject({ metadata: { accelerator: 'GPU' } });

  await expect(page.getByText(/^Saved/)).toBeVisible();
  await page.reload();
  await kernelReady(page);
  await expect(runtimeButton(page)).toHaveAccessibleName(/^Runtime: GPU, WebGPU · /);
  expect(await runCell(page, 1)).toBe('gpu');
  // Another notebook begins with what was chosen last.
  await openNotebook(page, ['1']);
  await expect(runtimeButton(page)).toHaveAccessibleName(/^Runtime: GPU/);
});

/** A variable of 10,000 values and a model, made in cell 1; what is left of them, shown by cell 2. */
const KEPT = [
  `const weights = tf.variable(tf.range(0, 10_000).div(7));
const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [100], units: 2, kernelInitializer: tf.initializers.randomNormal({ seed: 3 }) })] });
const input = tf.linspace(-1, 1, 100).expandDims(0);
const summary = async () => {
  const values = await weights.data();
  const wrong = values.findIndex((value, index) => Math.abs(value - index / 7) > 1e-3);
  const [a, b] = await (model.predict(input) as tf.Tensor).data();
  return [values.length, wrong, a.toFixed(4), b.toFixed(4)].join();
};`,
  'console.log(await summary())',
  'weights.assign(weights.mul(1));\nconsole.log(runtime.device + ":" + tf.getBackend())',
];

/** Losses of 12 Adam steps of a small convolutional network from the same start. */
const TWELVE_STEPS = `const rng = (seed: number) => ({ kernelInitializer: tf.initializers.glorotNormal({ seed }) });
const losses: number[] = [];
{
  const net = tf.sequential({ layers: [
    tf.layers.conv2d({ inputShape: [10, 10, 1], filters: 4, kernelSize: 3, activation: 'relu', ...rng(1) }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu', ...rng(2) }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 4, activation: 'softmax', ...rng(3) }),
  ] });
  net.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
  const images = tf.randomNormal([16, 10, 10, 1], 0, 1, 'float32', 4);
  const labels = tf.oneHot(tf.tensor1d(Array.from({ length: 16 }, (_, i) => i % 4), 'int32'), 4);
  for (let step = 0; step < 12; step++) losses.push(await net.trainOnBatch(images, labels) as number);
}
console.log(JSON.stringify(losses))`;

const lossesOf = (text: string): readonly number[] => {
  const found: unknown = JSON.parse(text);
  if (!Array.isArray(found)) throw new Error(`no losses in ${text}`);
  return found.map(Number);
};

/** The largest difference, relative to losses above 1. */
function difference(a: readonly number[], b: readonly number[]): number {
  expect(a).toHaveLength(12);
  expect(b).toHaveLength(12);
  return Math.max(...a.map((loss, step) => Math.abs(loss - (b[step] ?? NaN)) / Math.max(1, Math.abs(loss))));
}

test('variables and models survive CPU → WebGPU → CPU, and 12 Adam steps lose the same to 1e-5', async ({ page }) => {
  await openNotebook(page, [...KEPT, TWELVE_STEPS]);
  await switchDevice(page, 'cpu');
  const onCpu = await runAll(page);
  const kept = textOf(onCpu[1]).trim();
  expect(kept).toMatch(/^10000,-1,/);
  expect(textOf(onCpu[2]).trim()).toBe('cpu:wasm');
  const cpuLosses = lossesOf(textOf(onCpu[3]));
  expect(cpuLosses[11]).toBeLessThan(cpuLosses[0] ?? 0);

  await switchDevice(page, 'gpu');
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText(/GPU/);
  expect(await runCell(page, 2)).toBe(kept);
  expect(await runCell(page, 3)).toBe('gpu:webgpu');
  const gpuLosses = lossesOf(await runCell(page, 4));
  expect(difference(cpuLosses, gpuLosses)).toBeLessThan(1e-5);

  await switchDevice(page, 'cpu');
  expect(await runCell(page, 2)).toBe(kept);
  expect(await runCell(page, 3)).toBe('cpu:wasm');
});

test('without WebGPU the GPU is WebGL and says so; values survive, and 12 Adam steps lose the same to 1e-4', async ({ playwright, baseURL }) => {
  const executablePath = await findBrowser();
  const browser = await playwright.chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      ...BROWSER_FLAGS.filter((flag) => !/webgpu|Vulkan/.test(flag)),
      ...SOFTWARE_GPU_FLAGS.filter((flag) => !/webgpu/.test(flag)),
      '--disable-features=WebGPU',
    ],
  });
  try {
    const page = await browser.newPage(baseURL ? { baseURL } : {});
    await openNotebook(page, [...KEPT, TWELVE_STEPS]);
    await runtimeButton(page).click();
    const gpu = page.getByRole('dialog').getByRole('radio', { name: 'GPU' });
    await expect(gpu).toHaveAccessibleDescription(/WebGL · .*WebGPU.*WebGL stands in, which is slower.*Renderer/);
    await page.keyboard.press('Escape');

    const onCpu = await runAll(page);
    const kept = textOf(onCpu[1]).trim();
    expect(kept).toMatch(/^10000,-1,/);
    const cpuLosses = lossesOf(textOf(onCpu[3]));

    await switchDevice(page, 'gpu');
    expect(await runCell(page, 2)).toBe(kept);
    expect(await runCell(page, 3)).toBe('gpu:webgl');
    expect(difference(cpuLosses, lossesOf(await runCell(page, 4)))).toBeLessThan(1e-4);
    await switchDevice(page, 'cpu');
    expect(await runCell(page, 2)).toBe(kept);
  } finally {
    await browser.close();
  }
});

test('a model trains where no animation frame ever comes, as in a hidden tab', async ({ page }) => {
  let patched = 0;
  // The kernel's worker finds a requestAnimationFrame that never calls back, before it loads TensorFlow.js.
  await page.route(/\/assets\/kernel-[\w-]+\.js$/, async (route) => {
    const response = await route.fetch();
    const { 'content-encoding': _, 'content-length': __, ...headers } = response.headers();
    patched++;
    await route.fulfill({ response, headers, body: `globalThis.requestAnimationFrame = () => 0;\n${await response.text()}` });
  });
  await openStart(page);
  await openNotebook(page, [
    'const frame = new Promise((answer) => requestAnimationFrame(() => answer("a frame")));\nawait Promise.race([frame, new Promise((answer) => setTimeout(() => answer("no frame"), 300))])',
    `const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [2], units: 1 })] });
model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const { epoch } = await model.fit(tf.ones([40, 2]), tf.ones([40, 1]), { epochs: 4, batchSize: 4 });
await tf.nextFrame();
epoch.length`,
  ]);
  const [frame, fit] = await runAll(page);
  expect(patched).toBe(1);
  expect(textOf(frame)).toContain('no frame');
  expect(fit?.status, textOf(fit)).toBe('ok');
  expect(textOf(fit)).toMatch(/4$/);
});
