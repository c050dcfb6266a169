/** What TypeScript finds wrong with a cell, less what is no mistake in a notebook. */
import type * as typescript from 'typescript';
import type { Problem } from '../language-api';
import type { TypeScript } from './cell-names';
import type { CellFile } from './cell-project';
import { nearestName } from './spelling';

/** "Left side of comma operator is unused": a cell may end in any expression. */
const unusedComma = 2695;
/** A module whose types are not at hand, in TypeScript's several words for it: whether it exists shows when it is imported. */
const unknownModules = new Set([2307, 2732, 2792]);

/** "Cannot find name", and the same with a guess. */
const unknownName = 2304;
const misspeltName = 2552;

/** Complaints about implicit `any`, unused labels and unreachable code are all numbered 7000 to 7099. */
const isLenient = (code: number): boolean => code === unusedComma || (code >= 7000 && code < 7100);

export function cellProblems(
  ts: TypeScript,
  service: typescript.LanguageService,
  cell: CellFile,
  /** Names of other cells, for guesses at what was meant: the cell's own code holds only those that it mentions. */
  elsewhere: () => Iterable<string>,
): readonly Problem[] {
  const shift = cell.preamble.code.length;
  const found: readonly typescript.Diagnostic[] = [
    ...service.getSyntacticDiagnostics(cell.fileName),
    ...service.getSemanticDiagnostics(cell.fileName),
    // The rest of its suggestions are matters of taste.
    ...service.getSuggestionDiagnostics(cell.fileName).filter((diagnostic) => diagnostic.reportsDeprecated || diagnostic.reportsUnnecessary),
  ];
  return found
    .filter(({ code, start }) => !isLenient(code) && start !== undefined && start >= shift)
    .map((diagnostic) => ({
      severity: severityOf(ts, diagnostic.category),
      code: diagnostic.code,
      message: ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'),
      span: { start: (diagnostic.start ?? shift) - shift, length: diagnostic.length ?? 1 },
      deprecated: diagnostic.reportsDeprecated !== undefined,
      unnecessary: diagnostic.reportsUnnecessary !== undefined,
    }))
    .filter(({ code, span }) => !unknownModules.has(code) || isOurs(cell.text.slice(span.start, span.start + span.length)))
    .map((problem) => (problem.code === unknownName ? withGuess(cell, problem, elsewhere()) : problem));
}

function withGuess(cell: CellFile, problem: Problem, names: Iterable<string>): Problem {
  const { start, length } = problem.span;
  const written = cell.text.slice(start, start + length);
  const meant = nearestName(written, names);
  return meant === null ? problem : { ...problem, code: misspeltName, message: `Cannot find name '${written}'. Did you mean '${meant}'?` };
}

/** Modules of the notebook itself, which are all known. */
const isOurs = (quoted: string): boolean => /^['"`](?:gradbook\/|@tensorflow\/)/.test(quoted);

function severityOf(ts: TypeScript, category: typescript.DiagnosticCategory): Problem['severity'] {
  if (category === ts.DiagnosticCategory.Error) return 'error';
  return category === ts.DiagnosticCategory.Warning ? 'warning' : 'hint';
}
