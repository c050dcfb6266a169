import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { openModuleCache, type CachedModule } from './module-cache';

const module = (text: string, url = 'https://x.test/final.js'): CachedModule => ({ ok: true, url, text, headers: { 'content-type': 'text/javascript' } });

describe('the cache of modules', () => {
  it('gives back what was written, also to the next visit', async () => {
    const indexedDB = new IDBFactory();
    await openModuleCache({ indexedDB, now: () => 1 }).write('https://x.test/a.js', module('a'), true);
    expect(await openModuleCache({ indexedDB, now: () => 2 }).read('https://x.test/a.js')).toEqual({ answer: module('a'), immutable: true });
    expect(await openModuleCache({ indexedDB, now: () => 2 }).read('https://x.test/b.js')).toBeNull();
  });

  it('lets go of what was used longest ago when it is full', async () => {
    let clock = 0;
    const day = 24 * 3600 * 1000;
    const cache = openModuleCache({ indexedDB: new IDBFactory(), now: () => (clock += day), limit: 25 });
    await cache.write('a', module('x'.repeat(10)), true);
    await cache.write('b', module('x'.repeat(10)), true);
    clock += day;
    await cache.read('a');
    await cache.write('c', module('x'.repeat(10)), true);
    expect(await cache.read('b')).toBeNull();
    expect((await cache.read('a'))?.answer.text).toHaveLength(10);
    expect((await cache.read('c'))?.answer.text).toHaveLength(10);
  });

  it('is no hindrance where the browser keeps nothing', async () => {
    const denied = { open: () => { throw new DOMException('denied', 'SecurityError'); } } as unknown as IDBFactory;
    const cache = openModuleCache({ indexedDB: denied, now: () => 1 });
    await cache.write('a', module('a'), true);
    expect(await cache.read('a')).toBeNull();
  });
});
