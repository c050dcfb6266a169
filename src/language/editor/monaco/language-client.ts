/** The page's line to the types worker; mirrors the cells' models there. */
import type { CellLanguageApi, LanguageWorkerStart } from '../language-api';
import { editor, type Uri } from './monaco';

export class LanguageClient {
  readonly #worker: editor.MonacoWebWorker<CellLanguageApi>;
  #failed = false;

  constructor(spawn: () => Worker, start: LanguageWorkerStart) {
    const worker = spawn();
    worker.addEventListener('error', () => {
      this.#failed = true;
    });
    // The first message becomes the start data; Monaco's own talk follows.
    worker.postMessage(start);
    this.#worker = editor.createWebWorker<CellLanguageApi>({ worker, keepIdleModels: true });
  }

  /** The worker once it mirrors these models, and from then on all their changes; null if it could not be loaded. */
  async with(uris: readonly Uri[]): Promise<CellLanguageApi | null> {
    return this.#failed ? null : this.#worker.withSyncedResources([...uris]);
  }
}
