/** `gradbook run --runtime tpu`: a notebook whose tensors live on a real server, its token nowhere to be found. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { gradbook, notebook, printed, savedCells } from './support/command-line';
import { startRemoteServer } from './support/remote-server';

const TOKEN = 'a-token-that-is-written-nowhere-4711';

const TRAINING = [
  'runtime.seed(1);\nconst xs = tf.randomNormal([64, 8]);\nconst ys = xs.sum(1, true);\nconst model = tf.sequential({ layers: [tf.layers.dense({ units: 16, activation: "relu", inputShape: [8] }), tf.layers.dense({ units: 1 })] });\nmodel.compile({ optimizer: tf.train.adam(0.01), loss: "meanSquaredError" });',
  'const { history } = await model.fit(xs, ys, { epochs: 4, batchSize: 64, verbose: 0 });\nconsole.log(runtime.device, (history.loss as number[]).map((loss) => loss.toFixed(4)).join(" "))',
  'runtime.report()',
];

test('trains on a server with the losses of the CPU, reports on it, and writes its token nowhere', async ({}, info) => {
  test.setTimeout(300_000);
  const [tokenFile, local, remote, report] = ['token', 'local.ipynb', 'remote.ipynb', 'report.json'].map((name) => info.outputPath(name));
  if (!tokenFile || !local || !remote || !report) throw new Error('no paths');
  await writeFile(tokenFile, `${TOKEN}\n`);
  await writeFile(local, notebook(...TRAINING.slice(0, 2)));
  await writeFile(remote, notebook(...TRAINING));
  const server = await startRemoteServer({ args: ['--token', tokenFile] });
  try {
    const here = await gradbook(['run', local, '--runtime', 'cpu']);
    expect(here.code, here.said).toBe(0);
    const there = await gradbook(['run', remote, '--runtime', 'tpu', '--address', server.address, '--token-file', tokenFile, '--report', report, '--stream', '--timeout', '120']);
    expect(there.code, there.said).toBe(0);
    const [ours, theirs] = [printed((await savedCells(local))[1]), printed((await savedCells(remote))[1])].map((text) => text.trim().split(' '));
    expect(theirs?.[0]).toBe('tpu');
    const losses = (words: readonly string[] | undefined): number[] => (words ?? []).slice(1).map(Number);
    expect(losses(theirs)).toHaveLength(4);
    losses(theirs).forEach((loss, epoch) => expect(Math.abs(loss - (losses(ours)[epoch] ?? NaN))).toBeLessThan(2e-4));
    const shown = (await savedCells(remote))[2]?.outputs[0]?.data;
    expect(Object.keys(shown ?? {})).toContain('application/vnd.gradbook.report+json');
    expect([shown?.['text/plain']].flat().join('')).toContain('What ran on the CPU of an XLA server');
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ notebooks: [{ status: 'ok', runtime: { kind: 'tpu' } }] });
    expect(there.said).not.toContain(TOKEN);
    expect(server.log()).not.toContain(TOKEN);
    const folder = info.outputPath();
    for (const file of await readdir(folder)) if (file !== 'token') expect(await readFile(join(folder, file), 'utf8'), file).not.toContain(TOKEN);
  } finally {
    await server.end();
  }
});

test('a wrong token and a server that is not there end with 1 and say so', async ({}, info) => {
  const [tokenFile, path] = ['token', 'book.ipynb'].map((name) => info.outputPath(name));
  if (!tokenFile || !path) throw new Error('no paths');
  await writeFile(tokenFile, 'not-the-token');
  await writeFile(path, notebook('1'));
  const server = await startRemoteServer();
  const refused = await gradbook(['run', path, '--runtime', 'tpu', '--address', server.address, '--token-file', tokenFile]).finally(() => server.end());
  expect(refused.code, refused.said).toBe(1);
  expect(refused.said).toMatch(/book\.ipynb: no connection to ws:\/\/127\.0\.0\.1:\d+: .*token/i);
  const missing = await gradbook(['run', path, '--runtime', 'tpu', '--address', server.address, '--token-file', tokenFile]);
  expect(missing.code, missing.said).toBe(1);
  expect(missing.said).toContain(`no connection to ${server.address}:`);
  expect(await readFile(path, 'utf8')).toBe(notebook('1'));
});
