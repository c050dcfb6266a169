/** `npm run screenshots`: takes the pictures of the README from the running app. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { BROWSER_FLAGS, SOFTWARE_GPU_FLAGS, findBrowser } from './lib/browser.mjs';
import { dist, ensureBuild, root } from './lib/install.mjs';
import { serve } from './lib/serve.mjs';

const folder = join(root, 'public', 'screenshots');
mkdirSync(folder, { recursive: true });
const executablePath = await findBrowser();
if (!executablePath) throw new Error('No Chrome or Chromium was found; name one in the variable GRADBOOK_BROWSER.');
await ensureBuild();
const server = await serve({ root: dist, host: '127.0.0.1', port: 0 });
const browser = await chromium.launch({ executablePath, args: [...BROWSER_FLAGS, ...SOFTWARE_GPU_FLAGS] });

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5, colorScheme });
  /** @param {string} name */
  const shoot = async (name) => {
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: 'disabled' });
  };
  await page.goto(server.url);
  await page.getByRole('button', { name: /Train on digits/ }).waitFor();
  await shoot('start');
  await page.getByRole('button', { name: /Train on digits/ }).click();
  await page.waitForFunction(() => window.gradbook?.app.store.getState().session?.store.getState().kernel.phase === 'idle');
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.runAll());
  const training = page.locator('[data-cell-id=train]');
  await training.getByText(/epoch 4\/6/).waitFor({ timeout: 120_000 });
  await training.evaluate((cell) => cell.scrollIntoView({ block: 'start' }));
  await shoot('training');
  await page.close();
}
await browser.close();
await server.close();
console.log(`The pictures are in ${folder}`);
