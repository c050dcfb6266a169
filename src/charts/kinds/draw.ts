/** Any figure as shapes. */
import { drawEmbedding, type FigureView } from './draw-embedding';
import { drawConfusion, drawHeatmap } from './draw-grid';
import { drawHistogram } from './draw-histogram';
import { drawHistograms } from './draw-histograms';
import { drawImages } from './draw-images';
import { drawTruth } from './draw-points';
import type { Figure, Sized } from './figure';
import type { Inks } from './inks';
import { round, type Drawn, type Shape } from './shapes';

/** @param frame of figures that have several, from 0 @param width pixels that there are */
export function drawFigure(figure: Figure, frame: number, width: number, inks: Inks, view: FigureView = {}): Drawn {
  const sized: Sized = figure.kind === 'histogram' || figure.kind === 'heatmap' || figure.kind === 'confusion' ? figure : {};
  const drawn = shapesOf(figure, frame, Math.min(width, sized.width ?? Infinity), inks, view);
  return sized.fontSize === undefined ? drawn : { ...drawn, shapes: drawn.shapes.map((shape) => withWords(shape, (sized.fontSize ?? 11) / 11)) };
}

function withWords(shape: Shape, factor: number): Shape {
  const size = shape.attributes['font-size'];
  return typeof size === 'number' ? { ...shape, attributes: { ...shape.attributes, 'font-size': round(size * factor) } } : shape;
}

function shapesOf(figure: Figure, frame: number, width: number, inks: Inks, view: FigureView): Drawn {
  switch (figure.kind) {
    case 'histogram':
      return drawHistogram(figure, width, inks);
    case 'heatmap':
      return drawHeatmap(figure, width, inks);
    case 'confusion':
      return drawConfusion(figure, width, inks);
    case 'images':
      return drawImages(figure, frame, width, inks);
    case 'truth':
      return drawTruth(figure, frame, width, inks);
    case 'embedding':
      return drawEmbedding(figure, width, inks, view);
    case 'histograms':
      return drawHistograms(figure, frame, width, inks);
    default:
      return figure satisfies never;
  }
}

/** What each frame is called, "epoch 3"; none for figures that stand still. */
export function framesOf(figure: Figure): readonly string[] {
  if (figure.kind === 'histograms') return figure.labels;
  return figure.kind === 'images' || figure.kind === 'truth' ? figure.frames.map(({ label }) => label) : [];
}
