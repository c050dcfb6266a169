/** What callbacks draw below the cell; while it is quiet there, figures are kept with their runs and not shown. */
import type { TrainDrawing, TrainLines } from '../../../train/drawing';
import type { Quiet } from '../../../train/quiet';
import { createTrainDrawing } from './drawing';
import type { Slots } from './sink';

type DrawingParts = Parameters<typeof createTrainDrawing>;

export function createQuietDrawing(quiet: Pick<Quiet, 'isOn'>, runId: string, chart: DrawingParts[1], slots: Slots, kept: DrawingParts[3]): TrainDrawing {
  const seen: Slots = {
    ...slots,
    show(...figure) {
      if (!quiet.isOn) slots.show(...figure);
    },
  };
  const drawing = createTrainDrawing(runId, chart, seen, kept);
  return { ...drawing, lines: (options) => (quiet.isOn ? noLines : drawing.lines(options)) };
}

const noLines: TrainLines = { push: () => undefined, end: () => undefined };
