/** Any figure as shapes. */
import { drawConfusion, drawHeatmap } from './draw-grid';
import { drawHistogram } from './draw-histogram';
import { drawHistograms } from './draw-histograms';
import { drawImages } from './draw-images';
import { drawEmbedding, drawTruth } from './draw-points';
import type { Figure } from './figure';
import type { Inks } from './inks';
import type { Drawn } from './shapes';

/** @param frame of figures that have several, from 0 @param width pixels */
export function drawFigure(figure: Figure, frame: number, width: number, inks: Inks): Drawn {
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
      return drawEmbedding(figure, width, inks);
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
