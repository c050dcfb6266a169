import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { MimeBundle } from '../../../base/mime';
import { createHandles } from '../inspect/handles';
import { show, type BundleOptions } from './bundle';
import { createDisplay, type DisplayOutput } from './display';
import { errorOutput } from './failure';
import { tabular } from './table';

const options: BundleOptions = { tf, handles: createHandles(), owner: 'r', targetOf: () => undefined, framesOf: () => [], countOf: () => null };
const HOOK = Symbol.for('gradbook.display');

function start() {
  const said: DisplayOutput[] = [];
  const pending: Promise<void>[] = [];
  let last = 0;
  const display = createDisplay({
    say: (output) => said.push(output),
    pending: (work) => pending.push(work),
    show: (value) => show(value, options),
    newDisplayId: () => `d${++last}`,
  });
  return { display, said, settled: () => Promise.all(pending), seen: () => said.map((output) => [output.type, 'data' in output ? output.data['text/plain'] : null]) };
}

const now = (value: unknown): MimeBundle => {
  const shown = show(value, options);
  if (!('now' in shown)) throw new Error('the value is shown later');
  return shown.now.data;
};

describe('display', () => {
  it('shows a value as inspected JSON with plain text beside it', () => {
    const { display, said } = start();
    display({ a: 1 });
    expect(said).toMatchObject([{ type: 'display', displayId: 'd1', data: { 'text/plain': '{ a: 1 }', 'application/vnd.gradbook.inspect+json': { kind: 'object' } } }]);
  });

  it('names what is shown under an id, and replaces it through its handle', () => {
    const { display, said, seen } = start();
    const handle = display(1, { id: 'x' });
    display(2, { id: 'x' });
    handle.update(3);
    expect(seen()).toEqual([['display', '1'], ['display', '2'], ['update', '3']]); // prettier-ignore
    expect(said.map((output) => 'displayId' in output && output.displayId)).toEqual(['x', 'x', 'x']);
  });

  it('keeps the place of a value that takes time, and shows only the latest', async () => {
    const { display, seen, settled } = start();
    let resolve: (bundle: MimeBundle) => void = () => undefined;
    const slow = { [HOOK]: () => new Promise<MimeBundle>((settle) => (resolve = settle)) };
    const handle = display(slow);
    display('after');
    handle.update('newer');
    resolve({ 'text/plain': 'too late' });
    await settled();
    expect(seen()).toEqual([['display', '…'], ['display', '"after"'], ['update', '"newer"']]); // prettier-ignore
  });

  it('passes HTML, SVG and Markdown through with words for other readers', () => {
    const { display, said } = start();
    display.html('<style>p{}</style><p>Hello <b>you</b></p>');
    display.markdown('# Title');
    expect(said).toMatchObject([
      { data: { 'text/html': '<style>p{}</style><p>Hello <b>you</b></p>', 'text/plain': 'Hello you' } },
      { data: { 'text/markdown': '# Title' } },
    ]);
    expect(() => display.html(5 as unknown as string)).toThrow('display.html(text) needs text, not number');
  });

  it('takes bundles that a file can hold and names what is wrong with others', () => {
    const { display, said } = start();
    display.bundle({ 'application/json': { a: [1] } });
    expect(said[0]).toMatchObject({ data: { 'application/json': { a: [1] }, 'text/plain': 'application/json' } });
    expect(() => display.bundle({ html: '<b>' })).toThrow("'html' is no MIME type");
    expect(() => display.bundle({ 'text/html': () => 1 })).toThrow("the value of 'text/html' is function");
  });

  it('recognises images by their bytes', () => {
    const { display, said } = start();
    display.image(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0));
    expect(said[0]).toMatchObject({ data: { 'image/jpeg': '/9j/4A==' } });
    expect(() => display.image(Uint8Array.of(1, 2, 3))).toThrow('no PNG, JPEG or GIF');
  });
});

