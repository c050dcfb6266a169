import { expect, test } from 'vitest';
import { createMagics } from './magics';
import { wallTime } from './wall-time';
import { DisplayHandle } from '../display/display';

const signal = new AbortController().signal;

function openMagics() {
  const said: string[] = [];
  const show = (kind: string) => (text: string) => {
    said.push(`${kind}: ${text}`);
    return new DisplayHandle(kind, () => undefined);
  };
  let time = 0;
  const magics = createMagics({
    folder: null,
    changed: () => undefined,
    fetch: () => Promise.reject(new TypeError('Failed to fetch')),
    write: (name, text) => void said.push(`${name}: ${text}`),
    display: { html: show('html'), markdown: show('markdown') },
    now: () => (time += 1500),
  });
  return { magics, said };
}

test('text of a cell is shown as HTML and Markdown', async () => {
  const { magics, said } = openMagics();
  await magics.run('html', '<b>x</b>', '', signal);
  await magics.run('markdown', '# x', '', signal);
  magics.end();
  expect(said).toEqual(['html: <b>x</b>', 'markdown: # x']);
});

test('the time of a cell is told at its end', async () => {
  const { magics, said } = openMagics();
  await magics.run('time', '', '', signal);
  expect(said).toEqual([]);
  magics.end();
  expect(said).toEqual(['stdout: Wall time: 1.5 s\n']);
});

test('without storage commands say so', async () => {
  const { magics, said } = openMagics();
  await magics.run('shell', 'ls', '', signal);
  expect(said.join()).toContain('gives the notebook no storage');
});

test('durations read well', () => {
  expect([0.02, 0.9996, 12.345, 999, 1234, 59_999, 61_000, 3_725_000].map(wallTime)).toEqual([
    '20 µs', '1000 µs', '12.3 ms', '999 ms', '1.23 s', '60 s', '1 min 1 s', '1 h 2 min 5 s',
  ]);
});
