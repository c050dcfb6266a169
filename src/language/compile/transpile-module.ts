import { err, ok } from '../../base/result';
import type { Result } from '../../base/result';
import { syntaxErrorAt } from './transpile';
import type { CellSyntaxError } from './types';
import type { TypeScriptApi } from './typescript-api';

/**
 * JavaScript of a module written in TypeScript, with its source map in a comment at the end. Types are erased, never
 * checked; imports and exports stay, those of types only are erased. An error's position is in the text.
 */
export function transpileModule(ts: TypeScriptApi, text: string, options: { readonly fileName: string }): Result<string, CellSyntaxError> {
  const { diagnostics = [], outputText } = ts.transpileModule(text, {
    fileName: options.fileName,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      // A file may import a type by its plain name, as in any project: what is never used as a value goes.
      isolatedModules: true,
      newLine: ts.NewLineKind.LineFeed,
      inlineSourceMap: true,
    },
  });
  const problem = diagnostics.find((diagnostic) => diagnostic.start !== undefined);
  return problem === undefined ? ok(outputText) : err(syntaxErrorAt(ts, text, problem, []));
}
