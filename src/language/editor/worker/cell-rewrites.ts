/** Whole texts of cells put in order: their layout, their imports. */
import type * as typescript from 'typescript';
import type { MissingImport, RewriteResult } from '../language-api';
import type { TypeScript } from './cell-names';
import type { CellFile, CellProject } from './cell-project';
import { formatCode } from './format-code';
import { hideMagics } from './hidden-magics';
import { importEdit } from './import-edits';

/** Stands between a cell and what is added to it for a moment: an import's removal takes its line break along. */
const endMark = ';/* end of the cell */';

export class CellRewrites {
  readonly #ts: TypeScript;
  readonly #project: CellProject;
  readonly #service: typescript.LanguageService;
  readonly #settings: typescript.FormatCodeSettings;

  constructor(ts: TypeScript, project: CellProject, service: typescript.LanguageService, settings: typescript.FormatCodeSettings) {
    this.#ts = ts;
    this.#project = project;
    this.#service = service;
    this.#settings = { ...settings, indentSize: 2, tabSize: 2 };
  }

  async format(cell: CellFile, caret: number): Promise<RewriteResult> {
    const hidden = hideMagics(cell.original);
    if (!hidden.hasCode) return { ok: true, text: cell.original, caret };
    const formatted = await formatCode(hidden.code, hidden.hiddenCaret(caret));
    if (!formatted.ok) return formatted;
    return { ok: true, ...hidden.restore(formatted.text, formatted.caret) };
  }

  /** Sorts and joins imports, and drops those that neither this cell nor another uses. */
  organise(cell: CellFile, caret: number): RewriteResult {
    const [broken] = this.#service.getSyntacticDiagnostics(cell.fileName);
    if (broken) return this.#syntaxFailure(cell, broken);
    const usedElsewhere = [...cell.names.declared.keys()].filter((name) => this.#project.isUsedOutside(name, cell));
    const end = `\n${endMark}\nexport { ${usedElsewhere.join(', ')} };`;
    const changes = this.#project.withScratch(cell.text + end, (fileName) =>
      this.#service.organizeImports({ type: 'file', fileName }, this.#settings, { quotePreference: 'single' }),
    );
    const edits = changes
      .flatMap((change) => change.textChanges)
      .filter(({ span }) => span.start < cell.text.length)
      .toSorted((a, b) => b.span.start - a.span.start);
    let text = cell.original + end;
    let moved = caret;
    for (const { span, newText } of edits) {
      text = text.slice(0, span.start) + newText + text.slice(span.start + span.length);
      if (caret >= span.start + span.length) moved += newText.length - span.length;
    }
    text = text.slice(0, text.lastIndexOf(endMark)).replace(/\n$/, '');
    return { ok: true, text, caret: Math.max(0, Math.min(text.length, moved)) };
  }

  /** Imports each name that exactly one module could supply. */
  addImports(cell: CellFile, caret: number, missing: readonly MissingImport[]): RewriteResult {
    let code = cell.text;
    let text = cell.original;
    let moved = caret;
    for (const name of new Set(missing.map((found) => found.name))) {
      const [source, ...others] = new Set(missing.filter((found) => found.name === name).map((found) => found.source));
      if (source === undefined || others.length > 0) continue;
      const { span, text: added } = importEdit(this.#ts, code, name, source);
      code = code.slice(0, span.start) + added + code.slice(span.start);
      text = text.slice(0, span.start) + added + text.slice(span.start);
      if (moved >= span.start) moved += added.length;
    }
    return { ok: true, text, caret: moved };
  }

  #syntaxFailure(cell: CellFile, { start = 0, messageText }: typescript.Diagnostic): RewriteResult {
    const before = cell.text.slice(0, Math.max(0, start - cell.preamble.code.length)).split('\n');
    const message = typeof messageText === 'string' ? messageText : messageText.messageText;
    return { ok: false, message, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
}
