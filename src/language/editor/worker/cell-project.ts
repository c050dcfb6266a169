/** The notebook as TypeScript sees it: one module a cell, the libraries, the notebook's own names. */
import type * as typescript from 'typescript';
import type { CellPlace } from '../language-api';
import { noLibraryTypes, type LibraryTypes } from '../library-types';
import { cellNames, type CellNames, type TypeScript } from './cell-names';
import { notebookNames, type NameOrigin, type NotebookNames } from './notebook-names';
import { moduleOf, preamble, type Preamble } from './preamble';

/** The text of a cell as the page mirrors it here. */
export interface MirrorModel {
  readonly uri: { toString(): string };
  readonly version: number;
  getValue(): string;
}

export interface ProjectSources {
  readonly models: () => readonly MirrorModel[];
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
  readonly version: number;
  readonly text: string;
  readonly names: CellNames;
}

/** Stands in for declarations that address a module by URL: its types are not known. */
const ambientFile = '/globals/ambient.d.ts';
const ambientCode = "declare module 'https://*';\ndeclare module 'http://*';\n";
const globalsIndex = '/globals/index.d.ts';

export class CellProject implements typescript.LanguageServiceHost {
  readonly #ts: TypeScript;
  readonly #sources: ProjectSources;
  readonly #builtIn: ReadonlyMap<string, NameOrigin>;
  readonly #parsed = new Map<string, ParsedCell>();
  #places: readonly CellPlace[] = [];
  #placesVersion = 0;
  #libraries: LibraryTypes = noLibraryTypes;
  #cells = new Map<string, CellFile>();
  #names: NotebookNames = notebookNames([], new Map());
  #version = '';

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
    this.#places = places;
    this.#placesVersion++;
  }

  setLibraries(libraries: LibraryTypes): void {
    this.#libraries = libraries;
    this.#placesVersion++;
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
    const models = new Map(this.#sources.models().map((model) => [model.uri.toString(), model]));
    const present = this.#places.filter((place) => models.has(place.uri));
    const version = `${this.#placesVersion}:${present.map((place) => `${place.uri}@${models.get(place.uri)?.version ?? 0}`).join()}`;
    if (version === this.#version) return;
    this.#version = version;

    const parsed = present.map((place) => ({ place, ...this.#parse(place.uri, models.get(place.uri)) }));
    for (const uri of this.#parsed.keys()) if (!models.has(uri)) this.#parsed.delete(uri);
    this.#names = notebookNames(
      parsed.map(({ place, names }) => ({ fileName: place.uri, ran: place.ran, names })),
      this.#builtIn,
    );
    const before = this.#cells;
    this.#cells = new Map(
      parsed.map(({ place, text, names }, index) => {
        const lead = preamble(names, (name) => this.#names.originOf(name, index));
        const code = lead.code + text;
        const old = before.get(place.uri);
        // A cell keeps its version while its code stays, so that TypeScript reuses what it knows of it.
        const fileVersion = old?.code === code ? old.version : version;
        return [place.uri, { fileName: place.uri, index, text, names, preamble: lead, code, version: fileVersion }];
      }),
    );
  }

  #parse(uri: string, model: MirrorModel | undefined): ParsedCell {
    const known = this.#parsed.get(uri);
    const version = model?.version ?? 0;
    if (known?.version === version) return known;
    // A shebang is only valid at the very start, where the preamble stands now.
    const text = (model?.getValue() ?? '').replace(/^#!/, '//').replaceAll('\r\n', '\n');
    const parsed = { version, text, names: cellNames(this.#ts, text) };
    this.#parsed.set(uri, parsed);
    return parsed;
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
    this.#sync();
    return this.#version;
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
    if (fileName.startsWith('/globals/')) return this.#sources.globals[fileName.slice('/globals/'.length)];
    return this.#libraries.files[fileName] ?? this.cell(fileName)?.code;
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
    else if (specifier === 'gradbook') candidates.push(globalsIndex);
    else if (specifier.startsWith('gradbook/')) candidates.push(`/globals/${specifier.slice('gradbook/'.length)}.d.ts`);
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
