/** A figure as an output: for us, a picture and words for other readers of the file. */
import type { Json } from '../../base/json';
import { mime, type MimeBundle } from '../../base/mime';
import { drawFigure, framesOf } from './draw';
import type { Figure } from './figure';
import { fileInks } from './inks';
import { shapeText, words } from './shapes';
import { figureText } from './words';

const WIDTH = 720;
const HEAD = 34;

export function figureBundle(figure: Figure): MimeBundle {
  const frame = Math.max(0, framesOf(figure).length - 1);
  return {
    // An interface has no index signature, so it is not assignable to JSON though all of its members are.
    [mime.figure]: figure as unknown as Json,
    [mime.svg]: figureSvg(figure, frame),
    [mime.plain]: figureText(figure, frame),
  };
}

/** A picture on white that stands alone. */
export function figureSvg(figure: Figure, frame: number): string {
  const drawn = drawFigure(figure, frame, WIDTH, fileInks);
  const label = framesOf(figure)[frame];
  const title = [figure.title, label].filter((part) => part !== undefined).join(' · ');
  const head = title === '' ? 0 : HEAD;
  const height = drawn.height + head + 8;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="Inter, system-ui, -apple-system, Segoe UI, sans-serif">`,
    `<rect width="${WIDTH}" height="${height}" fill="${fileInks.surface}"/>`,
    ...(title === '' ? [] : [shapeText(words(title, 16, 22, { 'font-size': 14, 'font-weight': 600, fill: fileInks.text }))]),
    `<g transform="translate(0 ${head})">`,
    ...drawn.shapes.map(shapeText),
    '</g></svg>',
  ].join('');
}
