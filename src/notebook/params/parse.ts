/** Reads the form of a code cell from its text; knows no TypeScript beyond one line. */
import { codeLines, type CodeLine } from './code-lines';
import { fieldOf } from './field';
import { endOfString, readLiteral } from './literal';
import { readOptions, type Options } from './options';
import type { CellForm, FormItem, ParamField, ParamValue } from './types';

const DIRECTIVE = /^\/\/[ \t]*@(param|title|markdown)(?![\w-])[ \t]*/;
const TARGET = /^[ \t]*(?:export[ \t]+)?(?:(?:const|let|var)[ \t]+)?([A-Za-z_$][\w$.]*)(?:[ \t]*:[^=]+?)?[ \t]*=(?![=>])[ \t]*/;

/** Null for a cell without a form. */
export function parseForm(source: string): CellForm | null {
  // Most cells have none, and every edit of every cell comes by here.
  if (!source.includes('@param') && !source.includes('@title') && !source.includes('@markdown')) return null;
  let title: Pick<CellForm, 'title' | 'autoRun' | 'hidesCode'> | null = null;
  const items: FormItem[] = [];
  let lastProse = 0;
  for (const line of codeLines(source)) {
    const at = commentAt(line.text);
    const [whole, directive] = (at === null ? null : DIRECTIVE.exec(line.text.slice(at))) ?? [];
    if (at === null || whole === undefined) continue;
    const rest = line.text.slice(at + whole.length).trim();
    if (directive === 'param') items.push(readParam(line, at, rest));
    else if (line.text.slice(0, at).trim() !== '') continue;
    else if (directive === 'title') title ??= readTitle(rest, line, items);
    else {
      const before = items.at(-1);
      if (before?.kind === 'prose' && lastProse === line.number - 1) items[items.length - 1] = { ...before, text: `${before.text}\n${rest}` };
      else items.push({ kind: 'prose', text: rest, line: line.number });
      lastProse = line.number;
    }
  }
  if (title === null && items.length === 0) return null;
  return { ...(title ?? { title: null, autoRun: false, hidesCode: false }), items };
}

/** Where the line's `//` stands, outside of strings. */
function commentAt(text: string): number | null {
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"' || character === "'" || character === '`') at = (endOfString(text, at) ?? text.length) - 1;
    else if (character === '/' && text[at + 1] === '/') return at;
  }
  return null;
}

function readTitle(rest: string, line: CodeLine, items: FormItem[]): Pick<CellForm, 'title' | 'autoRun' | 'hidesCode'> {
  const brace = /\{[^{}]*\}$/.exec(rest);
  const options = readOptions(brace?.[0] ?? '');
  if (!options.ok) items.push({ kind: 'problem', name: null, line: line.number, text: `the settings of the title cannot be read: ${options.error}` });
  const settings = options.ok ? options.value.settings : {};
  return {
    title: (brace ? rest.slice(0, brace.index) : rest).trim(),
    autoRun: settings.run === 'auto',
    hidesCode: settings['display-mode'] === 'form',
  };
}

function readParam(line: CodeLine, commentStart: number, rest: string): FormItem {
  const code = line.text.slice(0, commentStart);
  const [head, name] = TARGET.exec(code) ?? [];
  const problem = (text: string): FormItem => ({ kind: 'problem', name: name ?? null, line: line.number, text });
  if (head === undefined || name === undefined) return problem('a form needs a value to edit before //@param, as in `const epochs = 5 //@param {type: "integer"}`');
  const written = code.slice(head.length).replace(/[ \t]*;?[ \t]*$/, '');
  const options = readOptions(rest);
  if (!options.ok) return problem(`the settings after //@param cannot be read: ${options.error}`);
  const literal = readLiteral(written, 0);
  const value = literal?.end === written.length ? literal.value : undefined;
  const field = fieldOf(options.value, value);
  if (!field.ok) return problem(field.error);
  const shown = valueFor(field.value, written, value, options.value);
  if (!shown.ok) return problem(shown.problem);
  const start = line.start + head.length;
  return { kind: 'param', name, field: field.value, value: shown.value, line: line.number, start, end: start + written.length };
}

type Shown = { readonly ok: true; readonly value: ParamValue } | { readonly ok: false; readonly problem: string };

/** The code's value, where a field of this kind can show it. */
function valueFor(field: ParamField, written: string, value: ParamValue | undefined, { settings }: Options): Shown {
  const refuse = (wanted: string): Shown => ({
    ok: false,
    problem: `${written === '' ? 'the value is missing' : `${written} is not ${wanted}`}; write ${wanted} as a literal${field.kind === 'choice' || settings.type === undefined ? '' : ', or use {type: "raw"}'}`,
  });
  switch (field.kind) {
    case 'raw':
      return { ok: true, value: written };
    case 'choice':
      if (field.raw) return { ok: true, value: written };
      return value === undefined ? refuse('a text, number, true, false or null') : { ok: true, value };
    case 'text':
      return typeof value === 'string' ? { ok: true, value } : refuse('a text');
    case 'date':
      return typeof value === 'string' ? { ok: true, value } : refuse('a date such as "2026-01-31"');
    case 'boolean':
      return typeof value === 'boolean' ? { ok: true, value } : refuse('true or false');
    case 'number':
    case 'slider':
    case 'integer':
      return typeof value === 'number' ? { ok: true, value } : refuse(field.kind === 'integer' ? 'a whole number' : 'a number');
    default:
      return field satisfies never;
  }
}
