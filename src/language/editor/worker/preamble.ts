/**
 * The line that stands before a cell's text when TypeScript looks at the cell: it exports what the cell
 * declares and brings in what it mentions of other cells. Standing before the text it survives unfinished
 * code; on a line of its own it leaves a comment above the first declaration with that declaration.
 */
import type { CellNames } from './cell-names';
import type { NameOrigin } from './notebook-names';

export interface Preamble {
  /** One line with its break; every offset of the cell's text shifts by its length. */
  readonly code: string;
  /** Name brought in → offset of its declaration in `code`. */
  readonly brought: ReadonlyMap<string, number>;
}

/** How a cell's file is named in imports made here; no reader can write this. */
export const moduleOf = (fileName: string): string => `from:${fileName}`;

export function preamble(names: CellNames, originOf: (name: string) => NameOrigin | null): Preamble {
  let code = `export {${[...names.declared.values()]
    .filter((declared) => !declared.exported)
    .map((declared) => declared.name)
    .join(', ')}}; `;
  const brought = new Map<string, number>();
  for (const name of names.mentioned) {
    if (names.declared.has(name)) continue;
    const origin = originOf(name);
    if (!origin) continue;
    const from = JSON.stringify(moduleOf(origin.fileName));
    const head = origin.declared.form === 'import' ? 'import {' : `declare ${origin.declared.form} `;
    brought.set(name, code.length + head.length);
    // A value is declared, not imported, because an import cannot be assigned to.
    code += origin.declared.form === 'import' ? `${head}${name}} from ${from}; ` : `${head}${name}: typeof import(${from}).${name}; `;
  }
  return { code: `${code}\n`, brought };
}
