/** Forms in code cells, as Colab writes them: `const epochs = 5 //@param {type: "integer", min: 1}`. */

/** A literal of the code; for a `raw` field, the code itself as text. */
export type ParamValue = string | number | boolean | null;

interface Range {
  readonly min: number | null;
  readonly max: number | null;
  readonly step: number | null;
}

export type ParamField =
  | { readonly kind: 'text'; readonly placeholder: string }
  | ({ readonly kind: 'number' | 'integer' } & Range)
  | { readonly kind: 'slider'; readonly min: number; readonly max: number; readonly step: number }
  | { readonly kind: 'boolean' }
  /** Text of the form 2026-01-31. */
  | { readonly kind: 'date' }
  /** Any expression, edited as code. */
  | { readonly kind: 'raw'; readonly placeholder: string }
  | {
      readonly kind: 'choice';
      readonly choices: readonly ParamValue[];
      /** The choices are code. */
      readonly raw: boolean;
      /** Other values may be typed. */
      readonly allowInput: boolean;
    };

export interface Param {
  readonly kind: 'param';
  readonly name: string;
  readonly field: ParamField;
  readonly value: ParamValue;
  /** Line of the source, from 1. */
  readonly line: number;
  /** The right-hand side in the source: offsets of its first character and behind its last. */
  readonly start: number;
  readonly end: number;
}

export type FormItem =
  | Param
  | { readonly kind: 'prose'; readonly text: string; readonly line: number }
  /** A line that was meant for the form and cannot be read; `text` says why and what to write. */
  | { readonly kind: 'problem'; readonly name: string | null; readonly text: string; readonly line: number };

export interface CellForm {
  /** Null where the cell has no `//@title`. */
  readonly title: string | null;
  /** An edit of the form runs the cell. */
  readonly autoRun: boolean;
  /** `{display-mode: "form"}` in the title: the code is hidden unless the cell's metadata says otherwise. */
  readonly hidesCode: boolean;
  /** In the order of the code. */
  readonly items: readonly FormItem[];
}
