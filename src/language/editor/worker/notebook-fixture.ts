/** A notebook for tests: cells given as texts, with `¦` marking the caret. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { collectTypes } from '../build/library-types';
import type { PlacedSpan } from '../language-api';
import { CellLanguage } from './cell-language';
import { globalDeclarations } from './global-declarations';

const libFolder = dirname(createRequire(import.meta.url).resolve('typescript'));
const standardLibrary = Object.fromEntries(
  readdirSync(libFolder)
    .filter((name) => /^lib\..*\.d\.ts$/.test(name))
    .map((name) => [name, readFileSync(join(libFolder, name), 'utf8')]),
);
const libraries = Promise.resolve(collectTypes(process.cwd()));

export interface TestCell {
  readonly text: string;
  readonly ran?: boolean;
}

export class TestNotebook {
  readonly language: CellLanguage;
  #texts: string[] = [];
  #carets: number[] = [];
  #version = 1;

  constructor(...cells: readonly (string | TestCell)[]) {
    const given = cells.map((cell) => (typeof cell === 'string' ? { text: cell } : cell));
    const models = (): { uri: string; version: number; getValue(): string }[] =>
      this.#texts.map((text, index) => ({ uri: uriOf(index), version: this.#version, getValue: () => text }));
    this.language = new CellLanguage(ts, { models, standardLibrary, globals: globalDeclarations }, libraries);
    given.forEach((cell, index) => this.write(index, cell.text));
    void this.language.setCells(given.map((cell, index) => ({ uri: uriOf(index), ...(cell.ran !== undefined && { ran: cell.ran }) })));
  }

  write(index: number, text: string): void {
    this.#carets[index] = text.indexOf('¦');
    this.#texts[index] = text.replace('¦', '');
    this.#version++;
  }

  /** The cell's uri and the place of its `¦`. */
  at(index: number): [uri: string, offset: number] {
    return [uriOf(index), this.#carets[index] ?? 0];
  }

  async problems(index: number): Promise<string[]> {
    const found = await this.language.problems(uriOf(index));
    return found.map((problem) => `${this.#show({ uri: uriOf(index), span: problem.span })}: ${problem.message}`);
  }

  async completions(index: number): Promise<string[]> {
    return (await this.language.completions(...this.at(index))).map((entry) => entry.name);
  }

  async hover(index: number): Promise<string | undefined> {
    return (await this.language.hover(...this.at(index)))?.signature;
  }

  /** Spans as `cell:offset:text`. */
  show(spans: readonly PlacedSpan[]): string[] {
    return spans.map((span) => `${indexOf(span.uri)}:${span.span.start}:${this.#show(span)}`).sort();
  }

  #show({ uri, span }: PlacedSpan): string {
    return this.#texts[indexOf(uri)]?.slice(span.start, span.start + span.length) ?? '';
  }
}

const uriOf = (index: number): string => `file:///cells/c${index}.ts`;
const indexOf = (uri: string): number => Number(/c(\d+)\.ts$/.exec(uri)?.[1]);
