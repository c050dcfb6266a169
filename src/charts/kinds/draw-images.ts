/** Pictures in a grid for files; the page has elements of its own for them. */
import type { ImagesFigure } from './figure';
import { outcomeOf } from './outcome';
import type { Inks } from './inks';
import { fitting, rect, words, type Drawn, type Shape } from './shapes';

const CELL = 104;
const SIDE = 80;

export function drawImages(figure: ImagesFigure, frame: number, width: number, inks: Inks): Drawn {
  const pictures = figure.frames[frame]?.pictures;
  const columns = Math.max(1, Math.min(figure.columns ?? Infinity, Math.floor(width / CELL), figure.items.length));
  const rows = Math.ceil(figure.items.length / columns);
  const shapes = figure.items.flatMap((item, index): Shape[] => {
    const [x, y] = [(index % columns) * CELL + 8, Math.floor(index / columns) * (CELL + 16) + 8];
    const { label, isRight } = outcomeOf(figure, index, frame);
    const scale = SIDE / Math.max(item.width, item.height);
    const ink = isRight === false ? inks.danger : inks.secondary;
    return [
      { tag: 'image', attributes: { href: pictures?.[index] ?? item.src, x, y, width: item.width * scale, height: item.height * scale, style: 'image-rendering:pixelated' } },
      ...(isRight === false ? [rect(x - 2, y - 2, SIDE + 4, SIDE + 4, { fill: 'none', stroke: inks.danger, 'stroke-width': 2, 'stroke-dasharray': '5 3' })] : []),
      words(fitting(`${isRight === false ? '✗ ' : isRight === true ? '✓ ' : ''}${label}`, CELL - 8), x, y + SIDE + 16, { 'font-size': 11, fill: ink }),
    ];
  });
  return { width, height: rows * (CELL + 16) + 8, shapes, targets: [] };
}
