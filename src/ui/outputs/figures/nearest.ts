/** Which place of a drawing is meant, by the pointer or by an arrow key. */
import type { Target } from '../../../charts/kinds/shapes';

/** How far from a place the pointer may be, in pixels. */
const REACH = 18;

const middle = ({ x, y, width, height }: Target): readonly [x: number, y: number] => [x + width / 2, y + height / 2];

/** The place under the pointer, or the one next to it; null where none is near. */
export function targetAt(targets: readonly Target[], x: number, y: number): number | null {
  let best: number | null = null;
  let least = REACH;
  for (const [index, target] of targets.entries()) {
    const [dx, dy] = [Math.max(target.x - x, 0, x - target.x - target.width), Math.max(target.y - y, 0, y - target.y - target.height)];
    // Of two that hold the pointer, the one whose middle is nearer.
    const [mx, my] = middle(target);
    const distance = Math.hypot(dx, dy) + Math.hypot(mx - x, my - y) * 1e-3;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

const DIRECTIONS: Readonly<Record<string, readonly [x: number, y: number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Where a key leads from a place: the nearest in its direction; Home and End are first and last. Null for other keys. */
export function targetBy(targets: readonly Target[], from: number | null, key: string): number | null {
  const direction = DIRECTIONS[key];
  if (targets.length === 0 || (direction === undefined && key !== 'Home' && key !== 'End')) return null;
  if (key === 'End') return targets.length - 1;
  const current = from === null ? undefined : targets[from];
  if (from === null || current === undefined || direction === undefined) return 0;
  const [x, y] = middle(current);
  let best = from;
  let least = Infinity;
  for (const [index, target] of targets.entries()) {
    const [mx, my] = middle(target);
    const along = (mx - x) * direction[0] + (my - y) * direction[1];
    const aside = Math.abs((mx - x) * direction[1]) + Math.abs((my - y) * direction[0]);
    // A step aside costs more than a step along, so that rows are followed.
    const cost = along + aside * 3;
    if (along > 0.5 && cost < least) [best, least] = [index, cost];
  }
  return best;
}
