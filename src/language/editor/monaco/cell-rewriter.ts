/** Puts cells in order on command, in their editors or, where they have none, in their models. */
import { err, ok, type Result } from '../../../base/result';
import type { CellRewrite, RewriteFailure } from '../types';
import type { AttachedEditor } from './attached-editor';
import { uriOfCell, type CellModels } from './cell-models';
import type { LanguageClient } from './language-client';
import type { editor } from './monaco';

export class CellRewriter {
  readonly #client: LanguageClient;
  readonly #models: CellModels;
  readonly #attached: ReadonlyMap<editor.ICodeEditor, AttachedEditor>;

  constructor(client: LanguageClient, models: CellModels, attached: ReadonlyMap<editor.ICodeEditor, AttachedEditor>) {
    this.#client = client;
    this.#models = models;
    this.#attached = attached;
  }

  /** Whether the text changed. */
  async rewrite(cellId: string, rewrite: CellRewrite): Promise<Result<boolean, RewriteFailure>> {
    const uri = uriOfCell(cellId, 'typescript').toString();
    const model = this.#models.find(uri);
    if (!model) return err({ message: 'This cell holds no TypeScript.' });
    const version = model.getVersionId();
    const found = await this.#client.ask('rewrite', uri, rewrite, this.#viewOf(model)?.caret ?? 0);
    if (!found) return err({ message: 'TypeScript could not be loaded. Check the connection and try again.' });
    if (!found.ok) return err(found);
    if (model.isDisposed() || model.getVersionId() !== version) return err({ message: 'The cell was changed meanwhile. Try again.' });
    if (found.text === model.getValue()) return ok(false);
    const view = this.#viewOf(model);
    if (view) view.rewrite(found.text, found.caret);
    else this.#models.rewrite(model, found.text);
    return ok(true);
  }

  #viewOf(model: editor.ITextModel): AttachedEditor | undefined {
    return [...this.#attached.values()].find((view) => view.model === model);
  }
}
