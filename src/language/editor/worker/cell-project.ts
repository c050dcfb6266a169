/** The notebook as TypeScript sees it: one module a cell, the libraries, the notebook's own names. */
import type * as typescript from 'typescript';
import type { CellPlace } from '../language-api';
import { noLibraryTypes, type LibraryTypes } from '../library-types';
import { cellNames, type CellNames, type TypeScript } from './cell-names';
import { notebookNames, type NameOrigin, type NotebookNames } from './notebook-names';
import { moduleOf, preamble, type Preamble } from './preamble';

export interface ProjectSources {
  /** `lib.es5.d.ts` → text. */
  readonly standardLibrary: Readonly<Record<string, string>>;
  /** Declaration files of the notebook's own names: `index.d.ts` → text. */
  readonly globals: Readonly<Record<string, string>>;
}

/** One cell at one version, with what stands before it. */
export interface CellFile {
  readonly fileName: string;
  readonly index: number;
  readonly text: string;
  readonly names: CellNames;
  readonly preamble: Preamble;
  /** `preamble.code` and the text. */
  readonly code: string;
  readonly version: string;
}

interface ParsedCell {
  readonly text: string;
  readonly names: CellNames;
}

/** Stands in for declarations that address a module by URL: its types are not known. */
const ambientFile = '/globals/ambient.d.ts';
const ambientCode = "declare module 'https://*';\ndeclare module 'http://*';\n";
const globalsIndex = '/globals/index.d.ts';
/** `gradbook/files` is `files.d.ts` here. */
const modulesFolder = '/globals/modules/';

export class CellProject implements typescript.LanguageServiceHost {
  readonly #ts: TypeScript;
  readonly #sources: ProjectSources;
  readonly #builtIn: ReadonlyMap<string, NameOrigin>;
  #parsed = new Map<string, ParsedCell>();
  #places: readonly CellPlace[] = [];
  /** Counts changes of anything that TypeScript is told. */
  #changes = 0;
  #synced = -1;
  #libraries: LibraryTypes = noLibraryTypes;
  #cells = new Map<string, CellFile>();
  #names: NotebookNames = notebookNames([], new Map());

