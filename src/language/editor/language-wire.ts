/** How questions reach the types worker and answers come back. */
import type { CellLanguageApi } from './language-api';

type Method = keyof CellLanguageApi;

export type LanguageCall = {
  readonly [M in Method]: { readonly id: number; readonly method: M; readonly args: Parameters<CellLanguageApi[M]> };
}[Method];

export type LanguageReply =
  | { readonly id: number; readonly ok: true; readonly value: Awaited<ReturnType<CellLanguageApi[Method]>> }
  | { readonly id: number; readonly ok: false; readonly reason: string };

/** Page → worker: the first message, then calls. */
export type LanguageMessage = { readonly type: 'start'; readonly libraryTypesUrl: string } | ({ readonly type: 'call' } & LanguageCall);