describe('values', () => {
  it('are shown by their own hook, whether it gives a bundle or another value', () => {
    expect(now({ [HOOK]: () => ({ 'text/html': '<i>' }) })).toMatchObject({ 'text/html': '<i>' });
    expect(now({ [HOOK]: () => [1, 2] })['text/plain']).toBe('[1, 2]');
    expect(now({ [Symbol.for('Jupyter.display')]: () => ({ 'text/markdown': '# Hi' }) })).toMatchObject({ 'text/markdown': '# Hi' });
    expect(now({ [HOOK]: () => '<b>bold</b> word' })).toEqual({ 'text/html': '<b>bold</b> word', 'text/plain': 'bold word' });
    expect(now({ [HOOK]: () => '<Tensor 3x3>' })).toEqual({ 'text/plain': '<Tensor 3x3>' });
    expect(now({ [HOOK]: () => ' <svg width="1"></svg>' })).toMatchObject({ 'image/svg+xml': ' <svg width="1"></svg>' });
    expect(now({ [HOOK]: () => 'a < b' })).toEqual({ 'text/plain': 'a < b' });
  });

  it('whose hook fails are an error that names them and its cause', async () => {
    class Chart {
      [HOOK](): string {
        throw new RangeError('no data');
      }
    }
    expect(() => now(new Chart())).toThrow(expect.objectContaining({ message: "Chart could not be shown: its [Symbol.for('gradbook.display')]() failed with RangeError: no data", cause: new RangeError('no data') }));
    expect(() => now({ [HOOK]: () => undefined })).toThrow("[Symbol.for('gradbook.display')]() of Object returned nothing; return a MIME bundle");
    const { display, said, settled } = start();
    display({ [HOOK]: () => Promise.reject(new Error('offline')) });
    await settled();
    expect(said.at(-1)).toMatchObject({ data: { 'text/plain': expect.stringContaining('failed with Error: offline') as string } });
  });

  it('that are records become a table with text and HTML', () => {
    const bundle = now([{ name: 'a<b', n: 1 }, { name: 'c', extra: true }]); // prettier-ignore
    expect(bundle['application/vnd.gradbook.table+json']).toMatchObject({
      columns: [{ name: 'name', type: 'string' }, { name: 'n', type: 'number' }, { name: 'extra', type: 'boolean' }],
      rows: [['a<b', '1', ''], ['c', '', 'true']],
      totalRows: 2,
    }); // prettier-ignore
    expect(bundle['text/html']).toContain('<td>a&lt;b</td>');
    expect(bundle['text/plain']).toBe('name  n  extra\na<b   1\nc        true');
  });

  it.each([[[]], [[1, 2]], [[{ a: { b: 1 } }]], [[{ a: 1 }, 5]]])('like %j are no table', (value) => {
    expect(now(value)['application/vnd.gradbook.table+json']).toBeUndefined();
  });

  it('that are models become the table of their layers', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2], name: 'out' })] });
    const bundle = now(model);
    expect(bundle['application/vnd.gradbook.table+json']).toMatchObject({ rows: [['out', 'Dense', '[·, 3]', '9'], ['Total', '', '', '9']] }); // prettier-ignore
    expect(bundle['text/plain']).toContain('9 parameters, 9 of them trainable');
  });
});

describe('console.table', () => {
  it('shows records of records, arrays of arrays and Maps, in the wanted columns', () => {
    expect(tabular({ x: { a: 1, b: 2 }, y: { a: 3 } }, ['a'], options)?.['text/plain']).toBe('key  a\nx    1\ny    3');
    expect(tabular([[1, 2], [3]], undefined, options)?.['text/plain']).toBe('0  1\n1  2\n3');
    expect(tabular(new Map([['k', 5]]), undefined, options)?.['text/plain']).toBe('key  value\nk        5');
    expect(tabular(5, undefined, options)).toBeNull();
  });
});

describe('errors', () => {
  it('tell their name, message and causes', () => {
    class DataError extends Error {}
    const error = new DataError('row 3 is short', { cause: new TypeError('no such column') });
    expect(errorOutput(error, options)).toEqual({
      type: 'error',
      ename: 'DataError',
      evalue: 'row 3 is short',
      traceback: ['DataError: row 3 is short', 'Caused by TypeError: no such column'],
    });
  });

  it.each<[unknown, string]>([
    [{ code: 7 }, '{code: 7}'],
    [undefined, 'undefined'],
    ['text', '"text"'],
    [null, 'null'],
  ])('thrown as %j are shown', (thrown, evalue) => {
    expect(errorOutput(thrown, options)).toMatchObject({ ename: 'Uncaught', evalue });
  });

  it('point at cells and fold libraries', () => {
    const library = { kind: 'library', text: 'at fit (https://host/assets/tfjs-1a.js:3:5)' } as const;
    const framesOf = () => [library, library, library, library, { kind: 'cell', cellId: 'c9', line: 2, column: 3, functionName: 'train' } as const];
    expect(errorOutput(new Error('no'), { ...options, framesOf, countOf: () => 4 }).traceback).toEqual([
      'Error: no',
      ...[1, 2, 3].map(() => '    at fit (tfjs-1a.js:3:5)'),
      '    … 1 more inside libraries',
      '    at train (Cell [4] #c9:2:3)',
    ]);
  });
});
