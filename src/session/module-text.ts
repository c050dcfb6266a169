/** Fetches the text of modules for the kernel and the editor, and keeps it for the next time and for offline. */
import type { ModuleAnswer } from '../protocol/kernel';
import type { ModuleCache } from '../storage/module-cache';

export interface ModuleTextOptions {
  readonly fetch: typeof fetch;
  readonly cache: ModuleCache;
  /** The page's own address: nothing of its origin is a module. */
  readonly pageUrl: string;
  readonly isOnline: () => boolean;
}

/** Never rejects. */
export type FetchModuleText = (url: string) => Promise<ModuleAnswer>;

/** Milliseconds until a server that does not finish its answer is given up. */
const PATIENCE = 60_000;
/** Answer headers that are passed on. */
const KEPT_HEADERS = ['content-type', 'x-typescript-types', 'x-jsd-version', 'x-esm-path'] as const;

export function createModuleText({ fetch, cache, pageUrl, isOnline }: ModuleTextOptions): FetchModuleText {
  const underWay = new Map<string, Promise<ModuleAnswer>>();

  const answer = async (url: string): Promise<ModuleAnswer> => {
    const refusal = refused(url, pageUrl);
    if (refusal !== null) return { ok: false, url, reason: 'blocked', detail: refusal };
    const kept = await cache.read(url);
    if (kept !== null && kept.immutable) return kept.answer;
    const fetched = await load(url);
    if (fetched.ok || kept === null || fetched.reason === 'not-found') return fetched;
    return kept.answer;
  };

  const load = async (url: string): Promise<ModuleAnswer> => {
    try {
      const response = await fetch(url, {
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (!response.ok) return { ok: false, url, ...statusReason(response) };
      const found: ModuleAnswer & { ok: true } = {
        ok: true,
        url: response.url === '' ? url : response.url,
        text: await response.text(),
        headers: headersOf(response),
      };
      const immutable = /\bimmutable\b/.test(response.headers.get('cache-control') ?? '');
      await cache.write(url, found, immutable || isVersioned(url));
      if (found.url !== url) await cache.write(found.url, found, immutable || isVersioned(found.url));
      return found;
    } catch (cause) {
      return { ok: false, url, ...(await silenceReason(url, cause)) };
    }
  };

  /** A fetch that fails does not say why: a second one that asks for no answer tells a server that refuses from one that is away. */
  const silenceReason = async (url: string, cause: unknown): Promise<Pick<ModuleAnswer & { ok: false }, 'reason' | 'detail'>> => {
    const { host } = new URL(url);
    if (cause instanceof Error && cause.name === 'TimeoutError') {
      return { reason: 'failed', detail: `${host} did not finish its answer within ${PATIENCE / 1000} seconds` };
    }
    if (!isOnline()) return { reason: 'offline', detail: 'this browser is offline' };
    try {
      await fetch(url, { mode: 'no-cors', credentials: 'omit', referrerPolicy: 'no-referrer', signal: AbortSignal.timeout(PATIENCE) });
      return { reason: 'blocked', detail: `${host} does not let other sites read it (it sends no CORS header)` };
    } catch {
      return { reason: 'offline', detail: `${host} cannot be reached` };
    }
  };

  return (url) => {
    const known = underWay.get(url);
    if (known !== undefined) return known;
    const asked = answer(url).finally(() => underWay.delete(url));
    underWay.set(url, asked);
    return asked;
  };
}

function refused(url: string, pageUrl: string): string | null {
  if (!URL.canParse(url)) return 'it is no address';
  const { protocol, origin } = new URL(url);
  if (protocol !== 'https:' && protocol !== 'http:') return `modules come over https or http, not ${protocol}`;
  return origin === new URL(pageUrl).origin ? 'it is a part of this page, which has no modules for cells' : null;
}

function statusReason({ status, statusText }: Response): Pick<ModuleAnswer & { ok: false }, 'reason' | 'detail'> {
  const words = `${status} ${statusText}`.trim();
  return status === 404 || status === 410 ? { reason: 'not-found', detail: words } : { reason: 'failed', detail: `the server answered ${words}` };
}

function headersOf(response: Response): Readonly<Record<string, string>> {
  return Object.fromEntries(KEPT_HEADERS.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  }));
}

/** Whether the path names a package at an exact version, whose files never change. */
const isVersioned = (url: string): boolean => /@\d+\.\d+\.\d+[^/]*(\/|$)/.test(new URL(url).pathname);
