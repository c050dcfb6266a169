/** Answers the page's questions about cells, in offsets of the reader's own text. */
import type * as typescript from 'typescript';
import type {
  CellLanguageApi,
  CellPlace,
  CompletionEntry,
  MissingImport,
  RewriteResult,
  EntryDetails,
  Highlight,
  Hover,
  PlacedSpan,
  Problem,
  RenameResult,
  SignatureHelp,
} from '../language-api';
import type { LibraryTypes } from '../library-types';
import { PackageTypes } from '../packages/package-types';
import type { FetchText } from '../service';
import type { CellRewrite } from '../types';
import { CellOccurrences } from './cell-occurrences';
import type { TypeScript } from './cell-names';
import { CellProject, type CellFile, type ProjectSources } from './cell-project';
import { CellRewrites } from './cell-rewrites';
import { documentationOf, partsText, signatureOf } from './documentation';
import { importEdit } from './import-edits';
import { ImportableNames, type ImportableName } from './importable-names';
import { cellProblems } from './problems';

/** Sorts names of other cells between those of this cell ('11') and those of the platform ('15'). */
const otherCellsSort = '12';
/** Behind everything that needs no import. */
const importableSort = '16';
/** "Cannot find name", with and without a guess at what was meant, also of a namespace and in `{name}`. */
const unknownName = new Set([2304, 2503, 2552, 18004]);

/** What the language service asks of the page. */
export interface LanguagePage {
  readonly fetchText: FetchText;
  /** Declarations of a package came. */
  typesArrived(): void;
}

export class CellLanguage implements CellLanguageApi {
  readonly #ts: TypeScript;
  readonly #project: CellProject;
  readonly #service: typescript.LanguageService;
  readonly #occurrences: CellOccurrences;
  readonly #packages: PackageTypes;
  readonly #importable: ImportableNames;
  readonly #rewrites: CellRewrites;
  readonly #librariesReady: Promise<void>;

