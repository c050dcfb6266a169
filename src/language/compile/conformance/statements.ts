import ts from 'typescript';

interface Statement {
  readonly text: string;
  readonly isExpression: boolean;
  /** Offset of the first character that is no comment or space. */
  readonly start: number;
  readonly end: number;
}

/** The top-level statements of a program, each with the comments before it. */
export function statementsOf(text: string): readonly Statement[] {
  const file = ts.createSourceFile('program.ts', text, ts.ScriptTarget.ES2022, true);
  return file.statements.map((statement) => ({
    text: text.slice(statement.getFullStart(), statement.end),
    isExpression: ts.isExpressionStatement(statement),
    start: statement.getStart(file),
    end: statement.end,
  }));
}
