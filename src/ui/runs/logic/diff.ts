/** What differs between texts, line by line: Myers' greedy algorithm (An O(ND) Difference Algorithm, 1986). */

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  /** Counted from 1 in the first and the second text; null where the line is not in it. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Beyond so many edits the middle is told as replaced: nobody reads it, and the search grows with their square. */
const mostEdits = 1000;

export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const lines: DiffLine[] = [];
  for (let at = 0; at < start; at++) lines.push(line('same', a[at], at, at));
  lines.push(...middle(a, b, start, a.length - end, b.length - end));
  for (let at = end; at > 0; at--) lines.push(line('same', a[a.length - at], a.length - at, b.length - at));
  return lines;
}

const line = (kind: DiffLine['kind'], text: string | undefined, before: number | null, after: number | null): DiffLine => ({
  kind,
  text: text ?? '',
  before: before === null ? null : before + 1,
  after: after === null ? null : after + 1,
});

/** The edits between equal beginnings and ends: `a[start, endA)` and `b[start, endB)`. */
function middle(a: readonly string[], b: readonly string[], start: number, endA: number, endB: number): readonly DiffLine[] {
  const [n, m] = [endA - start, endB - start];
  const most = Math.min(n + m, mostEdits);
  // reach[k + most]: how far along `a` the best path on diagonal k = x - y has come.
  const reach = new Int32Array(2 * most + 2);
  const steps: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits++) {
    steps.push(reach.slice());
    for (let k = -edits; k <= edits; k += 2) {
      const [down, right] = [reach[k + 1 + most] ?? 0, reach[k - 1 + most] ?? 0];
      let x = k === -edits || (k !== edits && right < down) ? down : right + 1;
      while (x < n && x - k < m && a[start + x] === b[start + x - k]) x++;
      reach[k + most] = x;
      if (x >= n && x - k >= m) return traced(a, b, start, n, m, steps, most);
    }
  }
  return [
    ...a.slice(start, endA).map((text, at) => line('removed', text, start + at, null)),
    ...b.slice(start, endB).map((text, at) => line('added', text, null, start + at)),
  ];
}

/** Walks the paths back from the end. */
function traced(a: readonly string[], b: readonly string[], start: number, n: number, m: number, steps: readonly Int32Array[], most: number): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let [x, y] = [n, m];
  for (let edits = steps.length - 1; edits >= 0; edits--) {
    const reach = steps[edits];
    const k = x - y;
    const [down, right] = [reach?.[k + 1 + most] ?? 0, reach?.[k - 1 + most] ?? 0];
    const wasDown = k === -edits || (k !== edits && right < down);
    const from = edits === 0 ? 0 : wasDown ? down : right;
    const fromY = edits === 0 ? 0 : from - (wasDown ? k + 1 : k - 1);
    while (x > from && y > fromY) {
      x--;
      y--;
      lines.push(line('same', a[start + x], start + x, start + y));
    }
    if (edits === 0) break;
    if (wasDown) lines.push(line('added', b[start + --y], null, start + y));
    else lines.push(line('removed', a[start + --x], start + x, null));
  }
  return lines.reverse();
}

export type DiffPart = { readonly kind: 'lines'; readonly lines: readonly DiffLine[] } | { readonly kind: 'gap'; readonly lines: readonly DiffLine[] };

/** Equal lines far from any change, folded into gaps; `context` of them stay about each change. */
export function foldSame(lines: readonly DiffLine[], context = 3): readonly DiffPart[] {
  const near = new Array<boolean>(lines.length).fill(false);
  lines.forEach(({ kind }, at) => {
    if (kind === 'same') return;
    near.fill(true, Math.max(0, at - context), Math.min(lines.length, at + context + 1));
  });
  const parts: { kind: 'lines' | 'gap'; lines: DiffLine[] }[] = [];
  lines.forEach((entry, at) => {
    const kind = near[at] ? 'lines' : 'gap';
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(entry);
    else parts.push({ kind, lines: [entry] });
  });
  return parts;
}
