import { err, ok } from '../base/result';
import type { Result } from '../base/result';
import { describeIpynbError } from '../notebook/ipynb/errors';
import type { IpynbError } from '../notebook/ipynb/errors';
import { readIpynbBytes } from '../notebook/ipynb/read';
import { nameOf } from '../notebook/name';
import type { Notebook } from '../notebook/types';

export type FetchError =
  | { readonly kind: 'bad-address'; readonly address: string }
  /** No answer that the page may read: offline, wrong host, or a site that does not allow other pages (CORS). */
  | { readonly kind: 'unreachable'; readonly host: string }
  | { readonly kind: 'status'; readonly host: string; readonly status: number }
  | { readonly kind: 'notebook'; readonly error: IpynbError };

export function describeFetchError(error: FetchError): { text: string; remedy: string } {
  switch (error.kind) {
    case 'bad-address':
      return { text: `'${error.address}' is not a web address`, remedy: 'Paste the address of an .ipynb, starting with https://.' };
    case 'unreachable':
      return {
        text: `${error.host} did not answer, or does not let other pages read its files`,
        remedy: 'Check the connection; if the address opens in a tab of its own, download the file there and open it here.',
      };
    case 'status':
      return {
        text: `${error.host} answered ${error.status}${error.status === 404 ? ': there is no such file' : ''}`,
        remedy: error.status === 404 ? 'Check the address; a private file cannot be read without signing in.' : 'Try again later.',
      };
    case 'notebook':
      return describeIpynbError(error.error);
  }
}

/** Fetches an .ipynb. Pages that show one on GitHub, as a gist, in Colab or nbviewer lead to the file itself. */
export async function fetchNotebook(address: string, fetch: typeof globalThis.fetch): Promise<Result<{ notebook: Notebook; name: string }, FetchError>> {
  const url = fileAddress(address);
  if (!url) return err({ kind: 'bad-address', address });
  let bytes: Uint8Array;
  try {
    const response = await fetch(url.href);
    if (!response.ok) return err({ kind: 'status', host: url.host, status: response.status });
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch {
    return err({ kind: 'unreachable', host: url.host });
  }
  const notebook = readIpynbBytes(bytes);
  if (!notebook.ok) return err({ kind: 'notebook', error: notebook.error });
  return ok({ notebook: notebook.value, name: nameOf(notebook.value) ?? nameFrom(url) });
}

/** The address of the file that a page shows; null for anything but http and https. */
export function fileAddress(address: string): URL | null {
  if (!URL.canParse(address.trim())) return null;
  const url = new URL(address.trim());
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  url.hash = '';
  const path = url.pathname;
  switch (url.host) {
    case 'github.com':
      return rawGitHub(path) ?? url;
    case 'colab.research.google.com':
    case 'nbviewer.org':
      return (/^\/github\//.test(path) ? rawGitHub(path.replace(/^\/github/, '')) : null) ?? url;
    case 'gist.github.com':
      return /^\/[^/]+\/[0-9a-f]+\/?$/.test(path) ? new URL(`https://gist.githubusercontent.com${path.replace(/\/$/, '')}/raw`) : url;
    default:
      return url;
  }
}

function rawGitHub(path: string): URL | null {
  const [, repository, file] = /^\/([^/]+\/[^/]+)\/(?:blob|raw)\/(.+)$/.exec(path) ?? [];
  return repository && file ? new URL(`https://raw.githubusercontent.com/${repository}/${file}`) : null;
}

function nameFrom(url: URL): string {
  const last = url.pathname.split('/').findLast((part) => part !== '' && part !== 'raw') ?? url.host;
  try {
    return decodeURIComponent(last).replace(/\.ipynb$/i, '');
  } catch {
    return last;
  }
}
