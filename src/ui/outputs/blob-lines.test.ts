import { expect, test } from 'vitest';
import { indexLines, type BlobLines } from './blob-lines';

async function linesOf(text: string): Promise<BlobLines> {
  let last: BlobLines | undefined;
  await indexLines(new Blob([text]), (lines) => (last = lines), new AbortController().signal);
  if (last === undefined) throw new Error('nothing was found');
  return last;
}

test('any part of a long text can be read by its lines', async () => {
  const all = Array.from({ length: 200_000 }, (_, index) => `line ${index} ${'é'.repeat(index % 7)}`);
  const lines = await linesOf(`${all.join('\n')}\n`);
  expect(lines.count).toBe(200_000);
  expect(await lines.read(150_000, 150_003)).toEqual(all.slice(150_000, 150_003));
  expect(await lines.read(199_998, 200_050)).toEqual(all.slice(199_998));
});

test('a last line without a line break counts', async () => {
  const lines = await linesOf('a\n\nb');
  expect(lines.count).toBe(3);
  expect(await lines.read(0, 3)).toEqual(['a', '', 'b']);
});

test('looking through a text ends when nobody wants it any more', async () => {
  const leaving = new AbortController();
  let parts = 0;
  await indexLines(
    new Blob(['x\n'.repeat(3_000_000)]),
    () => {
      parts++;
      leaving.abort();
    },
    leaving.signal,
  );
  expect(parts).toBe(1);
});

test('of lines too long to read only the beginning becomes text', async () => {
  const lines = await linesOf(`${'a'.repeat(5_000_000)}\nshort\n`);
  const [long = '', short] = await lines.read(0, 2);
  expect(long.length).toBeLessThan(100_000);
  expect(short).toBe('short');
});
