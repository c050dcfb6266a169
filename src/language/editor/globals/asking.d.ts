/** Questions to the reader, asked in the output of the cell. The answers come later: write `await`. */

export interface InputOptions {
  /** What stands in the field at first. */
  initial?: string;
  /** Hides what is typed, and keeps it out of the output. */
  secret?: boolean;
}

/**
 * Asks for a line of text.
 * @example const name = await input('Name?')
 */
export function input(prompt?: string, options?: InputOptions): Promise<string>;

/**
 * Asks for a line of text that may be declined: then the answer is null.
 * @example const label = (await prompt('Label?', 'cat')) ?? 'none'
 */
export function prompt(prompt?: string, initial?: string): Promise<string | null>;

/**
 * Asks for yes or no.
 * @example if (await confirm('Delete the model?')) await files.delete('model.json')
 */
export function confirm(prompt?: string): Promise<boolean>;
