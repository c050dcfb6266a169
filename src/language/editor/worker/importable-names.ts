/** Names that a cell could import: members of the notebook's own modules and of packages that some cell imports. */
import type * as typescript from 'typescript';
import { cellNames, type TypeScript } from './cell-names';
import type { CellProject } from './cell-project';

export interface ImportableName {
  readonly name: string;
  /** What to import it from. */
  readonly source: string;
  /** Where it is declared. */
  readonly fileName: string;
  readonly offset: number;
}

/** TensorFlow.js is at hand as `tf`, so its members are never imported. */
const isTensorFlow = (source: string): boolean => source.startsWith('@tensorflow/');

/** The files beside a module's own whose names it has, too. */
const passedOn = (text: string): string[] => [...text.matchAll(/^export \* from '\.\/([\w-]+)';$/gm)].map(([, name]) => `${name}.d.ts`);

export class ImportableNames {
  readonly #ts: TypeScript;
  readonly #project: CellProject;
  readonly #service: typescript.LanguageService;
  readonly #own: readonly ImportableName[];

  constructor(ts: TypeScript, project: CellProject, service: typescript.LanguageService, globals: Readonly<Record<string, string>>) {
    const everywhere = cellNames(ts, globals['index.d.ts'] ?? '').declared;
    this.#ts = ts;
    this.#project = project;
    this.#service = service;
    this.#own = Object.entries(globals)
      .map(([file, text]) => ({ file, module: file.slice(0, -'.d.ts'.length), text }))
      .filter(({ module }) => everywhere.has(module))
      .flatMap(({ file, module, text }) => [file, ...passedOn(text)].map((part) => ({ file: part, module, text: globals[part] ?? '' })))
      .flatMap(({ file, module, text }) =>
        [...cellNames(ts, text).declared.values()]
          .filter(({ name, exported }) => exported && !everywhere.has(name) && isIdentifier(ts, name))
          .map(({ name, offset }) => ({ name, source: `gradbook/${module}`, fileName: `/globals/${file}`, offset })),
      );
  }

  all(): readonly ImportableName[] {
    return [...this.#own, ...[...this.#project.importedModules()].filter((source) => !isTensorFlow(source)).flatMap((source) => this.#membersOf(source))];
  }

  from(source: string, name: string): ImportableName | null {
    return this.all().find((candidate) => candidate.source === source && candidate.name === name) ?? null;
  }

  /** Empty while the package's declarations are not there. */
  #membersOf(source: string): readonly ImportableName[] {
    const program = this.#service.getProgram();
    const fileName = this.#project.packageFile(source);
    const file = fileName === null ? undefined : program?.getSourceFile(fileName);
    const checker = program?.getTypeChecker();
    const symbol = file && checker?.getSymbolAtLocation(file);
    if (!file || !symbol || !checker) return [];
    return checker
      .getExportsOfModule(symbol)
      .filter(({ name }) => isIdentifier(this.#ts, name))
      .map((member) => {
        const declaration = member.declarations?.[0];
        const named = declaration && this.#ts.getNameOfDeclaration(declaration);
        const place = named ?? declaration ?? file;
        const from = place.getSourceFile();
        return { name: member.name, source, fileName: from.fileName, offset: place.getStart(from) };
      });
  }
}

/** A name that can stand alone in code: no `default`, no `delete`. */
const isIdentifier = (ts: TypeScript, name: string): boolean => {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, name);
  return scanner.scan() === ts.SyntaxKind.Identifier && scanner.getTokenEnd() === name.length;
};
