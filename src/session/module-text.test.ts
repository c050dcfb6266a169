import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { openModuleCache } from '../storage/module-cache';
import { createModuleText } from './module-text';

type Reply = Response | Error;

/** A page whose network answers from a list that tests may change; `asked` holds what it was asked for. */
function page(replies: Record<string, () => Reply>, { indexedDB = new IDBFactory(), online = true } = {}) {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const fetchModuleText = createModuleText({
    fetch: async (input, init) => {
      const url = String(input);
      asked.push({ url, init });
      const reply = (init?.mode === 'no-cors' ? (replies[`no-cors ${url}`] ?? (() => new TypeError('Failed to fetch'))) : (replies[url] ?? (() => new Response('', { status: 404, statusText: 'Not Found' }))))();
      if (reply instanceof Error) throw reply;
      return reply;
    },
    cache: openModuleCache({ indexedDB, now: Date.now }),
    pageUrl: 'https://gradbook.test/app/',
    isOnline: () => online,
  });
  return { fetchModuleText, asked, indexedDB };
}

const script = (text: string, headers: Record<string, string> = {}) => () => new Response(text, { headers: { 'content-type': 'text/javascript', ...headers } });
const away = () => new TypeError('Failed to fetch');
const url = 'https://cdn.test/pkg.js';
const versioned = 'https://cdn.test/pkg@1.2.3/es2022/pkg.mjs';

describe('the text of a module', () => {
  it('comes without cookies, with the headers that matter', async () => {
    const { fetchModuleText, asked } = page({ [url]: script('export {}', { 'x-typescript-types': '/t.d.ts', 'x-secret': '1' }) });
    expect(await fetchModuleText(url)).toEqual({ ok: true, url, text: 'export {}', headers: { 'content-type': 'text/javascript', 'x-typescript-types': '/t.d.ts' } });
    expect(asked[0]?.init).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer' });
  });

  it.each([[versioned, {}], [url, { 'cache-control': 'public, max-age=31536000, immutable' }]])('at an exact version is fetched once for ever: %s', async (at, headers) => {
    const first = page({ [at]: script('export {}', headers) });
    await first.fetchModuleText(at);
    const later = page({ [at]: script('changed') }, { indexedDB: first.indexedDB });
    expect(await later.fetchModuleText(at)).toMatchObject({ ok: true, text: 'export {}' });
    expect(later.asked).toEqual([]);
  });

  it('elsewhere is fetched anew, and comes from the cache without a network, but not once it is gone', async () => {
    const first = page({ [url]: script('old') });
    await first.fetchModuleText(url);
    const { indexedDB } = first;
    expect(await page({ [url]: script('new') }, { indexedDB }).fetchModuleText(url)).toMatchObject({ text: 'new' });
    expect(await page({ [url]: away }, { indexedDB, online: false }).fetchModuleText(url)).toMatchObject({ ok: true, text: 'new' });
    expect(await page({}, { indexedDB }).fetchModuleText(url)).toMatchObject({ ok: false, reason: 'not-found' });
  });

  it('is fetched once for all who ask at the same time', async () => {
    const { fetchModuleText, asked } = page({ [url]: script('export {}') });
    await Promise.all([fetchModuleText(url), fetchModuleText(url)]);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['not found', { [url]: () => new Response('', { status: 404, statusText: 'Not Found' }) }, true, { reason: 'not-found', detail: '404 Not Found' }],
    ['a failing server', { [url]: () => new Response('', { status: 503, statusText: 'Unavailable' }) }, true, { reason: 'failed', detail: 'the server answered 503 Unavailable' }],
    ['an offline browser', { [url]: away }, false, { reason: 'offline', detail: 'this browser is offline' }],
    ['a server that is away', { [url]: away }, true, { reason: 'offline', detail: 'cdn.test cannot be reached' }],
    ['a server that forbids reading', { [url]: away, [`no-cors ${url}`]: () => new Response('') }, true, { reason: 'blocked', detail: 'cdn.test does not let other sites read it (it sends no CORS header)' }],
  ])('that cannot be had says why: %s', async (_what, replies, online, reason) => {
    expect(await page(replies, { online }).fetchModuleText(url)).toEqual({ ok: false, url, ...reason });
  });

  it.each(['https://gradbook.test/app/index.html', 'file:///etc/passwd', 'nonsense'])('is never taken from %s', async (at) => {
    const { fetchModuleText, asked } = page({});
    expect(await fetchModuleText(at)).toMatchObject({ ok: false, reason: 'blocked' });
    expect(asked).toEqual([]);
  });
});
