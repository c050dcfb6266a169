/** A notebook for tests: cells given as texts, with `¦` marking the caret. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { collectTypes } from '../build/library-types';
import type { PlacedSpan } from '../language-api';
import type { CellRewrite } from '../types';
import type { FetchText } from '../service';
import { CellLanguage } from './cell-language';
import { globalDeclarations } from './global-declarations';

const libFolder = dirname(createRequire(import.meta.url).resolve('typescript'));
const standardLibrary = Object.fromEntries(
  readdirSync(libFolder)
    .filter((name) => /^lib\..*\.d\.ts$/.test(name))
    .map((name) => [name, readFileSync(join(libFolder, name), 'utf8')]),
);
const libraries = Promise.resolve(collectTypes(process.cwd()));
/** Holds the parsed libraries, which all notebooks share. */
const registry = ts.createDocumentRegistry();
let notebooks = 0;

export interface TestCell {
  readonly text: string;
  readonly ran?: boolean;
}

/** What the notebook can fetch: address → text, or text and headers. */
export type TestNet = Readonly<Record<string, string | { readonly text: string; readonly headers: Readonly<Record<string, string>> }>>;

export class TestNotebook {
  readonly language: CellLanguage;
  readonly #number = notebooks++;
  readonly fetched: string[] = [];
  #texts: string[] = [];
  #carets: number[] = [];
  #net: TestNet = {};
  readonly #arrived: (() => void)[] = [];

  static online(net: TestNet, ...cells: readonly (string | TestCell)[]): TestNotebook {
    const notebook = new TestNotebook(...cells);
    notebook.#net = net;
    return notebook;
  }

  constructor(...cells: readonly (string | TestCell)[]) {
    const given = cells.map((cell) => (typeof cell === 'string' ? { text: cell } : cell));
    const fetchText: FetchText = async (url) => {
      this.fetched.push(url);
      const found = this.#net[url];
      return found === undefined ? null : typeof found === 'string' ? { url, text: found, headers: {} } : { url, ...found };
    };
    const page = { fetchText, typesArrived: () => this.#arrived.splice(0).forEach((tell) => tell()) };
    this.language = new CellLanguage(ts, { standardLibrary, globals: globalDeclarations }, libraries, page, registry);
    given.forEach((cell, index) => this.write(index, cell.text));
    void this.language.setCells(
      given.map((cell, index) => ({ uri: this.uri(index), text: this.#texts[index] ?? '', ...(cell.ran !== undefined && { ran: cell.ran }) })),
    );
  }

  write(index: number, text: string): void {
    this.#carets[index] = text.indexOf('¦');
    this.#texts[index] = text.replace('¦', '');
    void this.language.setText(this.uri(index), this.#texts[index]);
  }

  /** The cell's uri and the place of its `¦`. */
  at(index: number): [uri: string, offset: number] {
    return [this.uri(index), this.#carets[index] ?? 0];
  }

  uri(index: number): string {
    return `file:///cells/n${this.#number}c${index}.ts`;
  }

  async problems(index: number): Promise<string[]> {
    const found = await this.language.problems(this.uri(index));
    return found.map((problem) => `${this.#show({ uri: this.uri(index), span: problem.span })}: ${problem.message}`);
  }

  async completions(index: number): Promise<string[]> {
    return (await this.language.completions(...this.at(index))).map((entry) => entry.name);
  }

  async hover(index: number): Promise<string | undefined> {
    return (await this.language.hover(...this.at(index)))?.signature;
  }

  /** The cell's text after a rewrite, its caret as `¦`; or why there is none. */
  async rewrite(index: number, kind: CellRewrite): Promise<string> {
    const found = await this.language.rewrite(this.uri(index), kind, Math.max(0, this.#carets[index] ?? 0));
    if (!found.ok) return `${found.line}:${found.column} ${found.message}`;
    return (this.#carets[index] ?? -1) < 0 ? found.text : `${found.text.slice(0, found.caret)}¦${found.text.slice(found.caret)}`;
  }

  /** Resolves when declarations of a package have come. */
  typesArrived(): Promise<void> {
    return new Promise((resolve) => this.#arrived.push(resolve));
  }

  /** Spans as `cell:offset:text`. */
  show(spans: readonly PlacedSpan[]): string[] {
    return spans.map((span) => `${indexOf(span.uri)}:${span.span.start}:${this.#show(span)}`).sort();
  }

  #show({ uri, span }: PlacedSpan): string {
    return this.#texts[indexOf(uri)]?.slice(span.start, span.start + span.length) ?? '';
  }
}

const indexOf = (uri: string): number => Number(/c(\d+)\.ts$/.exec(uri)?.[1]);
