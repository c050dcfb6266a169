/** Sets the fields of a notebook's forms by name. */
import type { Json } from '../../base/json';
import { err, ok, type Result } from '../../base/result';
import { editSource } from '../edit';
import type { Notebook } from '../types';
import { setParam } from './edit';
import { fitValue } from './fit';
import { parseForm } from './parse';
import type { Param } from './types';

export interface Assignment {
  readonly name: string;
  /** Text is read as the field's type. */
  readonly value: Json;
}

/** Every field of a name is set, in all cells. Fails without change, with a sentence for each name that cannot be set. */
export function assignParams(notebook: Notebook, assignments: readonly Assignment[]): Result<Notebook, readonly string[]> {
  const problems: string[] = [];
  let changed = notebook;
  for (const { name, value } of assignments) {
    const cells = changed.cells.filter((cell) => cell.type === 'code' && paramsOf(cell.source).some((param) => param.name === name));
    if (cells.length === 0) problems.push(unknown(name, notebook));
    for (const cell of cells) {
      const set = setByName(cell.source, name, value);
      if (set.ok) changed = editSource(changed, cell.id, set.value);
      else problems.push(set.error);
    }
  }
  return problems.length === 0 ? ok(changed) : err([...new Set(problems)]);
}

function setByName(source: string, name: string, value: Json): Result<string, string> {
  let text = source;
  const count = paramsOf(text).filter((param) => param.name === name).length;
  for (let turn = 0; turn < count; turn++) {
    const param = paramsOf(text).filter((candidate) => candidate.name === name)[turn];
    if (param === undefined) break;
    const fits = fitValue(param.field, value);
    if (!fits.ok) return err(`${name} ${fits.error}`);
    const set = setParam(text, param, fits.value);
    if (!set.ok) return err(`${name} ${set.error}`);
    text = set.value;
  }
  return ok(text);
}

function unknown(name: string, notebook: Notebook): string {
  const names = new Set(notebook.cells.flatMap((cell) => (cell.type === 'code' ? paramsOf(cell.source).map((param) => param.name) : [])));
  return `parameter '${name}' not found; ${names.size === 0 ? 'the notebook has no //@param fields' : `parameters are: ${[...names].join(', ')}`}`;
}

const paramsOf = (source: string): readonly Param[] => (parseForm(source)?.items ?? []).filter((item) => item.kind === 'param');
