/** What becomes of one cell's text. The same shapes travel to the kernel. */

/** How a cell declares a name; decides what re-running the cell does to it. */
export type DeclarationKind = 'var' | 'let' | 'const' | 'function' | 'class' | 'enum' | 'namespace' | 'import';

export interface CellProgram {
  /** Source of an async function expression; `runtime/evaluate` calls it with the run. */
  readonly js: string;
  /** Source map (JSON, version 3) from `js` to the user's TypeScript. */
  readonly map: string;
  /** Top-level names the cell declares, in source order; `kind` is a `DeclarationKind`. */
  readonly declares: readonly { readonly name: string; readonly kind: string }[];
  /** Names of the notebook's scope whose value the cell's code reads and that it does not declare itself. */
  readonly reads: readonly string[];
  /** Names of the notebook's scope that the cell declares or assigns, functions' bodies included. */
  readonly writes: readonly string[];
}

export interface CellSyntaxError {
  readonly name: string;
  readonly message: string;
  /** From 1, in the user's TypeScript. */
  readonly line: number;
  readonly column: number;
}
