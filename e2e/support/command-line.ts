/** `gradbook` as a shell runs it, and the notebooks it is given. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..');

interface Ended {
  readonly code: number | null;
  readonly said: string;
  /** What it printed on stdout alone. */
  readonly out: string;
}

/** Runs the program as a shell would; `hear` is called with everything said so far. */
export function gradbook(words: readonly string[], env: Readonly<Record<string, string>> = {}, hear: (said: string, program: ChildProcess) => void = () => undefined): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const program = spawn(process.execPath, [join(ROOT, 'bin', 'gradbook.mjs'), ...words], { env: { ...process.env, ...env } });
    let said = '';
    let out = '';
    for (const stream of [program.stdout, program.stderr]) {
      stream.on('data', (piece: Buffer) => {
        said += piece.toString();
        if (stream === program.stdout) out += piece.toString();
        hear(said, program);
      });
    }
    program.once('error', reject);
    program.once('close', (code) => resolve({ code, said, out }));
  });
}

interface SavedCell {
  readonly source: string | readonly string[];
  readonly execution_count: number | null;
  readonly outputs: readonly { readonly text?: string | readonly string[]; readonly ename?: string; readonly data?: Readonly<Record<string, unknown>> }[];
}

export async function savedCells(path: string): Promise<readonly SavedCell[]> {
  return (JSON.parse(await readFile(path, 'utf8')) as { cells: readonly SavedCell[] }).cells;
}

/** Everything that a cell printed. */
export const printed = (cell: SavedCell | undefined): string => (cell?.outputs ?? []).flatMap(({ text }) => text ?? []).join('');

/** The text of an .ipynb with these code cells. */
export function notebook(...sources: readonly string[]): string {
  const cells = sources.map((source, index) => ({
    cell_type: 'code',
    execution_count: null,
    id: `cell-${index}`,
    metadata: {},
    outputs: [],
    source: source.split(/(?<=\n)/),
  }));
  return JSON.stringify({ cells, metadata: { kept: 'as it is' }, nbformat: 4, nbformat_minor: 5 }, null, 1);
}
