/** The server of the built app, as `npm start` and `gradbook run` have it. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { serve } from '../bin/lib/serve.mjs';

test('a file that is gone or cannot be read is answered for, and the server goes on', async ({}, info) => {
  const root = info.outputPath('app');
  await mkdir(root, { recursive: true });
  await Promise.all(['index.html', 'gone.js', 'folder.js'].map((name) => writeFile(join(root, name), `the words of ${name}`)));
  const server = await serve({ root, host: '127.0.0.1', port: 0 });
  try {
    const get = async (path: string): Promise<[number, string]> => {
      const response = await fetch(`http://127.0.0.1:${server.port}/${path}`);
      return [response.status, await response.text()];
    };
    expect(await get('gone.js')).toEqual([200, 'the words of gone.js']);
    await rename(join(root, 'gone.js'), join(root, 'elsewhere.js'));
    await rm(join(root, 'folder.js'));
    await mkdir(join(root, 'folder.js'));
    expect(await get('gone.js')).toEqual([404, '/gone.js is no longer there.\n']);
    expect(await get('folder.js')).toEqual([500, '/folder.js cannot be read.\n']);
    expect(await get('never.js')).toEqual([404, '/never.js is not part of Gradbook.\n']);
    expect(await get('')).toEqual([200, 'the words of index.html']);
  } finally {
    await server.close();
  }
});

test('what a browser has already is not sent again, and a part of a file is', async ({}, info) => {
  const root = info.outputPath('app');
  await mkdir(root, { recursive: true });
  await writeFile(join(root, 'words.txt'), 'the words of a file');
  const server = await serve({ root, host: '127.0.0.1', port: 0 });
  try {
    const address = `http://127.0.0.1:${server.port}/words.txt`;
    const whole = await fetch(address);
    expect(whole.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(whole.headers.get('content-length')).toBe('19');
    await whole.text();
    const again = await fetch(address, { headers: { 'if-none-match': whole.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    const part = await fetch(address, { headers: { range: 'bytes=4-8' } });
    expect([part.status, await part.text()]).toEqual([206, 'words']);
  } finally {
    await server.close();
  }
});
