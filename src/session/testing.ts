/** A session on real storage parts, without a browser: for tests of commands that run no cell. */
import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { ok } from '../base/result';
import { openNotebooks } from '../storage/notebooks';
import { preferences } from '../storage/preferences';
import { openRemoteServers } from '../storage/remote-servers';
import type { Notebook } from '../notebook/types';
import type { SessionEnvironment } from './environment';
import { createRuns } from './runs/create';
import type { RunIntake } from './runs/environment';

export async function testEnvironment(): Promise<SessionEnvironment> {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as Storage;
  return {
    now: Date.now,
    nextFrame: (callback) => void setTimeout(callback, 0),
    mark: () => undefined,
    whenIdle: () => undefined,
    notebooks: await openNotebooks<Notebook>({ indexedDB: new IDBFactory() }),
    filesRoot: async () => null,
    preferences: preferences(storage),
    compile: async () => ok({ js: '', map: '', declares: [], reads: [], writes: [] }),
    transpile: async (_fileName, text) => ok(text),
    fetchModuleText: async (url) => ({ ok: false, url, reason: 'offline', detail: 'no network in this test' }),
    createKernelWorker: () => {
      throw new Error('No kernel runs in this test.');
    },
    createSocketWorker: () => {
      throw new Error('No server is connected in this test.');
    },
    clientName: 'test',
    remoteServers: openRemoteServers({ indexedDB: new IDBFactory() }),
    wasmPath: '',
    isolated: false,
    locks: null,
    crashNotes: null,
    charts: { append: () => undefined, complete: () => null, clear: () => undefined },
    runs: { locks: null, openChannel: () => null, createWorker: null, packages: {} },
    fetch: () => Promise.reject(new TypeError('offline')),
    saveFile: () => undefined,
    pageUrl: 'http://localhost/',
    setAddress: () => undefined,
    examples: [],
  };
}

/** Tracked runs in memory. */
export const testRuns = (env: SessionEnvironment): RunIntake => createRuns({ ...env.runs, now: env.now, nextFrame: env.nextFrame, filesRoot: env.filesRoot }, () => undefined);
