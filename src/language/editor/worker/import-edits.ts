/** Writes an import of one name into a cell. */
import type { TextEdit } from '../language-api';
import type { TypeScript } from './cell-names';

/** Joins an import from the same module, else stands after the last import, else before the first code. */
export function importEdit(ts: TypeScript, text: string, name: string, source: string): TextEdit {
  const file = ts.createSourceFile('cell.ts', text, ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS);
  const imports = file.statements.filter(ts.isImportDeclaration);
  for (const { moduleSpecifier, importClause } of imports) {
    if (!ts.isStringLiteral(moduleSpecifier) || moduleSpecifier.text !== source || !importClause || importClause.isTypeOnly) continue;
    const { namedBindings } = importClause;
    if (!namedBindings) return insertion(importClause.end, `, { ${name} }`);
    if (!ts.isNamedImports(namedBindings)) continue;
    const last = namedBindings.elements.at(-1);
    return last ? insertion(last.end, `, ${name}`) : insertion(namedBindings.getStart(file) + 1, ` ${name} `);
  }
  const statement = `import { ${name} } from '${source}';`;
  const last = imports.at(-1);
  return last ? insertion(last.end, `\n${statement}`) : insertion(headEnd(text), `${statement}\n`);
}

/** Where the cell's own code starts: titles, pins and lines for the shell stay above it. */
function headEnd(text: string): number {
  const head = /^(?:[ \t]*(?:\/\/[^\n]*)?(?:\n|$))*/.exec(text)?.[0] ?? '';
  return head.length;
}

const insertion = (at: number, text: string): TextEdit => ({ span: { start: at, length: 0 }, text });