  /** Questions wait for `libraries`, so that a name of theirs is never called unknown by mistake. */
  constructor(ts: TypeScript, sources: ProjectSources, libraries: Promise<LibraryTypes>, page: LanguagePage, registry = ts.createDocumentRegistry()) {
    this.#ts = ts;
    this.#packages = new PackageTypes(ts, page.fetchText, () => {
      this.#project.packagesArrived();
      page.typesArrived();
    });
    this.#project = new CellProject(ts, sources, this.#packages);
    this.#service = ts.createLanguageService(this.#project, registry);
    this.#occurrences = new CellOccurrences(this.#project, this.#service);
    this.#importable = new ImportableNames(ts, this.#project, this.#service, sources.globals);
    this.#rewrites = new CellRewrites(ts, this.#project, this.#service, ts.getDefaultFormatCodeSettings('\n'));
    this.#librariesReady = libraries.then((types) => this.#project.setLibraries(types));
  }

  async setCells(cells: readonly CellPlace[]): Promise<void> {
    this.#project.setCells(cells);
  }

  async setText(uri: string, text: string): Promise<void> {
    this.#project.setText(uri, text);
  }

  async #cell(uri: string): Promise<CellFile | null> {
    await this.#librariesReady;
    return this.#project.cell(uri);
  }

  async problems(uri: string): Promise<readonly Problem[]> {
    const cell = await this.#cell(uri);
    // Asked for when typing has paused, so that half-written names of packages are not looked for.
    this.#packages.want(this.#project.importedModules());
    return cell ? this.#problemsOf(cell) : [];
  }

  #problemsOf(cell: CellFile): readonly Problem[] {
    const elsewhere = (): string[] => this.#project.names().visibleFrom(cell.index).map(({ declared }) => declared.name);
    return cellProblems(this.#ts, this.#service, cell, elsewhere);
  }

  async completions(uri: string, offset: number): Promise<readonly CompletionEntry[]> {
    const cell = await this.#cell(uri);
    if (!cell) return [];
    const shift = cell.preamble.code.length;
    const found = this.#service.getCompletionsAtPosition(cell.fileName, shift + offset, {
      includeCompletionsWithInsertText: false,
    });
    if (!found) return [];
    const entries: CompletionEntry[] = found.entries.map((entry) => ({
      name: entry.name,
      kind: entry.kind,
      sortText: cell.preamble.brought.has(entry.name) ? otherCellsSort : entry.sortText,
      deprecated: entry.kindModifiers?.includes('deprecated') ?? false,
      ...(entry.replacementSpan && { replaces: { start: entry.replacementSpan.start - shift, length: entry.replacementSpan.length } }),
    }));
    // Where any name may stand, so may those that the preamble left out because the cell does not mention them yet.
    const anyName = found.entries.some((entry) => entry.name === 'globalThis');
    const known = new Set(entries.map((entry) => entry.name));
    const others = anyName ? this.#project.names().visibleFrom(cell.index) : [];
    for (const { declared } of others) {
      if (known.has(declared.name)) continue;
      entries.push({ name: declared.name, kind: declared.form === 'import' ? 'alias' : declared.form, sortText: otherCellsSort, deprecated: false });
      known.add(declared.name);
    }
    for (const { name, source } of anyName ? this.#importable.all() : []) {
      if (!known.has(name)) entries.push({ name, kind: 'alias', sortText: importableSort, deprecated: false, source });
    }
    return entries;
  }

  async completionDetails(uri: string, offset: number, name: string, source?: string): Promise<EntryDetails | null> {
    const cell = await this.#cell(uri);
    if (!cell) return null;
    const imported = source === undefined ? null : this.#importable.from(source, name);
    if (imported) return { ...this.#describe(imported), edits: [importEdit(this.#ts, cell.text, name, imported.source)] };
    const details = this.#service.getCompletionEntryDetails(
      cell.fileName,
      cell.preamble.code.length + offset,
      name,
      undefined,
      undefined,
      undefined,
      undefined,
    );
    if (details && !cell.preamble.brought.has(name)) {
      return { signature: signatureOf(details), documentation: documentationOf(details), edits: [] };
    }
    const info = this.#occurrences.infoAtOrigin(name, cell);
    return info ? { signature: signatureOf(info), documentation: documentationOf(info), edits: [] } : null;
  }

  #describe({ name, source, fileName, offset }: ImportableName): Omit<EntryDetails, 'edits'> {
    const known = this.#service.getProgram()?.getSourceFile(fileName) !== undefined;
    const info = known ? (this.#service.getQuickInfoAtPosition(fileName, offset) ?? null) : null;
    return { signature: info ? signatureOf(info) : `import { ${name} } from '${source}'`, documentation: documentationOf(info) };
  }

  async missingImports(uri: string): Promise<readonly MissingImport[]> {
    const cell = await this.#cell(uri);
    return cell ? this.#missing(cell) : [];
  }

  #missing(cell: CellFile): readonly MissingImport[] {
    const importable = this.#importable.all();
    return this.#problemsOf(cell)
      .filter(({ code }) => unknownName.has(code))
      .flatMap(({ span }) => {
        const name = cell.text.slice(span.start, span.start + span.length);
        const sources = new Set(importable.filter((candidate) => candidate.name === name).map((candidate) => candidate.source));
        return [...sources].map((source) => ({ name, source, span, edits: [importEdit(this.#ts, cell.text, name, source)] }));
      });
  }

  async hover(uri: string, offset: number): Promise<Hover | null> {
    const cell = await this.#cell(uri);
    if (!cell) return null;
    const shift = cell.preamble.code.length;
    const info = this.#service.getQuickInfoAtPosition(cell.fileName, shift + offset);
    if (!info || info.textSpan.start < shift) return null;
    const name = cell.text.slice(info.textSpan.start - shift, info.textSpan.start - shift + info.textSpan.length);
    const brought = cell.preamble.brought.has(name) && this.#occurrences.isBrought(cell, shift + offset);
    const notebookName = this.#occurrences.notebookName(cell, shift + offset);
    // The preamble's own declaration has no documentation; the one it stands for has.
    const documentation = documentationOf(info) || (brought ? documentationOf(this.#occurrences.infoAtOrigin(name, cell)) : '');
    return {
      span: { start: info.textSpan.start - shift, length: info.textSpan.length },
      signature: signatureOf(info),
      documentation,
      ...(notebookName !== null && { notebookName }),
    };
  }

  async signatureHelp(uri: string, offset: number): Promise<SignatureHelp | null> {
    const cell = await this.#cell(uri);
    if (!cell) return null;
    const help = this.#service.getSignatureHelpItems(cell.fileName, cell.preamble.code.length + offset, undefined);
    if (!help) return null;
    return {
      activeSignature: help.selectedItemIndex,
      activeParameter: help.argumentIndex,
      signatures: help.items.map((item) => {
        const parameters = item.parameters.map((parameter) => ({
          label: partsText(parameter.displayParts),
          documentation: partsText(parameter.documentation),
        }));
        return {
          label:
            partsText(item.prefixDisplayParts) +
            parameters.map((parameter) => parameter.label).join(partsText(item.separatorDisplayParts)) +
            partsText(item.suffixDisplayParts),
          documentation: partsText(item.documentation),
          parameters,
        };
      }),
    };
  }

  async highlights(uri: string, offset: number): Promise<readonly Highlight[]> {
    const cell = await this.#cell(uri);
    if (!cell) return [];
    const shift = cell.preamble.code.length;
    const found = this.#service.getDocumentHighlights(cell.fileName, shift + offset, [cell.fileName]) ?? [];
    return found
      .flatMap((document) => document.highlightSpans)
      .filter((span) => span.textSpan.start >= shift)
      .map((span) => ({
        span: { start: span.textSpan.start - shift, length: span.textSpan.length },
        write: span.kind === this.#ts.HighlightSpanKind.writtenReference,
      }));
  }

  async definitions(uri: string, offset: number): Promise<readonly PlacedSpan[]> {
    const cell = await this.#cell(uri);
    return cell ? this.#occurrences.definitions(cell, offset) : [];
  }

  async references(uri: string, offset: number): Promise<readonly PlacedSpan[]> {
    const cell = await this.#cell(uri);
    return cell ? this.#occurrences.all(cell, offset) : [];
  }

  async rename(uri: string, offset: number, newName: string): Promise<RenameResult> {
    const cell = await this.#cell(uri);
    if (!cell) return { ok: false, reason: 'This cell is not part of the open notebook.' };
    const info = this.#service.getRenameInfo(cell.fileName, cell.preamble.code.length + offset);
    if (!info.canRename) return { ok: false, reason: info.localizedErrorMessage };
    if (!this.#occurrences.isDeclaredInCells(cell, offset)) {
      return { ok: false, reason: `'${info.displayName}' belongs to the notebook or a library and keeps its name.` };
    }
    const found = this.#occurrences.all(cell, offset);
    return {
      ok: true,
      edits: found.map(({ uri: place, span, before, after }) => ({ uri: place, span, text: before + newName + after })),
    };
  }

  async rewrite(uri: string, rewrite: CellRewrite, caret: number): Promise<RewriteResult> {
    const cell = await this.#cell(uri);
    if (!cell) return { ok: false, message: 'This cell is not part of the open notebook.' };
    switch (rewrite) {
      case 'format':
        return this.#rewrites.format(cell, caret);
      case 'organise-imports':
        return this.#rewrites.organise(cell, caret);
      case 'add-imports':
        return this.#rewrites.addImports(cell, caret, this.#missing(cell));
      default:
        return rewrite satisfies never;
    }
  }

  async setPackageCdns(cdns: readonly string[]): Promise<void> {
    this.#packages.setCdns(cdns);
    this.#packages.want(this.#project.importedModules());
  }
}