  constructor(ts: TypeScript, sources: ProjectSources) {
    this.#ts = ts;
    this.#sources = sources;
    this.#builtIn = new Map(
      [...cellNames(ts, sources.globals['index.d.ts'] ?? '').declared.values()].map((declared) => [
        declared.name,
        { fileName: globalsIndex, declared },
      ]),
    );
  }

  setCells(places: readonly CellPlace[]): void {
    const before = this.#parsed;
    this.#parsed = new Map(
      places.map(({ uri, text }) => {
        const known = before.get(uri);
        return [uri, known && (text === undefined || known.text === normalized(text)) ? known : this.#parse(text ?? '')];
      }),
    );
    this.#places = places;
    this.#changes++;
  }

  setText(uri: string, text: string): void {
    if (!this.#parsed.has(uri)) return;
    this.#parsed.set(uri, this.#parse(text));
    this.#changes++;
  }

  setLibraries(libraries: LibraryTypes): void {
    this.#libraries = libraries;
    this.#changes++;
  }

  /** The cell as it is now; null for a file that is no cell of the notebook. */
  cell(fileName: string): CellFile | null {
    this.#sync();
    return this.#cells.get(fileName) ?? null;
  }

  cells(): readonly CellFile[] {
    this.#sync();
    return [...this.#cells.values()];
  }

  names(): NotebookNames {
    this.#sync();
    return this.#names;
  }

  #sync(): void {
    if (this.#synced === this.#changes) return;
    this.#synced = this.#changes;
    const cells = this.#places.map(({ uri, ran }) => ({ fileName: uri, ran, ...(this.#parsed.get(uri) ?? this.#parse('')) }));
    this.#names = notebookNames(cells, this.#builtIn);
    const before = this.#cells;
    this.#cells = new Map(
      cells.map(({ fileName, text, names }, index) => {
        const lead = preamble(names, (name) => this.#names.originOf(name, index));
        const code = lead.code + text;
        const old = before.get(fileName);
        // A cell keeps its version while its code stays, so that TypeScript reuses what it knows of it.
        const version = old?.code === code ? old.version : String(this.#changes);
        return [fileName, { fileName, index, text, names, preamble: lead, code, version }];
      }),
    );
  }

  #parse(text: string): ParsedCell {
    const clean = normalized(text);
    return { text: clean, names: cellNames(this.#ts, clean) };
  }

  // --- what TypeScript asks its host

  getCompilationSettings(): typescript.CompilerOptions {
    const { ScriptTarget, ModuleKind, ModuleDetectionKind, ModuleResolutionKind } = this.#ts;
    return {
      target: ScriptTarget.ESNext,
      module: ModuleKind.ESNext,
      moduleResolution: ModuleResolutionKind.Bundler,
      moduleDetection: ModuleDetectionKind.Force,
      // Cells run in a worker: no document, no window.
      lib: ['lib.esnext.d.ts', 'lib.webworker.d.ts', 'lib.webworker.iterable.d.ts', 'lib.webworker.asynciterable.d.ts'],
      types: [],
      // Strict, because `[]` is `never[]` otherwise; complaints about implicit `any` are dropped later.
      strict: true,
      useUnknownInCatchVariables: false,
      allowUnreachableCode: true,
      allowUnusedLabels: true,
      skipLibCheck: true,
      noEmit: true,
    };
  }

  getProjectVersion(): string {
    return String(this.#changes);
  }

  getScriptFileNames(): string[] {
    this.#sync();
    return [ambientFile, ...this.#cells.keys()];
  }

  getScriptVersion(fileName: string): string {
    return this.cell(fileName)?.version ?? '1';
  }

  getScriptSnapshot(fileName: string): typescript.IScriptSnapshot | undefined {
    const text = this.readFile(fileName);
    return text === undefined ? undefined : this.#ts.ScriptSnapshot.fromString(text);
  }

  getCurrentDirectory(): string {
    return '/';
  }

  getDefaultLibFileName(): string {
    return '/lib/lib.esnext.d.ts';
  }

  fileExists(fileName: string): boolean {
    return this.readFile(fileName) !== undefined;
  }

  readFile(fileName: string): string | undefined {
    if (fileName === ambientFile) return ambientCode;
    if (fileName.startsWith('/lib/')) return this.#sources.standardLibrary[fileName.slice('/lib/'.length)];
    if (fileName.startsWith(modulesFolder)) return this.#globalModule(fileName.slice(modulesFolder.length).replace(/\.d\.ts$/, ''));
    if (fileName.startsWith('/globals/')) return this.#sources.globals[fileName.slice('/globals/'.length)];
    return this.#libraries.files[fileName] ?? this.cell(fileName)?.code;
  }

  /** One of the notebook's own names as a module: its members, itself by its name, itself as the default. */
  #globalModule(name: string): string | undefined {
    if (!this.#builtIn.has(name)) return undefined;
    const members = `${name}.d.ts` in this.#sources.globals ? `export * from '../${name}';\n` : '';
    return `${members}export { ${name}, ${name} as default } from '../index';\n`;
  }

  resolveModuleNameLiterals(
    literals: readonly typescript.StringLiteralLike[],
    containingFile: string,
  ): readonly typescript.ResolvedModuleWithFailedLookupLocations[] {
    return literals.map(({ text }) => {
      const fileName = this.#resolve(text, containingFile);
      if (fileName === null) return { resolvedModule: undefined };
      const extension = fileName.endsWith('.d.ts') ? this.#ts.Extension.Dts : this.#ts.Extension.Ts;
      return { resolvedModule: { resolvedFileName: fileName, extension } };
    });
  }

  #resolve(specifier: string, containingFile: string): string | null {
    const candidates: string[] = [];
    const fromCell = moduleOf('');
    if (specifier.startsWith(fromCell)) candidates.push(specifier.slice(fromCell.length));
    else if (specifier.startsWith('gradbook/')) candidates.push(`${modulesFolder}${specifier.slice('gradbook/'.length)}.d.ts`);
    else if (specifier.startsWith('.')) {
      const base = new URL(specifier, `file://${containingFile}`).pathname.replace(/\.js$/, '');
      candidates.push(`${base}.d.ts`, `${base}/index.d.ts`);
    } else {
      const entry = this.#libraries.modules[specifier];
      if (entry !== undefined) candidates.push(entry);
    }
    return candidates.find((candidate) => this.fileExists(candidate)) ?? null;
  }
}

/** A shebang is only valid at the very start, where the preamble stands now. */
const normalized = (text: string): string => text.replace(/^#!/, '//').replaceAll('\r\n', '\n');
