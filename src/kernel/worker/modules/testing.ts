/** The loader's surroundings without a browser: modules run natively in Node, from files of a temporary folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from 'vitest';
import type { TensorFlow } from '../../../engine/api';
import type { ModuleAnswer, ModuleSettings } from '../../../protocol/kernel';
import { tensorFlowModule, type CellValues } from './built-ins';
import { createModuleLoader, type ModuleLoader } from './loader';
import type { ModulePlatform } from './platform';

/** Of the test file that is running; nothing of it is left behind. */
let folder: string | null = null;
let count = 0;
afterAll(() => {
  if (folder !== null) rmSync(folder, { recursive: true, force: true });
  folder = null;
});

export function nodeModulePlatform(): ModulePlatform {
  return {
    publish(text) {
      folder ??= mkdtempSync(join(tmpdir(), 'gradbook-modules-'));
      const file = join(folder, `${++count}.mjs`);
      // Node looks for the file under that name when it words an error.
      writeFileSync(file, text.replace(/\n\/\/# sourceURL=.*$/, ''));
      return pathToFileURL(file).href;
    },
    async load(url) {
      // The test runner would rewrite an `import()` that it sees.
      const native = 'data:text/javascript,export const load = (url) => import(url)';
      const { load } = (await import(/* @vite-ignore */ native)) as { readonly load: ModulePlatform['load'] };
      return load(url);
    },
    async readHere(url) {
      const response = await fetch(url);
      return { ok: true, url, text: await response.text(), headers: {} };
    },
  };
}

/** A web of texts by address; `Response`-like parts may be given in their place. */
export type Web = Record<string, string | ModuleAnswer | (() => Promise<ModuleAnswer>)>;

export interface LoaderUnderTest {
  readonly loader: ModuleLoader;
  /** Addresses that were asked for, in order. */
  readonly asked: string[];
  readonly pins: () => Readonly<Record<string, string>>;
  import(specifier: string, turn?: Promise<unknown>): Promise<Record<string, unknown>>;
  /** Stops the run that imports. */
  stop(): void;
  /** The words of the failure; fails itself where there is none. */
  failure(specifier: string): Promise<string>;
}

export const esm = 'https://esm.test/';
export const jsd = 'https://jsd.test/npm/';

export function startTestLoader(web: Web, settings: Partial<ModuleSettings> = {}): LoaderUnderTest {
  const asked: string[] = [];
  let pins: Readonly<Record<string, string>> = {};
  let stopped = false;
  const values: CellValues = { chart: Object.assign(() => 'drawn', { live: () => 'live' }) };
  const found = async (url: string): Promise<ModuleAnswer> => {
    const there = web[url];
    if (there === undefined) return { ok: false, url, reason: 'not-found', detail: '404' };
    if (typeof there === 'function') return there();
    return typeof there === 'string' ? { ok: true, url, text: there, headers: {} } : there;
  };
  const tf = { tensor: () => 'a tensor', data: {} } as unknown as TensorFlow;
  const loader: ModuleLoader = createModuleLoader({
    tf,
    tensorFlow: tensorFlowModule(tf),
    platform: nodeModulePlatform(),
    settings: { cdns: [esm, jsd], pins: {}, ...settings },
    askPage(requestId, url) {
      asked.push(url);
      void found(url).then((answer) => loader.receive(requestId, answer));
    },
    onPins: (all) => (pins = all),
    valuesNow: () => values,
  });
  const load = async (specifier: string, turn?: Promise<unknown>) => (await loader.import(specifier, { values, isStopped: () => stopped }, turn)) as Record<string, unknown>;
  return {
    loader,
    asked,
    pins: () => pins,
    stop: () => void (stopped = true),
    import: load,
    failure: (specifier) =>
      load(specifier).then(
        () => Promise.reject(new Error(`'${specifier}' was imported`)),
        (error: unknown) => String(error),
      ),
  };
}
