/** What goes wrong between a notebook and a real server: said, mended, and nobody else notices. */
import { writeFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { openNotebook, setText, settled } from './support/notebook';
import { beginCell, OtherClient, runCell, saidBy, useServer } from './support/remote-page';
import { startRemoteServer, type RemoteServer } from './support/remote-server';
import { startMirror } from './support/mirror';
import { startTcpProxy } from './support/tcp-proxy';

const TOKEN = 'a-token-of-the-fault-tests';

/** Longer than the cut of 5 s that a training outlives. */
const TTL = 8;

let server: RemoteServer;
let args: readonly string[] = [];
test.beforeAll(async ({}, info) => {
  const file = info.outputPath('token');
  await writeFile(file, TOKEN);
  args = ['--token', file, '--session-ttl', String(TTL)];
  server = await startRemoteServer({ args });
});
test.afterAll(async () => {
  await server.end('SIGKILL');
});

/** Small, and the same on every device. */
const MODEL = [
  'runtime.seed(11);',
  'const model = tf.sequential({ layers: [tf.layers.dense({ units: 16, activation: "tanh", inputShape: [8] }), tf.layers.dense({ units: 1 })] });',
  'model.compile({ optimizer: tf.train.sgd(0.05), loss: "meanSquaredError" });',
  'const losses: number[] = [];',
  'const train = async (steps: number, pause = 0) => { for (let i = 0; i < steps; i++) { losses.push(await model.trainOnBatch(x, y) as number); if (pause > 0) await new Promise((go) => setTimeout(go, pause)); } };',
  'const tell = () => console.log(losses.map((loss) => loss.toPrecision(5)).join(" "));',
].join('\n');

const DATA = 'const x = tf.tensor2d(Array.from({ length: 256 }, (_, i) => Math.sin(i)), [32, 8]), y = x.sum(1, true);';

const remote = (page: Page) => page.evaluate(() => window.gradbook?.app.store.getState().session?.store.getState().remote);
const losses = (said: string): number[] => said.trim().split(/\s+/).map(Number);

/** A notebook with the model, nothing to do yet, and the data. */
async function start(page: Page): Promise<void> {
  await openNotebook(page, [MODEL, '1', DATA]);
  for (const number of [1, 3]) expect((await runCell(page, number)).status).toBe('ok');
}

/** Runs the data's cell until a run begins with the loss known: that one restores the model and says so. */
async function trainAgain(page: Page, text: string): Promise<number[]> {
  let data = '';
  for (let run = 0; run < 4 && !data.includes('restored'); run++) {
    const { status, said } = await runCell(page, 3);
    if (status !== 'ok') expect(said).toMatch(/RemoteLostError: the session on ws:.* was lost: .*Run the cell again/);
    data = said;
    // What was still on its way when the cell ended is told to the next one.
    await page.waitForTimeout(500);
  }
  expect(data).toMatch(/\d+ tensors restored, variables as they were/);
  const { status, said } = await runCell(page, 2, text);
  expect(`${status}: ${said}`).toMatch(/^ok: [\d. e-]+\ntpu\s*$/);
  return losses(said.split('\n')[0] ?? '');
}

async function closeTo(found: readonly number[], page: Page): Promise<void> {
  await start(page);
  await runCell(page, 2, `await train(${found.length}); tell()`);
  const expected = losses(await saidBy(page, 2));
  found.forEach((loss, step) => expect(Math.abs(loss - (expected[step] ?? NaN)), `step ${step}`).toBeLessThan(1e-4 * Math.max(0.01, expected[step] ?? 1)));
}

test('a wrong token and a page of another origin are refused by name', async ({ page }) => {
  await openNotebook(page, ['1']);
  const connect = (address: string, token: string) => page.evaluate((choice) => window.gradbook?.app.store.getState().session?.commands.connectRemote({ ...choice, pricePerHour: null, preemptible: false, limit: null, remember: false }), { address, token });
  expect(await connect(server.address, 'no-such-token')).toMatchObject({ ok: false, error: { kind: 'token', text: `${server.address} does not accept this token.` } });
  const elsewhere = await startMirror(new URL(page.url()).origin);
  const { origin } = elsewhere;
  try {
    await page.goto(origin);
    await page.waitForFunction(() => window.gradbook !== undefined);
    await openNotebook(page, ['1']);
    expect(await connect(server.address, TOKEN)).toMatchObject({ ok: false, error: { kind: 'origin', text: `${server.address} lets in no pages of ${origin}.`, remedy: `Start it with --allow-origin ${origin}.` } });
  } finally {
    elsewhere.close();
  }
});

test('a training goes on with the same losses when the network is cut for 5 s', async ({ page }) => {
  test.setTimeout(120_000);
  const proxy = await startTcpProxy(() => server.port);
  try {
    await start(page);
    await useServer(page, { address: `ws://127.0.0.1:${proxy.port}`, token: TOKEN });
    await runCell(page, 2, 'await train(2)');
    await beginCell(page, 2, 'await train(58, 50); tell()');
    await page.waitForTimeout(1000);
    proxy.cut();
    await expect.poll(async () => (await remote(page))?.phase).toBe('reconnecting');
    await page.waitForTimeout(5000);
    proxy.mend();
    await settled(page);
    expect((await remote(page))?.phase).toBe('connected');
    const said = await saidBy(page, 2);
    expect(said).toMatch(/^[\d. e-]+$/m);
    const found = losses(said);
    expect(found).toHaveLength(60);
    await closeTo(found, page);
  } finally {
    await proxy.close();
  }
});

test('a cut longer than the session lives is said, and the model comes back from copies', async ({ page }) => {
  test.setTimeout(120_000);
  const proxy = await startTcpProxy(() => server.port);
  try {
    await start(page);
    await useServer(page, { address: `ws://127.0.0.1:${proxy.port}`, token: TOKEN });
    expect((await runCell(page, 2, 'await train(5)')).status).toBe('ok');
    await page.waitForTimeout(500);
    proxy.cut();
    await page.waitForTimeout((TTL + 3) * 1000);
    proxy.mend();
    const found = await trainAgain(page, 'await train(5); tell(); console.log(runtime.device)');
    expect(found).toHaveLength(10);
    // Nothing that was learnt is lost.
    await closeTo(found, page);
  } finally {
    await proxy.close();
  }
});

test('Stop ends a long step within about a second, and closing the page frees the session; another client notices neither', async ({ page }) => {
  test.setTimeout(120_000);
  const other = await OtherClient.connect(server);
  try {
    await openNotebook(page, ['const big = tf.fill([512, 512], 1e-3) as tf.Tensor2D;\nlet made: tf.Tensor2D = big;', '1']);
    expect((await runCell(page, 1)).status).toBe('ok');
    await useServer(page, server);
    expect((await other.stats()).sessions).toBe(2);
    await beginCell(page, 2, 'for (;;) { for (let i = 0; i < 100; i++) { const next = tf.tidy(() => tf.matMul(made, big)); if (made !== big) made.dispose(); made = next; } await made.data(); }');
    await page.waitForTimeout(3000);
    const began = Date.now();
    await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.interrupt());
    await settled(page, 15_000);
    expect(Date.now() - began).toBeLessThan(2500);
    expect(await other.echo([1, 2.5, -3])).toEqual([1, 2.5, -3]);
    expect((await runCell(page, 2, 'console.log((await tf.add(1, 2).data())[0])')).said.trim()).toBe('3');
    await page.close();
    await expect.poll(async () => (await other.stats()).sessions, { timeout: 10_000 }).toBe(1);
    expect(await other.echo([4])).toEqual([4]);
  } finally {
    other.close();
  }
});

test('a server that is killed in the middle of a step and started again: the cell says so, and training goes on from copies', async ({ page }) => {
  test.setTimeout(180_000);
  await start(page);
  await useServer(page, server);
  expect((await runCell(page, 2, 'await train(5)')).status).toBe('ok');
  await page.waitForTimeout(500);
  await setText(page, 2, 'await train(100000)');
  await beginCell(page, 2);
  await page.waitForTimeout(1000);
  const { port } = server;
  await server.end('SIGKILL');
  server = await startRemoteServer({ args: [...args, '--port', String(port)] });
  await settled(page);
  expect(await saidBy(page, 2)).toMatch(/RemoteLostError: the session on ws:\/\/127\.0\.0\.1:\d+ was lost: .*Run the cell again/);
  const found = await trainAgain(page, 'losses.length = 0; await train(5); tell(); console.log(runtime.device)');
  expect(found).toHaveLength(5);
  expect(found[4]).toBeLessThan(found[0] ?? 0);
});
