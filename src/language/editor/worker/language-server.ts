/** The types worker's half: answers the page's calls, in the order they came. */
import type { LanguageMessage, LanguageReply } from '../language-wire';
import type { LibraryTypes } from '../library-types';
import type { TypeScript } from './cell-names';
import { CellLanguage } from './cell-language';
import type { ProjectSources } from './cell-project';

interface LanguageServerPort {
  postMessage(reply: LanguageReply): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<LanguageMessage>) => void): void;
}

export function serveLanguage(
  ts: TypeScript,
  sources: ProjectSources,
  fetchTypes: (url: string) => Promise<LibraryTypes>,
  port: LanguageServerPort,
): void {
  let language: CellLanguage | null = null;
  port.addEventListener('message', ({ data }) => {
    if (data.type === 'start') {
      language = new CellLanguage(ts, sources, fetchTypes(data.libraryTypesUrl));
      return;
    }
    if (!language) return;
    const answer: ReturnType<CellLanguage[typeof data.method]> = Reflect.apply(language[data.method], language, data.args);
    answer.then(
      (value) => port.postMessage({ id: data.id, ok: true, value }),
      // TypeScript's service fails now and then on code that is half written; the next question works again.
      (error: unknown) => port.postMessage({ id: data.id, ok: false, reason: String(error) }),
    );
  });
}
