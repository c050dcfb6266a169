/** Ranks titles against what was typed: all its letters must occur in order. */

export interface Match {
  /** Higher is better. */
  readonly score: number;
  /** Indices of the matched letters in the title. */
  readonly at: readonly number[];
}

/** Null where `query` is not a subsequence of `title`; letter case and spaces in `query` do not count. */
export function matchTitle(query: string, title: string): Match | null {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  const text = title.toLowerCase();
  if (wanted === '') return { score: 0, at: [] };
  let best: Match | null = null;
  for (let start = text.indexOf(wanted.charAt(0)); start >= 0; start = text.indexOf(wanted.charAt(0), start + 1)) {
    const found = matchFrom(wanted, text, start);
    if (found && (!best || found.score > best.score)) best = found;
  }
  return best;
}

function matchFrom(wanted: string, text: string, start: number): Match | null {
  const at: number[] = [];
  let score = 0;
  let index = start;
  for (const letter of wanted) {
    const next = text.indexOf(letter, index);
    if (next < 0) return null;
    const atWord = next === 0 || text.charAt(next - 1) === ' ';
    const inRow = at.at(-1) === next - 1;
    score += inRow ? 6 : atWord ? 5 : 1;
    if (!inRow) score -= Math.min(3, next - index);
    at.push(next);
    index = next + 1;
  }
  return { score: score - start / 20 - text.length / 100, at };
}
