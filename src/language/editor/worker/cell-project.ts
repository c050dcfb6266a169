/** The notebook as TypeScript sees it: one module a cell, the libraries, the notebook's own names. */
import type * as typescript from 'typescript';
import { maskMagics } from '../../compile/mask-magics';
import type { CellPlace } from '../language-api';
import { noLibraryTypes, type LibraryTypes } from '../library-types';
import type { PackageTarget } from '../packages/package-types';
import { cellNames, type CellNames, type TypeScript } from './cell-names';
import { compilerSettings } from './compiler-settings';
import { notebookNames, type NameOrigin, type NotebookNames } from './notebook-names';
import { moduleOf, preamble, type Preamble } from './preamble';

export interface ProjectSources {
  /** `lib.es5.d.ts` → text. */
  readonly standardLibrary: Readonly<Record<string, string>>;
  /** Declaration files of the notebook's own names: `index.d.ts` → text. */
  readonly globals: Readonly<Record<string, string>>;
}

/** Declarations of imported packages; they may come later or never. */
export interface Packages {
  resolve(specifier: string, containingFile: string): PackageTarget | null;
  text(file: string): string | undefined;
}

/** One cell at one version, with what stands before it. */
export interface CellFile {
  readonly fileName: string;
  readonly index: number;
  /** As TypeScript sees it: lines for the shell are comments. */
  readonly text: string;
  /** As the reader wrote it, of the same length. */
  readonly original: string;
  readonly names: CellNames;
  readonly preamble: Preamble;
  /** `preamble.code` and the text. */
  readonly code: string;
  readonly version: string;
  /** How many times packages had come when it was last looked at. */
  readonly arrivals: number;
}

interface ParsedCell {
  readonly original: string;
  readonly text: string;
  readonly names: CellNames;
}

/** Stands in for declarations that address a module by URL: its types are not known. */
const ambientFile = '/globals/ambient.d.ts';
const ambientCode = "declare module 'https://*';\ndeclare module 'http://*';\n";
/** A text that is looked at for a moment. */
const scratchFile = '/scratch/cell.ts';
/** Names of the global scope that a worker's own types lack. */
const documentFile = '/globals/document.d.ts';
const globalsIndex = '/globals/index.d.ts';
/** `gradbook/files` is `files.d.ts` here. */
const modulesFolder = '/globals/modules/';

export class CellProject implements typescript.LanguageServiceHost {
  readonly #ts: TypeScript;
  readonly #sources: ProjectSources;
  readonly #packages: Packages;
  readonly #builtIn: ReadonlyMap<string, NameOrigin>;
  #parsed = new Map<string, ParsedCell>();
  #places: readonly CellPlace[] = [];
  /** Counts changes of anything that TypeScript is told. */
  #changes = 0;
  #synced = -1;
  #libraries: LibraryTypes = noLibraryTypes;
  /** Counts arrivals of packages: whatever imports anything is looked at anew. */
  #arrivals = 0;
  #scratch = '';
  #cells = new Map<string, CellFile>();
  #names: NotebookNames = notebookNames([], new Map());

