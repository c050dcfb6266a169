import type { SourceMapInput } from '@jridgewell/remapping';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import MagicString from 'magic-string';
import type * as TS from 'typescript';
import { err, ok } from '../../base/result';
import type { Result } from '../../base/result';
import { declaredNames } from './declared-names';
import { expandMagics } from './magics/expand-magics';
import type { CellSyntaxError, DeclarationKind } from './types';
import type { TypeScriptApi } from './typescript-api';

/** A cell after TypeScript: JavaScript of the same meaning, with imports, exports and top-level await in place. */
interface Transpiled {
  readonly js: string;
  /** Source maps from `js` to the cell's text, to be composed in this order. */
  readonly maps: readonly SourceMapInput[];
  readonly declares: ReadonlyMap<string, DeclarationKind>;
  /** The function whose call marks the value to show. */
  readonly marker: string;
  /** The function whose calls stand for lines that are no TypeScript; null where there are none. */
  readonly magic: string | null;
}

export function transpile(ts: TypeScriptApi, text: string): Result<Transpiled, CellSyntaxError> {
  // A shebang line is a comment of the same length.
  const plain = text.startsWith('#!') ? `//${text.slice(2)}` : text;
  const expanded = expandMagics(plain);
  if (!expanded.ok) return expanded;
  if (expanded.value !== null) return run(ts, expanded.value.code, expanded.value.marker);
  const code = new MagicString(plain);
  return run(ts, isLoneObject(ts, plain) ? code.prepend('(').append('\n)') : code, null);
}

function run(ts: TypeScriptApi, code: MagicString, magic: string | null): Result<Transpiled, CellSyntaxError> {
  const text = code.toString();
  const outerMaps = code.hasChanged() ? [code.generateMap({ hires: true, source: 'cell.ts' }).toString()] : [];
  let marker = 'show';
  while (text.includes(marker)) marker += '_';
  let declares: ReadonlyMap<string, DeclarationKind> = new Map();
  const output = ts.transpileModule(text, {
    fileName: 'cell.ts',
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      verbatimModuleSyntax: true,
      newLine: ts.NewLineKind.LineFeed,
      removeComments: true,
      sourceMap: true,
    },
    transformers: {
      before: [
        (context) => (file) => {
          declares = declaredNames(ts, file);
          return markLastValue(ts, context.factory, file, marker);
        },
      ],
    },
  });
  const [problem] = (output.diagnostics ?? []).filter((diagnostic) => diagnostic.start !== undefined);
  if (problem !== undefined) return err(syntaxErrorAt(ts, text, problem, outerMaps));
  const js = output.outputText.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n');
  return ok({ js, maps: [output.sourceMapText ?? '', ...outerMaps], declares, marker, magic });
}

/** `{a: 1, b: [2]}` alone is an object, as in a browser's console, though a program reads it as a block. */
function isLoneObject(ts: TypeScriptApi, text: string): boolean {
  if (!/^\s*(\/[/*][^]*)?\{/.test(text)) return false;
  const wrapped = `(${text}\n)`;
  const file = ts.createSourceFile('cell.ts', wrapped, ts.ScriptTarget.ES2022, false);
  const [only] = file.statements;
  if (only === undefined || file.statements.length !== 1 || !ts.isExpressionStatement(only)) return false;
  if (!ts.isParenthesizedExpression(only.expression) || !ts.isObjectLiteralExpression(only.expression.expression)) return false;
  return (ts.transpileModule(wrapped, { fileName: 'cell.ts', reportDiagnostics: true }).diagnostics ?? []).length === 0;
}

/** Wraps the last statement's expression in a call of `marker`; TypeScript's own changes may move it anywhere. */
function markLastValue(ts: TypeScriptApi, factory: TS.NodeFactory, file: TS.SourceFile, marker: string): TS.SourceFile {
  const index = file.statements.findLastIndex(
    (statement) => !ts.isEmptyStatement(statement) && !ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement),
  );
  const last = file.statements[index];
  if (last === undefined) return file;
  const mark = (expression: TS.Expression) =>
    factory.createCallExpression(factory.createIdentifier(marker), undefined, [expression]);
  const marked = ts.isExpressionStatement(last)
    ? factory.updateExpressionStatement(last, mark(last.expression))
    : ts.isExportAssignment(last) && last.isExportEquals !== true
      ? ts.setTextRange(factory.createExpressionStatement(mark(last.expression)), last)
      : last;
  if (marked === last) return file;
  return factory.updateSourceFile(file, file.statements.map((statement, at) => (at === index ? marked : statement)));
}

/** `outerMaps`: from `text` to the cell's, if that differs. */
export function syntaxErrorAt(ts: TypeScriptApi, text: string, problem: TS.Diagnostic, [map]: readonly string[]): CellSyntaxError {
  const before = text.slice(0, problem.start ?? 0).split(/\r\n|\n|\r/);
  const line = before.length;
  const column = (before.at(-1) ?? '').length;
  const message = ts.flattenDiagnosticMessageText(problem.messageText, '\n').replace(/\.$/, '');
  const found = map === undefined ? null : originalPositionFor(new TraceMap(map), { line, column });
  return { name: 'SyntaxError', message, line: found?.line ?? line, column: (found?.column ?? column) + 1 };
}
