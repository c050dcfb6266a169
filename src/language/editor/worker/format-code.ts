/** Prettier's layout of a text, loaded when it is first asked for. */
import type { RewriteResult } from '../language-api';

/** By the name Prettier knows that it is no JSX, where a type parameter would need a comma. */
const options = { parser: 'typescript', filepath: 'cell.ts', tabWidth: 2, singleQuote: true, printWidth: 100 } as const;

/** Where Prettier found that the text is no TypeScript. */
interface SyntaxFailure {
  readonly message: string;
  readonly loc?: { readonly start: { readonly line: number; readonly column: number } };
}

export async function formatCode(text: string, caret: number): Promise<RewriteResult> {
  const [{ formatWithCursor }, ...plugins] = await Promise.all([
    import('prettier/standalone'),
    import('prettier/plugins/typescript'),
    import('prettier/plugins/estree'),
  ]);
  try {
    const { formatted, cursorOffset } = await formatWithCursor(text, { ...options, plugins, cursorOffset: caret });
    // A cell ends with its last line, unlike a file.
    const result = text.endsWith('\n') ? formatted : formatted.replace(/\n$/, '');
    return { ok: true, text: result, caret: Math.min(result.length, Math.max(0, cursorOffset)) };
  } catch (error) {
    if (!isSyntaxFailure(error)) throw error;
    const [said = ''] = error.message.split('\n');
    const start = error.loc?.start;
    return { ok: false, message: said.replace(/ \(\d+:\d+\)$/, ''), ...(start && { line: start.line, column: start.column }) };
  }
}

const isSyntaxFailure = (error: unknown): error is SyntaxFailure => error instanceof SyntaxError;
