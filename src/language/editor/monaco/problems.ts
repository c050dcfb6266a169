/** Squiggles under what TypeScript finds wrong; a change of one cell is looked at in all that have an editor. */
import type { Problem } from '../language-api';
import { cellOfUri } from './cell-models';
import type { LanguageClient } from './language-client';
import { editor, MarkerSeverity, MarkerTag } from './monaco';
import { rangeOf } from './text-spans';

const owner = 'typescript';
/** Typing pauses this long, in milliseconds, before cells are checked. */
const pause = 400;

export class ProblemMarkers {
  readonly #client: LanguageClient;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts changes; a check that finds it moved on gives up. */
  #generation = 0;

  constructor(client: LanguageClient) {
    this.#client = client;
  }

  /** After a change of the notebook; the cell at `changed` is looked at first. */
  checkSoon(changed: string | null): void {
    clearTimeout(this.#timer);
    const generation = ++this.#generation;
    this.#timer = setTimeout(() => void this.#check(changed, generation), pause);
  }

  async #check(changed: string | null, generation: number): Promise<void> {
    const shown = editor.getModels().filter((model) => model.isAttachedToEditor() && isScript(model));
    const ordered = shown.toSorted((a, b) => Number(b.uri.toString() === changed) - Number(a.uri.toString() === changed));
    for (const model of ordered) {
      if (model.isDisposed()) continue;
      const found = await this.#client.ask('problems', model.uri.toString());
      if (generation !== this.#generation) return;
      if (found && !model.isDisposed()) editor.setModelMarkers(model, owner, found.map((problem) => markerOf(model, problem)));
    }
  }
}

const isScript = (model: editor.ITextModel): boolean => model.getLanguageId() === 'typescript' && cellOfUri(model.uri) !== null;

function markerOf(model: editor.ITextModel, problem: Problem): editor.IMarkerData {
  return {
    ...rangeOf(model, problem.span),
    severity: severities[problem.severity],
    message: problem.message,
    code: String(problem.code),
    source: 'ts',
    tags: [...(problem.deprecated ? [MarkerTag.Deprecated] : []), ...(problem.unnecessary ? [MarkerTag.Unnecessary] : [])],
  };
}

const severities = { error: MarkerSeverity.Error, warning: MarkerSeverity.Warning, hint: MarkerSeverity.Hint } as const;
