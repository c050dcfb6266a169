/** Points between which a path surely lies: ends and control points, for arcs the corners of their ellipse. */
type Point = readonly [x: number, y: number];

const NUMBER = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?';
const COMMAND = /([mlhvcsqtaz])([^mlhvcsqtaz]*)/gi;
/** Flags of an arc may stand unseparated before the next number. */
const ARC = new RegExp(`(${NUMBER})[\\s,]*(${NUMBER})[\\s,]*(${NUMBER})[\\s,]*([01])[\\s,]*([01])[\\s,]*(${NUMBER})[\\s,]*(${NUMBER})`, 'gi');
const NUMBERS = new RegExp(NUMBER, 'gi');
const ARGUMENTS: Readonly<Record<string, number>> = { m: 2, l: 2, t: 2, h: 1, v: 1, c: 6, s: 4, q: 4 };

export function pathPoints(d: string): Point[] {
  const points: Point[] = [];
  let at: Point = [0, 0];
  let start: Point = [0, 0];
  for (const [, command = '', text = ''] of d.matchAll(COMMAND)) {
    const kind = command.toLowerCase();
    const origin = (): Point => (command === kind ? at : [0, 0]);
    if (kind === 'z') {
      at = start;
    } else if (kind === 'a') {
      for (const [, rx, ry, , large, , x, y] of text.matchAll(ARC)) {
        const [ox, oy] = origin();
        const end: Point = [ox + Number(x), oy + Number(y)];
        const reach: Point = [Number(rx), Number(ry)];
        const middle: Point = [(at[0] + end[0]) / 2, (at[1] + end[1]) / 2];
        // A small arc bulges at most its radius beyond the chord's ends, a large one is nearly its ellipse.
        if (large === '1') points.push([middle[0] - reach[0], middle[1] - reach[1]], [middle[0] + reach[0], middle[1] + reach[1]]);
        points.push(end);
        at = end;
      }
    } else {
      const size = ARGUMENTS[kind] ?? 2;
      const numbers = (text.match(NUMBERS) ?? []).map(Number);
      for (let from = 0; from + size <= numbers.length; from += size) {
        const [ox, oy] = origin();
        if (kind === 'h') at = [ox + (numbers[from] ?? 0), at[1]];
        else if (kind === 'v') at = [at[0], oy + (numbers[from] ?? 0)];
        else {
          for (let pair = from; pair < from + size; pair += 2) points.push([ox + (numbers[pair] ?? 0), oy + (numbers[pair + 1] ?? 0)]);
          at = points.at(-1) ?? at;
        }
        points.push(at);
        if (kind === 'm' && from === 0) start = at;
      }
    }
  }
  return points;
}
