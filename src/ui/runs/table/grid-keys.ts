/** Where the keys of a grid lead: rows are counted from 0, −1 is the head; columns from 0. */

export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface GridSize {
  readonly rows: number;
  readonly columns: number;
  /** Rows of a page. */
  readonly page: number;
}

/** Null where the key does not move. */
export function moved({ row, column }: Place, key: string, far: boolean, size: GridSize): Place | null {
  const at = (to: number, side = column): Place => ({
    row: Math.max(-1, Math.min(size.rows - 1, to)),
    column: Math.max(0, Math.min(size.columns - 1, side)),
  });
  switch (key) {
    case 'ArrowDown':
      return at(row + 1);
    case 'ArrowUp':
      return at(row - 1);
    case 'ArrowRight':
      return at(row, column + 1);
    case 'ArrowLeft':
      return at(row, column - 1);
    case 'PageDown':
      return at(row + size.page);
    case 'PageUp':
      return at(Math.max(0, row - size.page));
    case 'Home':
      return far ? at(0, 0) : at(row, 0);
    case 'End':
      return far ? at(size.rows - 1, size.columns - 1) : at(row, size.columns - 1);
    default:
      return null;
  }
}

/** The ids between two rows, both included. */
export function between(ids: readonly (string | null)[], from: number, to: number): readonly string[] {
  return ids.slice(Math.max(0, Math.min(from, to)), Math.max(from, to) + 1).filter((id) => id !== null);
}
