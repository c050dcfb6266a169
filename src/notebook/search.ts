/** Finds text in a notebook, and replaces it in the cells' sources. */
import { err, ok, type Result } from '../base/result';
import { editSource } from './edit';
import type { Cell, Notebook, Output } from './types';

export interface SearchOptions {
  readonly text: string;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
  /** `text` is a regular expression. */
  readonly regex: boolean;
  readonly outputs: boolean;
}

export interface Match {
  readonly cellId: string;
  readonly place: 'source' | 'output';
  /** Of the match in the text it stands in, from 1. */
  readonly line: number;
  readonly column: number;
  /** Offsets into that text. */
  readonly start: number;
  readonly end: number;
  /** The line it stands in, cut around the match, and where in it the match is. */
  readonly excerpt: string;
  readonly from: number;
  readonly to: number;
}

export interface Found {
  readonly matches: readonly Match[];
  /** There are more than were collected. */
  readonly more: boolean;
}

const MOST = 1000;
/** Characters of a line shown before and after the match. */
const BEFORE = 24;
const AFTER = 80;

/** An error says what is wrong with the regular expression. */
export function search(notebook: Notebook, options: SearchOptions): Result<Found, string> {
  const pattern = patternOf(options);
  if (!pattern.ok) return pattern;
  const matches: Match[] = [];
  if (options.text === '') return ok({ matches, more: false });
  for (const cell of notebook.cells) {
    for (const { place, text } of textsOf(cell, options.outputs)) {
      for (const found of text.matchAll(pattern.value)) {
        // A pattern that matches nothing, such as "a*", is everywhere.
        if (found[0] === '') continue;
        if (matches.length === MOST) return ok({ matches, more: true });
        matches.push({ cellId: cell.id, place, ...describe(text, found.index, found.index + found[0].length) });
      }
    }
  }
  return ok({ matches, more: false });
}

/** Replaces all these matches of sources; in a regular expression's replacement `$1` stands for its first group. */
export function replaceMatches(notebook: Notebook, matches: readonly Match[], options: SearchOptions, replacement: string): Notebook {
  const pattern = patternOf(options);
  if (!pattern.ok) return notebook;
  const byCell = new Map<string, Set<number>>();
  for (const { cellId, place, start } of matches) {
    if (place !== 'source') continue;
    const starts = byCell.get(cellId);
    if (starts) starts.add(start);
    else byCell.set(cellId, new Set([start]));
  }
  let changed = notebook;
  for (const cell of notebook.cells) {
    const wanted = byCell.get(cell.id);
    if (wanted === undefined) continue;
    const source = cell.source.replace(pattern.value, (...parts: unknown[]) => {
      const text = String(parts[0]);
      const index = parts.findIndex((part, at) => at > 0 && typeof part === 'number');
      if (!wanted.has(Number(parts[index]))) return text;
      return options.regex ? expand(replacement, parts.slice(0, index).map((part) => (part === undefined ? '' : String(part)))) : replacement;
    });
    changed = editSource(changed, cell.id, source);
  }
  return changed;
}

/** `$1` … `$9`, `$&` and `$$` as `String.prototype.replace` reads them. */
function expand(replacement: string, groups: readonly string[]): string {
  return replacement.replace(/\$(\$|&|\d)/g, (whole, what: string) => {
    if (what === '$') return '$';
    return groups[what === '&' ? 0 : Number(what)] ?? whole;
  });
}

function patternOf({ text, matchCase, wholeWord, regex }: SearchOptions): Result<RegExp, string> {
  const body = regex ? text : text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  try {
    return ok(new RegExp(wholeWord ? `(?<![\\p{L}\\p{N}_$])(?:${body})(?![\\p{L}\\p{N}_$])` : body, matchCase ? 'gmu' : 'gimu'));
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: (?:\/.*\/\w*: )?/s, '') : String(error);
    return err(`Not a regular expression: ${reason}`);
  }
}

function* textsOf(cell: Cell, outputs: boolean): Generator<{ place: Match['place']; text: string }> {
  yield { place: 'source', text: cell.source };
  if (!outputs || cell.type !== 'code') return;
  for (const output of cell.outputs) yield { place: 'output', text: outputText(output) };
}

function outputText(output: Output): string {
  switch (output.type) {
    case 'stream':
      return output.text;
    case 'error':
      return [`${output.ename}: ${output.evalue}`, ...output.traceback].join('\n');
    case 'display':
    case 'result': {
      const text = output.data['text/plain'];
      return typeof text === 'string' ? text : '';
    }
    default:
      return output satisfies never;
  }
}

function describe(text: string, start: number, end: number): Omit<Match, 'cellId' | 'place'> {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', start) === -1 ? text.length : text.indexOf('\n', start);
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < start; at = text.indexOf('\n', at + 1)) line++;
  const indent = /^\s*/.exec(text.slice(lineStart, start))?.[0].length ?? 0;
  const first = Math.max(lineStart + indent, start - BEFORE);
  const head = first > lineStart + indent ? '…' : '';
  const shownEnd = Math.min(end, lineEnd);
  const last = Math.min(lineEnd, shownEnd + AFTER);
  return {
    line,
    column: start - lineStart + 1,
    start,
    end,
    excerpt: `${head}${text.slice(first, last)}${last < lineEnd ? '…' : ''}`,
    from: head.length + start - first,
    to: head.length + shownEnd - first,
  };
}
