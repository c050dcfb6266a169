/** What a command of the shell is and works with. */
import type { FileTree } from './file-tree';

export interface CommandIo {
  readonly tree: FileTree;
  readonly fetch: typeof fetch;
  /** Given when the cell is stopped. */
  readonly signal: AbortSignal;
  /** What the command before it in a pipe wrote, or the file behind `<`; null where there is neither. */
  readonly stdin: Blob | null;
  /** True where the output goes to the cell: lists then stand in columns. */
  readonly isShown: boolean;
  out(text: string | Blob): void;
  /** A line for stderr that is no failure. */
  note(text: string): void;
}

/** Throws `CommandError` where it fails. */
export type Command = (args: readonly string[], io: CommandIo) => Promise<void>;

/** Why a command failed, in words for the reader, without the command's name. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
