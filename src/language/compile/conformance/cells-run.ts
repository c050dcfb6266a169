import { openNotebook } from '../testing';
import { portrait } from './portrait';
import { keepingConsole } from './transcript';
import type { Transcript } from './transcript';

/** Runs a program as cells of one notebook, one after another until one fails. */
export async function runCells(cells: readonly string[], names: readonly string[] = []): Promise<Transcript> {
  const kept = keepingConsole();
  const notebook = openNotebook({ locals: () => ({ console: kept.console }) });
  let value: string | null = null;
  for (const text of cells) {
    const outcome = await notebook.run(text);
    if (!outcome.ok) return { log: kept.lines, value: null, thrown: portrait(outcome.error), names: {} };
    value = outcome.hasValue ? portrait(outcome.value) : null;
  }
  return { log: kept.lines, value, thrown: null, names: Object.fromEntries(names.map((name) => [name, portrait(notebook.scope.get(name))])) };
}
