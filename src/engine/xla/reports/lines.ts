/** Places in cells, as people read them. */

/** "Cell [3] #a1:4:9" and "train (Cell [3] #a1:4:9)" → "Cell [3], line 4"; other texts stay as they are. */
export function lineWords(line: string | null): string | null {
  const [, cell, row] = /(?:^|\()(Cell \[[^\]]*\]) #[\w-]+:(\d+)/.exec(line ?? '') ?? [];
  return cell === undefined ? line : `${cell}, line ${row}`;
}

/** " (Cell [3], line 4)", or nothing where the place is unknown. */
export const atLine = (line: string | null): string => (line === null ? '' : ` (${lineWords(line)})`);
