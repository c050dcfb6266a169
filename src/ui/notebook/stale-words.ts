import type { SessionState } from '../../session/types';

/** Why the outputs of a cell may no longer be what it would show, as the end of a sentence; null where nothing is known against them. */
export function staleWords({ runs, notebook }: Pick<SessionState, 'runs' | 'notebook'>, cellId: string): string | null {
  const stale = runs[cellId]?.stale ?? null;
  if (stale === null) return null;
  switch (stale.kind) {
    case 'edited':
      return 'edited since';
    case 'input': {
      const number = notebook.cells.findIndex((cell) => cell.id === stale.byCell) + 1;
      return `\`${stale.name}\` was changed by ${number === 0 ? 'a deleted cell' : `cell ${number}`} since`;
    }
    default:
      return stale satisfies never;
  }
}
