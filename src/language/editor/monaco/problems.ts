/** Squiggles under what TypeScript finds wrong; a change of one cell is looked at in all of them. */
import type { Problem } from '../language-api';
import type { LanguageClient } from './language-client';
import { editor, MarkerSeverity, MarkerTag, type IDisposable } from './monaco';
import { rangeOf } from './text-spans';

const owner = 'typescript';
/** Typing pauses this long, in milliseconds, before cells are checked. */
const pause = 400;

export class ProblemMarkers {
  readonly #client: LanguageClient;
  readonly #listeners = new Map<editor.ITextModel, IDisposable>();
  #models: readonly editor.ITextModel[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts changes; a check that finds it moved on gives up. */
  #generation = 0;

  constructor(client: LanguageClient) {
    this.#client = client;
  }

  /** The TypeScript cells, in document order. */
  watch(models: readonly editor.ITextModel[]): void {
    this.#models = models;
    for (const [model, listener] of this.#listeners) {
      if (models.includes(model)) continue;
      listener.dispose();
      this.#listeners.delete(model);
    }
    for (const model of models) {
      if (!this.#listeners.has(model)) this.#listeners.set(model, model.onDidChangeContent(() => this.#checkSoon(model)));
    }
    this.#checkSoon(null);
  }

  #checkSoon(changed: editor.ITextModel | null): void {
    clearTimeout(this.#timer);
    const generation = ++this.#generation;
    this.#timer = setTimeout(() => void this.#check(changed, generation), pause);
  }

  async #check(changed: editor.ITextModel | null, generation: number): Promise<void> {
    const urgency = (model: editor.ITextModel): number => (model === changed ? 0 : model.isAttachedToEditor() ? 1 : 2);
    const models = this.#models.toSorted((a, b) => urgency(a) - urgency(b));
    for (const model of models) {
      if (model.isDisposed()) continue;
      const api = await this.#client.with([model.uri]);
      const found = await api?.problems(model.uri.toString());
      if (generation !== this.#generation) return;
      if (found && !model.isDisposed()) editor.setModelMarkers(model, owner, found.map((problem) => markerOf(model, problem)));
    }
  }
}

function markerOf(model: editor.ITextModel, problem: Problem): editor.IMarkerData {
  return {
    ...rangeOf(model, problem.span),
    severity: severities[problem.severity],
    message: problem.message,
    code: String(problem.code),
    source: 'ts',
    ...(problem.deprecated && { tags: [MarkerTag.Deprecated] }),
  };
}

const severities = { error: MarkerSeverity.Error, warning: MarkerSeverity.Warning, hint: MarkerSeverity.Hint } as const;
