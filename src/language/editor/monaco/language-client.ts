/** The page's line to the types worker, which it tells of every change of a cell. */
import type { CellLanguageApi, CellPlace } from '../language-api';
import type { LanguageEvent, LanguageMessage, LanguageReply } from '../language-wire';
import type { FetchText } from '../service';

type Method = keyof CellLanguageApi;
type Answer<M extends Method> = Awaited<ReturnType<CellLanguageApi[M]>>;

export interface LanguageClientOptions {
  readonly libraryTypesUrl: string;
  readonly fetchText: FetchText;
  /** Types of a package came: what was said of the cells may be out of date. */
  onTypesArrived(): void;
}

export class LanguageClient {
  readonly #worker: Worker;
  readonly #pending = new Map<number, (reply: LanguageReply | null) => void>();
  /** What the worker holds: URI → text. */
  readonly #sent = new Map<string, string>();
  #nextId = 0;
  #failed = false;

  constructor(spawn: () => Worker, { libraryTypesUrl, fetchText, onTypesArrived }: LanguageClientOptions) {
    this.#worker = spawn();
    this.#worker.addEventListener('message', ({ data }: MessageEvent<LanguageEvent>) => {
      switch (data.type) {
        case 'reply':
          this.#pending.get(data.id)?.(data);
          this.#pending.delete(data.id);
          return;
        case 'fetch':
          void fetchText(data.url)
            .catch(() => null)
            .then((found) => this.#post({ type: 'fetched', id: data.id, found }));
          return;
        case 'types-arrived':
          return onTypesArrived();
        default:
          data satisfies never;
      }
    });
    this.#worker.addEventListener('error', () => {
      this.#failed = true;
      for (const settle of this.#pending.values()) settle(null);
      this.#pending.clear();
    });
    this.#post({ type: 'start', libraryTypesUrl });
  }

  /** The worker's answer; null if it has none, because it failed or could not be loaded. */
  ask<M extends Method>(method: M, ...args: Parameters<CellLanguageApi[M]>): Promise<Answer<M> | null> {
    if (this.#failed) return Promise.resolve(null);
    const id = this.#nextId++;
    const call = { type: 'call', id, method, args } as LanguageMessage;
    return new Promise((settle) => {
      // The reply to a call of this method carries this method's answer.
      this.#pending.set(id, (reply) => settle(reply?.ok ? (reply.value as Answer<M>) : null));
      this.#post(call);
    });
  }

  setCells(cells: readonly (CellPlace & { readonly text: string })[]): void {
    const places = cells.map(({ text, ...place }) => (this.#sent.get(place.uri) === text ? place : { ...place, text }));
    this.#sent.clear();
    for (const { uri, text } of cells) this.#sent.set(uri, text);
    void this.ask('setCells', places);
  }

  setText(uri: string, text: string): void {
    if (!this.#sent.has(uri) || this.#sent.get(uri) === text) return;
    this.#sent.set(uri, text);
    void this.ask('setText', uri, text);
  }

  #post(message: LanguageMessage): void {
    this.#worker.postMessage(message);
  }
}
