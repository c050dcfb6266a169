import { expect, it } from 'vitest';
import { createCrashNotes } from './crash-notes';

/** Pages of one browser: they share storage, and locks that go with the page. */
function browser() {
  const kept = new Map<string, string>();
  const held = new Set<string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Storage;
  const locks = {
    request: (name: string) => {
      held.add(name);
      return new Promise(() => undefined);
    },
    query: () => Promise.resolve({ held: [...held].map((name) => ({ name })), pending: [] }),
  } as unknown as Pick<LockManager, 'request' | 'query'>;
  return {
    open: (page: string) => createCrashNotes({ storage: () => storage, locks, page }),
    /** The page is no more. */
    end: (page: string) => held.delete(page),
  };
}

it('a page that ended while a cell ran is told of once', async () => {
  const { open, end } = browser();
  open('one').running('n1', 'c3');
  end('one');
  const next = open('two');
  expect(await next.take('n2')).toBeNull();
  expect(await next.take('n1')).toBe('c3');
  expect(await next.take('n1')).toBeNull();
});

it('a page left in order leaves no note', async () => {
  const { open, end } = browser();
  const first = open('one');
  first.running('n1', 'c3');
  first.forget();
  end('one');
  expect(await open('two').take('n1')).toBeNull();
});

it('a cell that runs in another tab has not crashed', async () => {
  const { open } = browser();
  open('one').running('n1', 'c3');
  expect(await open('two').take('n1')).toBeNull();
});

it('a browser without storage costs only the notes', async () => {
  const blocked = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  const notes = createCrashNotes({ storage: blocked, locks: { request: () => Promise.resolve() as never, query: () => Promise.resolve({}) }, page: 'one' });
  notes.running('n1', 'c1');
  notes.forget();
  expect(await notes.take('n1')).toBeNull();
});
