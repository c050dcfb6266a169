import ts from 'typescript';
import { portrait } from './portrait';
import { statementsOf } from './statements';
import { keepingConsole } from './transcript';
import type { Transcript } from './transcript';

const slots = Symbol.for('gradbook.conformance');
let lastSlot = 0;

/**
 * Runs a program as one real module of this process, made by TypeScript alone: what cells are compared with.
 * `names`: top-level names whose last values are wanted; they are exported, so the program must declare them.
 */
export async function runModule(text: string, names: readonly string[] = []): Promise<Transcript> {
  const kept = keepingConsole();
  const slot = `console${(lastSlot += 1)}`;
  const consoles = consoleSlots();
  consoles[slot] = kept.console;
  const prefix = `const console = globalThis[Symbol.for('gradbook.conformance')].${slot};`;
  const { outputText } = ts.transpileModule(`${prefix}${exportLast(text)}\nexport const $names = { ${names.join(', ')} };`, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      verbatimModuleSyntax: true,
    },
  });
  try {
    const loaded: unknown = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(outputText)}`);
    const last = field(loaded, '$last');
    const kinds = field(loaded, '$names');
    return {
      log: kept.lines,
      value: last === undefined ? null : portrait(field(last, 'value')),
      thrown: null,
      names: Object.fromEntries(names.map((name) => [name, portrait(field(kinds, name))])),
    };
  } catch (error) {
    return { log: kept.lines, value: null, thrown: portrait(error), names: {} };
  } finally {
    Reflect.deleteProperty(consoles, slot);
  }
}

/** Exports the value of the last statement, if that is an expression; wrapped, so that nothing adopts a promise. */
function exportLast(text: string): string {
  const last = statementsOf(text).at(-1);
  if (last === undefined || !last.isExpression) return text;
  const expression = text.slice(last.start, last.end).replace(/;$/, '');
  return `${text.slice(0, last.start)}export const $last = { value: (${expression}) };${text.slice(last.end)}`;
}

function consoleSlots(): Record<string, unknown> {
  const found: unknown = Reflect.get(globalThis, slots);
  if (typeof found === 'object' && found !== null) return found as Record<string, unknown>;
  const made: Record<string, unknown> = {};
  Reflect.set(globalThis, slots, made);
  return made;
}

const field = (from: unknown, name: string): unknown => (typeof from === 'object' && from !== null ? Reflect.get(from, name) : undefined);