  constructor(ts: TypeScript, sources: ProjectSources, packages: Packages) {
    this.#ts = ts;
    this.#sources = sources;
    this.#packages = packages;
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
        return [uri, known && (text === undefined || known.original === withLineFeeds(text)) ? known : this.#parse(text ?? '')];
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

  packagesArrived(): void {
    this.#arrivals++;
    this.#changes++;
  }

  /** Lets `use` ask about a text that is no cell, under the file name it is given. */
  withScratch<T>(text: string, use: (fileName: string) => T): T {
    this.#scratch = text;
    this.#changes++;
    try {
      return use(scratchFile);
    } finally {
      this.#scratch = '';
      this.#changes++;
    }
  }

  /** What cells import from: packages, addresses, files. */
  importedModules(): ReadonlySet<string> {
    return new Set([...this.#parsed.values()].flatMap(({ names }) => names.modules));
  }

  /** The file that holds a package's declarations; null while there is none. */
  packageFile(specifier: string): string | null {
    const target = this.#packages.resolve(specifier, '');
    return target && 'file' in target ? target.file : null;
  }

  /** Whether another cell means this cell by the name. */
  isUsedOutside(name: string, { fileName }: CellFile): boolean {
    return this.cells().some((user) => user.fileName !== fileName && user.preamble.brought.has(name) && this.#names.originOf(name, user.index)?.fileName === fileName);
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
      cells.map(({ fileName, original, text, names }, index) => {
        const lead = preamble(names, (name) => this.#names.originOf(name, index));
        const code = lead.code + text;
        const old = before.get(fileName);
        // A cell keeps its version while its code stays, so that TypeScript reuses what it knows of it.
        const arrivals = names.modules.length > 0 ? this.#arrivals : 0;
        const version = old?.code === code && old.arrivals === arrivals ? old.version : String(this.#changes);
        return [fileName, { fileName, index, original, text, names, preamble: lead, code, version, arrivals }];
      }),
    );
  }

  #parse(text: string): ParsedCell {
    const original = withLineFeeds(text);
    const code = codeOf(original);
    return { original, text: code, names: cellNames(this.#ts, code) };
  }

  // --- what TypeScript asks its host

  getCompilationSettings(): typescript.CompilerOptions {
    return compilerSettings(this.#ts);
  }

  getProjectVersion(): string {
    return String(this.#changes);
  }

  getScriptFileNames(): string[] {
    this.#sync();
    return [ambientFile, documentFile, ...this.#cells.keys(), ...(this.#scratch === '' ? [] : [scratchFile])];
  }

  getScriptVersion(fileName: string): string {
    if (fileName === scratchFile) return this.#scratch;
    return this.cell(fileName)?.version ?? (this.#packages.text(fileName) === undefined ? '1' : String(this.#arrivals));
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
    if (fileName === scratchFile) return this.#scratch;
    if (fileName.startsWith('/lib/')) return this.#sources.standardLibrary[fileName.slice('/lib/'.length)];
    if (fileName.startsWith(modulesFolder)) return this.#globalModule(fileName.slice(modulesFolder.length).replace(/\.d\.ts$/, ''));
    if (fileName.startsWith('/globals/')) return this.#sources.globals[fileName.slice('/globals/'.length)];
    return this.#libraries.files[fileName] ?? this.cell(fileName)?.code ?? this.#packages.text(fileName);
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
      return { resolvedModule: { resolvedFileName: fileName, extension: this.#extensionOf(fileName) } };
    });
  }

  #extensionOf(fileName: string): typescript.Extension {
    const { Dts, Dmts, Dcts, Ts } = this.#ts.Extension;
    return [Dts, Dmts, Dcts].find((ending) => fileName.endsWith(ending)) ?? Ts;
  }

  #resolve(specifier: string, containingFile: string): string | null {
    const candidates: string[] = [];
    const fromCell = moduleOf('');
    const inPackage = this.#packages.resolve(specifier, containingFile);
    const library = this.#libraries.modules[inPackage && 'library' in inPackage ? inPackage.library : specifier];
    if (inPackage && 'file' in inPackage) candidates.push(inPackage.file);
    else if (library !== undefined) candidates.push(library);
    else if (specifier.startsWith(fromCell)) candidates.push(specifier.slice(fromCell.length));
    else if (specifier.startsWith('gradbook/')) candidates.push(`${modulesFolder}${specifier.slice('gradbook/'.length)}.d.ts`);
    else if (specifier === '@tensorflow/tfjs-vis') candidates.push(`${modulesFolder}tfvis.d.ts`);
    else if (specifier.startsWith('.') && containingFile.startsWith('/')) {
      const base = new URL(specifier, `file://${containingFile}`).pathname.replace(/\.js$/, '');
      candidates.push(`${base}.d.ts`, `${base}/index.d.ts`);
    }
    return candidates.find((candidate) => this.fileExists(candidate)) ?? null;
  }
}

/** Without lines for the shell, and without a shebang, which is only valid at the very start, where the preamble stands now. */
const codeOf = (text: string): string => maskMagics(text.replace(/^#!/, '//'));
const withLineFeeds = (text: string): string => text.replaceAll('\r\n', '\n');
