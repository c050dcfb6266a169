/** The picker's way to a TPU runtime and back, with a real server: by keyboard, nothing kept that was not asked for. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { chooseMenu, openNotebook, outcomes, runAll, settled } from './support/notebook';
import { startRemoteServer, type RemoteServer } from './support/remote-server';

let server: RemoteServer;
test.beforeAll(async () => {
  server = await startRemoteServer({ devices: 2 });
});
test.afterAll(async () => {
  await server.end();
});

const runtimeButton = (page: Page) => page.getByRole('button', { name: /^Runtime:/ });
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Change runtime type' });

/** What axe finds serious or critical. */
async function problems(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}

/** Opens the dialog and chooses the TPU by keys. */
async function chooseTpu(page: Page): Promise<void> {
  await runtimeButton(page).press('Enter');
  await expect(page.getByRole('radio', { name: 'CPU' })).toBeChecked();
  await page.getByRole('radio', { name: 'CPU' }).press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'TPU' })).toBeChecked();
}

test('connects by keyboard, trains, shows what the server holds, reports, and frees it', async ({ page }) => {
  test.setTimeout(240_000);
  await openNotebook(page, [
    'const w = tf.variable(tf.ones([100, 130]));\nconst optimizer = tf.train.adam(0.01);',
    'for (const rows of [64, 64, 64, 37]) { const x = tf.tensor2d(new Float32Array(rows * 100), [rows, 100]); const loss = optimizer.minimize(() => tf.mean(tf.square(tf.matMul(x, w as never))) as never, true); await loss?.data(); tf.dispose([x, loss as never]); }\nconsole.log(runtime.device)',
  ]);
  await chooseTpu(page);
  await expect(dialog(page).getByText('gradbook-remote serve')).toBeVisible();
  expect(await problems(page)).toEqual([]);

  await page.getByRole('textbox', { name: 'Address' }).fill(`${server.address}/?token=${server.token}`);
  await expect(page.getByRole('textbox', { name: 'Address' })).toHaveValue(server.address);
  await expect(page.getByLabel('Token', { exact: true })).toHaveValue(server.token);
  await expect(page.getByLabel('Token', { exact: true })).toHaveAttribute('type', 'password');
  await page.getByRole('textbox', { name: 'End at a cost of' }).fill('5');
  await expect(dialog(page).getByText('A limit of cost needs the price per hour.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Price per hour' }).fill('1.20');
  await page.getByRole('checkbox', { name: /^Preemptible machine/ }).check();
  await page.getByRole('textbox', { name: 'Address' }).press('Enter');
  await expect(dialog(page).getByText(/^Found 2 devices \(2 × cpu.*computes on CPUs, jax/)).toBeVisible({ timeout: 60_000 });
  expect(await problems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Connect and switch' }).press('Enter');
  await expect(dialog(page)).toHaveCount(0, { timeout: 60_000 });
  await expect(runtimeButton(page)).toHaveAccessibleName(/^Runtime: TPU · 2 devices/, { timeout: 60_000 });

  expect((await runAll(page)).map(({ status }) => status)).toEqual(['ok', 'ok']);
  await runtimeButton(page).click();
  const panel = page.getByRole('region', { name: 'XLA server in use' });
  await expect(panel.getByText(/in \d+ tensors/)).toBeVisible();
  await expect(panel.getByText(/about 0\.\d+ at 1\.20 an hour/)).toBeVisible();
  await expect(panel.getByText('Connected, preemptible')).toBeVisible();
  await expect(panel.getByText('at a cost of 5.00')).toBeVisible();
  await expect(panel.getByText("It does not end the machine's own billing")).toBeVisible();
  expect(await problems(page)).toEqual([]);
  await page.keyboard.press('Escape');

  await chooseMenu(page, 'Runtime', /^Report on the TPU runtime/);
  await settled(page);
  const report = JSON.stringify((await outcomes(page)).flatMap(({ outputs }) => outputs));
  expect(report).toContain('The last batch has 37 rows, the others 64. Drop it (dataset.batch(64, false)');
  expect(report).toContain('100 → 128, 130 → 128 or 256');
  await expect(page.getByText('[64,100] x [100,130]').first()).toBeVisible();
  expect(await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.toIpynb())).not.toContain(server.token);

  await runtimeButton(page).click();
  await page.getByRole('button', { name: 'Disconnect and free' }).click();
  // The dialog stays open, and what is behind it out of reach.
  await expect(dialog(page).getByText('No server connected')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  await expect(runtimeButton(page)).toHaveAccessibleName(/^Runtime: CPU/);
});

test('says what is wrong with a token or an address, and how to mend it; nothing is remembered unasked', async ({ page }) => {
  await openNotebook(page, ['1']);
  await chooseTpu(page);
  await page.getByRole('textbox', { name: 'Address' }).fill(server.address);
  await page.getByLabel('Token', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog(page).getByText(/does not accept this token\..*Paste the line that the server printed/)).toBeVisible({ timeout: 30_000 });
  await page.getByRole('textbox', { name: 'Address' }).fill('ws://tpu.example:9000');
  await expect(dialog(page).getByText(/ssh -N -L 9000:127\.0\.0\.1:9000 tpu\.example/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Address' }).fill('ws://127.0.0.1:9');
  await page.getByRole('button', { name: 'Connect and switch' }).click();
  await expect(dialog(page).getByText(/No XLA server answers at ws:\/\/127\.0\.0\.1:9/)).toBeVisible({ timeout: 60_000 });
  expect(await problems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await chooseTpu(page);
  await expect(page.getByRole('textbox', { name: 'Address' })).toHaveValue('');
});

test('remembers address and token where it was asked to, the token out of sight', async ({ page }) => {
  await openNotebook(page, ['1']);
  await chooseTpu(page);
  await page.getByRole('textbox', { name: 'Address' }).fill(`${server.address}/?token=${server.token}`);
  await page.getByRole('checkbox', { name: /^Remember on this computer/ }).check();
  await page.getByRole('button', { name: 'Connect and switch' }).click();
  await expect(runtimeButton(page)).toHaveAccessibleName(/^Runtime: TPU/, { timeout: 60_000 });
  await runtimeButton(page).click();
  await page.getByRole('button', { name: 'Disconnect and free' }).click();
  await expect(dialog(page).getByText('No server connected')).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  await expect(runtimeButton(page)).toHaveAccessibleName(/^Runtime: CPU/);
  await chooseTpu(page);
  await expect(page.getByRole('textbox', { name: 'Address' })).toHaveValue(server.address);
  await expect(page.getByLabel('Token', { exact: true })).toHaveValue('');
  await expect(page.getByLabel('Token', { exact: true })).toHaveAttribute('placeholder', 'Kept on this computer');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog(page).getByText(/^Found 2 devices/)).toBeVisible({ timeout: 60_000 });
});
