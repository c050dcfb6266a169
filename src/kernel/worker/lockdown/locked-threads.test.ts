import { expect, test } from 'vitest';
import { runInNewContext } from 'node:vm';
import { removalScript } from './locked-threads';
import { RIGHTS } from './rights';

test('a thread gives up what the kernel gives up, but for loading its own script', () => {
  const thread = { indexedDB: 'databases', Worker: class {}, IDBFactory: class {}, importScripts: () => 'loads', navigator: { storage: 'files', gpu: 'adapter' } };
  runInNewContext(removalScript(RIGHTS), Object.assign(thread, { self: thread }));
  expect(Object.keys(thread)).toEqual(['importScripts', 'navigator', 'self']);
  expect(thread.navigator).toEqual({ gpu: 'adapter' });
});

test('a thread that keeps a right does not start', () => {
  const thread = Object.defineProperty({ navigator: {} }, 'indexedDB', { value: 'databases', configurable: false });
  expect(() => runInNewContext(removalScript(RIGHTS), Object.assign(thread, { self: thread }))).toThrow('a thread keeps indexedDB');
});
