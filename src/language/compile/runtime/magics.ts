import type { StopSignal } from './stop-signal';

/** What a line that is no TypeScript asks of the run. */
export type MagicKind = 'shell' | 'time' | 'html' | 'markdown' | 'write-file';

export interface CellMagics {
  /**
   * Does what the line says; commands that fail say so in the output and do not reject. `text`: the command or the
   * rest of the cell; `argument`: what follows the magic's name. The signal is given when the run is stopped.
   */
  run(kind: MagicKind, text: string, argument: string, signal: AbortSignal): Promise<void>;
  /** The cell has come to its end. */
  end(): void;
}

/** Runs one magic; aborts it with the run. */
export async function runMagic(magics: CellMagics, stop: StopSignal, kind: MagicKind, text: string, argument: string): Promise<void> {
  const abort = new AbortController();
  const end = () => abort.abort();
  stop.onStop(end);
  try {
    await magics.run(kind, text, argument, abort.signal);
  } finally {
    stop.offStop(end);
  }
}
