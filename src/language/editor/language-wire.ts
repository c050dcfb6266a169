/** How questions reach the types worker and answers come back, and the texts that it needs from the net. */
import type { CellLanguageApi } from './language-api';
import type { FetchedText } from './service';

type Method = keyof CellLanguageApi;

export type LanguageCall = {
  readonly [M in Method]: { readonly id: number; readonly method: M; readonly args: Parameters<CellLanguageApi[M]> };
}[Method];

export type LanguageReply =
  | { readonly id: number; readonly ok: true; readonly value: Awaited<ReturnType<CellLanguageApi[Method]>> }
  | { readonly id: number; readonly ok: false; readonly reason: string };

/** Page → worker: the first message, then calls and the answers to `fetch`. */
export type LanguageMessage =
  | { readonly type: 'start'; readonly libraryTypesUrl: string }
  | ({ readonly type: 'call' } & LanguageCall)
  | { readonly type: 'fetched'; readonly id: number; readonly found: FetchedText | null };

/** Worker → page. */
export type LanguageEvent =
  | ({ readonly type: 'reply' } & LanguageReply)
  | { readonly type: 'fetch'; readonly id: number; readonly url: string }
  /** Declarations of a package came: what was unknown before may be known now. */
  | { readonly type: 'types-arrived' };
