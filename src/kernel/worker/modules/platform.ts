/** What the loader needs of the browser, taken before any cell could replace it. */
import type { ModuleAnswer } from '../../../protocol/kernel';

export interface ModulePlatform {
  /** An address under which this text can be loaded as a module, for as long as the kernel lives. */
  publish(text: string): string;
  /** Runs a published module, once; gives its namespace. */
  load(url: string): Promise<object>;
  /** Text of a `data:` or `blob:` address. Never rejects. */
  readHere(url: string): Promise<ModuleAnswer>;
}

export function takeModulePlatform(scope: typeof globalThis): ModulePlatform {
  const { Blob, fetch } = scope;
  const createObjectURL = scope.URL.createObjectURL.bind(scope.URL);
  return {
    publish: (text) => createObjectURL(new Blob([text], { type: 'text/javascript' })),
    load: (url) => import(/* @vite-ignore */ url) as Promise<object>,
    async readHere(url) {
      try {
        const response = await Reflect.apply(fetch, scope, [url]);
        return { ok: true, url, text: await response.text(), headers: { 'content-type': response.headers.get('content-type') ?? '' } };
      } catch (cause) {
        return { ok: false, url, reason: 'not-found', detail: cause instanceof Error ? cause.message : String(cause) };
      }
    },
  };
}
