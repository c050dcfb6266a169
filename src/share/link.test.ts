import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNotebook } from '../notebook/create';
import { setOutputs } from '../notebook/edit';
import { nameOf } from '../notebook/name';
import { writeIpynb } from '../notebook/ipynb/write';
import { crc32, deflate, fromBase64Url, toBase64Url } from './bytes';
import { decodeLink, describeLinkError, encodeLink } from './link';

const base = 'https://example.org/app/?x=1';
const notebook = createNotebook([
  { type: 'markdown', source: '# Café 😀' },
  { type: 'code', source: 'const x = 1;\n'.repeat(50) },
]);

async function linkOf(bytes: Uint8Array<ArrayBuffer>, version = 1): Promise<string> {
  const body = await deflate(bytes);
  const whole = new Uint8Array(9 + body.length);
  const head = new DataView(whole.buffer);
  head.setUint8(0, version);
  head.setUint32(1, crc32(body));
  head.setUint32(5, body.length);
  whole.set(body, 9);
  return `#nb=${toBase64Url(whole)}`;
}

describe('a share link', () => {
  it('brings the notebook and its name to another browser', async () => {
    const link = await encodeLink(notebook, `${base}#n=abc`, { outputs: true, name: 'Déjà vu' });
    expect(link.startsWith(`${base}#nb=`)).toBe(true);
    expect(link.slice(base.length + 4)).toMatch(/^[\w-]+$/);
    const opened = await decodeLink(new URL(link).hash);
    if (!opened.ok) throw new Error(opened.error.kind);
    expect(opened.value.cells.map((cell) => cell.source)).toEqual(notebook.cells.map((cell) => cell.source));
    expect(nameOf(opened.value)).toBe('Déjà vu');
  });

  it('leaves outputs and counts out unless asked', async () => {
    const cell = notebook.cells[1]?.id ?? '';
    const ran = setOutputs(notebook, cell, [{ type: 'stream', name: 'stdout', text: 'secret' }], 4);
    const without = await decodeLink(await encodeLink(ran, base, { outputs: false }));
    const full = await decodeLink(await encodeLink(ran, base, { outputs: true }));
    expect(without.ok && without.value.cells[1]).toMatchObject({ outputs: [], executionCount: null });
    expect(full.ok && full.value.cells[1]).toMatchObject({ outputs: [{ text: 'secret' }], executionCount: 4 });
  });

  it('survives line breaks that a mail program puts in', async () => {
    const link = await encodeLink(notebook, base, { outputs: true });
    const opened = await decodeLink(link.replace(/(.{76})/g, '$1\r\n'));
    expect(opened.ok && writeIpynb(opened.value)).toBe(writeIpynb(notebook));
  });
});

describe('a damaged link', () => {
  it('says that it was cut short, at any length', async () => {
    const link = await encodeLink(notebook, '', { outputs: true });
    for (let length = 5; length < link.length; length += 7) {
      const opened = await decodeLink(link.slice(0, length));
      expect(opened).toMatchObject({ ok: false, error: { kind: 'cut-short' } });
    }
  });

  it('says that it was changed, whichever letter', async () => {
    const link = await encodeLink(notebook, '', { outputs: true });
    const places = fc.integer({ min: 16, max: link.length - 2 });
    await fc.assert(
      fc.asyncProperty(places, async (place) => {
        const other = link[place] === 'A' ? 'B' : 'A';
        const opened = await decodeLink(link.slice(0, place) + other + link.slice(place + 1));
        expect(opened).toEqual({ ok: false, error: { kind: 'changed' } });
      }),
    );
  });

  it.each([
    ['#nb=!!', 'characters'],
    ['#n=abc', 'not-a-link'],
    ['', 'not-a-link'],
    [`#nb=${toBase64Url(new Uint8Array([9, 0, 0, 0, 0, 0, 0, 0, 0]))}`, 'version'],
    ['#nb=', 'cut-short'],
  ])('%s is refused as %s', async (hash, kind) => {
    expect(await decodeLink(hash)).toMatchObject({ ok: false, error: { kind } });
  });

  it('does not unpack a bomb', { timeout: 60_000 }, async () => {
    const opened = await decodeLink(await linkOf(new Uint8Array(65 * 2 ** 20)));
    expect(opened).toMatchObject({ ok: false, error: { kind: 'too-large' } });
  });

  it('says what is wrong with a notebook that is none', async () => {
    const opened = await decodeLink(await linkOf(new TextEncoder().encode('{"a": 1}')));
    if (opened.ok) throw new Error('expected a failure');
    expect(describeLinkError(opened.error).text).toContain("it has no 'nbformat'");
  });
});

it('base64url gives any bytes back', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
  }));
  expect(toBase64Url(new TextEncoder().encode('foobar>?'))).toBe(Buffer.from('foobar>?').toString('base64url'));
});

it('the checksum is that of ZIP', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});
