/** Follows a name through the cells that use it, past the lines that join the cells. */
import type * as typescript from 'typescript';
import type { PlacedSpan } from '../language-api';
import type { CellFile, CellProject } from './cell-project';
import type { NameOrigin } from './notebook-names';

/** An occurrence, with what a rename writes around the new name (`{x}` becomes `{x: y}`). */
export interface Occurrence extends PlacedSpan {
  readonly before: string;
  readonly after: string;
}

export class CellOccurrences {
  readonly #project: CellProject;
  readonly #service: typescript.LanguageService;

  constructor(project: CellProject, service: typescript.LanguageService) {
    this.#project = project;
    this.#service = service;
  }

  /** Whether the name at this position of the cell's code is one that the preamble brought in. */
  isBrought(cell: CellFile, position: number): boolean {
    return this.#broughtAt(cell, position) !== null;
  }

  /** The name at this offset if it is one that a cell declares at its top. */
  notebookName(cell: CellFile, position: number): string | null {
    const origin = this.#originAt(cell, position);
    return origin && this.#project.cell(origin.fileName) ? origin.declared.name : null;
  }

  /** Whether the name at this offset is declared in a cell, rather than by the notebook or a library. */
  isDeclaredInCells(cell: CellFile, offset: number): boolean {
    const position = cell.preamble.code.length + offset;
    const fileName = this.#originAt(cell, position)?.fileName ?? this.#service.getDefinitionAtPosition(cell.fileName, position)?.[0]?.fileName;
    return fileName !== undefined && this.#project.cell(fileName) !== null;
  }

  /** What TypeScript says of a name at the place that declares it. */
  infoAtOrigin(name: string, from: CellFile): typescript.QuickInfo | null {
    const origin = this.#project.names().originOf(name, from.index);
    return origin ? (this.#service.getQuickInfoAtPosition(origin.fileName, this.#positionOf(origin)) ?? null) : null;
  }

  definitions(cell: CellFile, offset: number): readonly PlacedSpan[] {
    const position = cell.preamble.code.length + offset;
    const origin = this.#originAt(cell, position);
    if (origin) return this.#placed(origin.fileName, { start: this.#positionOf(origin), length: origin.declared.name.length });
    const found = this.#service.getDefinitionAtPosition(cell.fileName, position) ?? [];
    return found.flatMap((definition) => this.#placed(definition.fileName, definition.textSpan));
  }

  /** All occurrences in the reader's text, of names that no cell declares too. */
  all(cell: CellFile, offset: number): readonly Occurrence[] {
    const position = cell.preamble.code.length + offset;
    const origin = this.#originAt(cell, position);
    if (!origin) return this.#renames(cell.fileName, position);
    const users = this.#project.cells().flatMap((user) => {
      const at = user.preamble.brought.get(origin.declared.name);
      const meant = this.#project.names().originOf(origin.declared.name, user.index);
      return at !== undefined && meant?.fileName === origin.fileName ? this.#renames(user.fileName, at) : [];
    });
    const found = [...this.#renames(origin.fileName, this.#positionOf(origin)), ...users];
    return [...new Map(found.map((occurrence) => [`${occurrence.uri}:${occurrence.span.start}`, occurrence])).values()];
  }

  /** The top-level name at a position, if it is one, and where it is declared. */
  #originAt(cell: CellFile, position: number): NameOrigin | null {
    const brought = this.#broughtAt(cell, position);
    if (brought !== null) return this.#project.names().originOf(brought, cell.index);
    const definition = this.#service.getDefinitionAtPosition(cell.fileName, position)?.[0];
    if (definition?.fileName !== cell.fileName) return null;
    const declared = cell.names.declared.get(definition.name);
    return declared?.offset === definition.textSpan.start - cell.preamble.code.length ? { fileName: cell.fileName, declared } : null;
  }

  /** The name at a position if the preamble declares it: then it is highlighted there together with this use. */
  #broughtAt(cell: CellFile, position: number): string | null {
    const highlights = this.#service.getDocumentHighlights(cell.fileName, position, [cell.fileName]) ?? [];
    const starts = new Set(highlights.flatMap((document) => document.highlightSpans).map((span) => span.textSpan.start));
    for (const [name, offset] of cell.preamble.brought) if (starts.has(offset)) return name;
    return null;
  }

  #positionOf(origin: NameOrigin): number {
    return (this.#project.cell(origin.fileName)?.preamble.code.length ?? 0) + origin.declared.offset;
  }

  #renames(fileName: string, position: number): readonly Occurrence[] {
    const found = this.#service.findRenameLocations(fileName, position, false, false, { providePrefixAndSuffixTextForRename: true }) ?? [];
    return found.flatMap((location) =>
      this.#placed(location.fileName, location.textSpan).map((placed) => ({
        ...placed,
        before: location.prefixText ?? '',
        after: location.suffixText ?? '',
      })),
    );
  }

  /** The span in the reader's text; nothing where it lies before that or in no cell. */
  #placed(fileName: string, span: typescript.TextSpan): readonly PlacedSpan[] {
    const cell = this.#project.cell(fileName);
    const start = span.start - (cell?.preamble.code.length ?? 0);
    return cell && start >= 0 ? [{ uri: fileName, span: { start, length: span.length } }] : [];
  }
}
