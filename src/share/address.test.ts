import { describe, expect, it, vi } from 'vitest';
import { exampleAddress, parseAddress, parsePasted, storedAddress } from './address';
import { describeFetchError, fetchNotebook, fileAddress } from './fetch';

describe('the address', () => {
  it.each([
    ['', { kind: 'start' }],
    ['#', { kind: 'start' }],
    ['#n=', { kind: 'start' }],
    ['#unknown', { kind: 'start' }],
    [storedAddress('a b'), { kind: 'stored', id: 'a b' }],
    [exampleAddress('digits'), { kind: 'example', name: 'digits' }],
    ['#example=50%', { kind: 'example', name: '50%' }],
    ['#nb=AQ', { kind: 'link', hash: '#nb=AQ' }],
  ])('%s leads to the right page', (hash, address) => {
    expect(parseAddress(hash)).toEqual(address);
  });

  it('tells a pasted share link from the address of a file', () => {
    expect(parsePasted(' https://example.org/#nb=AQ_-\n')).toEqual({ kind: 'link', hash: '#nb=AQ_-' });
    expect(parsePasted('nb=AQ')).toEqual({ kind: 'link', hash: '#nb=AQ' });
    expect(parsePasted('https://example.org/a.ipynb?nb=1')).toEqual({ kind: 'url', url: 'https://example.org/a.ipynb?nb=1' });
    expect(parsePasted('hello')).toBeNull();
    expect(parsePasted('file:///etc/passwd')).toBeNull();
  });
});

describe('a notebook from the web', () => {
  it.each([
    ['https://github.com/o/r/blob/main/a%20b/n.ipynb#L1', 'https://raw.githubusercontent.com/o/r/main/a%20b/n.ipynb'],
    ['https://colab.research.google.com/github/o/r/blob/v1/n.ipynb', 'https://raw.githubusercontent.com/o/r/v1/n.ipynb'],
    ['https://nbviewer.org/github/o/r/blob/v1/n.ipynb', 'https://raw.githubusercontent.com/o/r/v1/n.ipynb'],
    ['https://gist.github.com/o/0123abcd', 'https://gist.githubusercontent.com/o/0123abcd/raw'],
    ['https://example.org/n.ipynb?x=1', 'https://example.org/n.ipynb?x=1'],
  ])('%s is read from its file', (page, file) => {
    expect(fileAddress(page)?.href).toBe(file);
  });

  const file = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}';
  const fetched = (answer: () => Promise<Response>) => fetchNotebook('https://example.org/My%20file.ipynb', vi.fn<typeof fetch>(answer));

  it('is named after its file', async () => {
    expect(await fetched(() => Promise.resolve(new Response(file)))).toMatchObject({ ok: true, value: { name: 'My file' } });
  });

  it('that is not there says so', async () => {
    const result = await fetched(() => Promise.resolve(new Response('', { status: 404 })));
    expect(result.ok ? '' : describeFetchError(result.error).text).toBe('example.org answered 404: there is no such file');
  });

  it('behind a site that refuses other pages says what to do', async () => {
    const result = await fetched(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(result.ok ? '' : describeFetchError(result.error).remedy).toContain('download the file');
  });

  it('that is a web page says so', async () => {
    const result = await fetched(() => Promise.resolve(new Response('<!doctype html>')));
    expect(result.ok ? '' : describeFetchError(result.error).text).toContain('this looks like a web page');
  });

  it('is not looked for at anything but a web address', async () => {
    expect(await fetchNotebook('javascript:alert(1)', fetch)).toMatchObject({ ok: false, error: { kind: 'bad-address' } });
  });
});
