/** The types worker's half: answers the page's calls, in the order they came. */
import type { LanguageEvent, LanguageMessage } from '../language-wire';
import type { LibraryTypes } from '../library-types';
import type { FetchedText } from '../service';
import type { TypeScript } from './cell-names';
import { CellLanguage } from './cell-language';
import type { ProjectSources } from './cell-project';

interface LanguageServerPort {
  postMessage(event: LanguageEvent): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<LanguageMessage>) => void): void;
}

export function serveLanguage(
  ts: TypeScript,
  sources: ProjectSources,
  fetchTypes: (url: string) => Promise<LibraryTypes>,
  port: LanguageServerPort,
): void {
  let language: CellLanguage | null = null;
  const awaited = new Map<number, (found: FetchedText | null) => void>();
  let fetches = 0;
  const fetchText = (url: string): Promise<FetchedText | null> =>
    new Promise((settle) => {
      const id = fetches++;
      awaited.set(id, settle);
      port.postMessage({ type: 'fetch', id, url });
    });
  port.addEventListener('message', ({ data }) => {
    if (data.type === 'start') {
      language = new CellLanguage(ts, sources, fetchTypes(data.libraryTypesUrl), {
        fetchText,
        typesArrived: () => port.postMessage({ type: 'types-arrived' }),
      });
      return;
    }
    if (data.type === 'fetched') {
      awaited.get(data.id)?.(data.found);
      awaited.delete(data.id);
      return;
    }
    if (!language) return;
    const answer: ReturnType<CellLanguage[typeof data.method]> = Reflect.apply(language[data.method], language, data.args);
    answer.then(
      (value) => port.postMessage({ type: 'reply', id: data.id, ok: true, value }),
      // TypeScript's service fails now and then on code that is half written; the next question works again.
      (error: unknown) => port.postMessage({ type: 'reply', id: data.id, ok: false, reason: String(error) }),
    );
  });
}
