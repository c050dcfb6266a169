/** What TypeScript finds wrong with a cell, less what is no mistake in a notebook. */
import type * as typescript from 'typescript';
import type { Problem } from '../language-api';
import type { TypeScript } from './cell-names';
import type { CellFile } from './cell-project';

/** "Left side of comma operator is unused": a cell may end in any expression. */
const unusedComma = 2695;

/** Complaints about implicit `any`, unused labels and unreachable code are all numbered 7000 to 7099. */
const isLenient = (code: number): boolean => code === unusedComma || (code >= 7000 && code < 7100);

export function cellProblems(ts: TypeScript, service: typescript.LanguageService, cell: CellFile): readonly Problem[] {
  const shift = cell.preamble.code.length;
  const found: readonly typescript.Diagnostic[] = [
    ...service.getSyntacticDiagnostics(cell.fileName),
    ...service.getSemanticDiagnostics(cell.fileName),
    ...service.getSuggestionDiagnostics(cell.fileName).filter((diagnostic) => diagnostic.reportsDeprecated),
  ];
  return found
    .filter((diagnostic) => !isLenient(diagnostic.code) && diagnostic.start !== undefined && diagnostic.start >= shift)
    .map((diagnostic) => ({
      severity: severityOf(ts, diagnostic.category),
      code: diagnostic.code,
      message: ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'),
      span: { start: (diagnostic.start ?? shift) - shift, length: diagnostic.length ?? 1 },
      deprecated: diagnostic.reportsDeprecated !== undefined,
    }));
}

function severityOf(ts: TypeScript, category: typescript.DiagnosticCategory): Problem['severity'] {
  if (category === ts.DiagnosticCategory.Error) return 'error';
  return category === ts.DiagnosticCategory.Warning ? 'warning' : 'hint';
}
