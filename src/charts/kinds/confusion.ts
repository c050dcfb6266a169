/** How often each class was taken for each. */
import type { ConfusionFigure, Sized } from './figure';
import { given, nameOf, type Block, type Labels } from './given';

export interface ConfusionOptions extends Pick<ConfusionFigure, 'colourMap' | 'shadeDiagonal' | 'showText' | 'xLabel' | 'yLabel'>, Sized {
  readonly title?: string;
  readonly classNames?: readonly string[];
  /** What percentages are of: 'truth' (a row; the diagonal is recall) unless told, 'prediction' (a column; precision) or 'all'. */
  readonly normalise?: ConfusionFigure['normalise'];
}

const MOST = 60;

/** @throws RangeError where the two are not of one length, or classes are too many to draw */
export function countConfusions(labels: Labels, predictions: Labels, options: ConfusionOptions): ConfusionFigure {
  if (labels.index.length !== predictions.index.length) throw new RangeError(`there are ${labels.index.length} labels and ${predictions.index.length} predictions; give as many of each.`);
  const names = options.classNames ?? labels.names ?? predictions.names;
  const guessed = predictions.names === null || labels.names === null ? predictions.index : predictions.index.map((index) => (names ?? []).indexOf(nameOf(predictions, index)));
  const size = Math.max(names?.length ?? 0, ...[labels.index, guessed].map((list) => list.reduce((most, value) => Math.max(most, value + 1), 0)));
  const counts = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
  labels.index.forEach((truth, at) => {
    const row = counts[truth];
    const guess = guessed[at] ?? 0;
    if (row !== undefined) row[guess] = (row[guess] ?? 0) + 1;
  });
  return confusionFigure(counts, { ...options, ...(names !== null && names !== undefined && { classNames: names }) });
}

export function confusionOfMatrix({ shape, values }: Block, options: ConfusionOptions): ConfusionFigure {
  const [rows = 0, columns = 0] = shape;
  if (shape.length !== 2 || rows !== columns) throw new RangeError(`a confusion matrix is of shape [classes, classes]; this one is of [${shape.join(', ')}]. For labels and predictions pass both: chart.confusionMatrix(labels, predictions).`);
  return confusionFigure(Array.from({ length: rows }, (_, row) => Array.from({ length: rows }, (_c, column) => values[row * rows + column] ?? 0)), options);
}

function confusionFigure(counts: readonly (readonly number[])[], { title, classNames, normalise = 'truth', colourMap, shadeDiagonal, showText, xLabel, yLabel, width, height, fontSize }: ConfusionOptions): ConfusionFigure {
  if (!['truth', 'prediction', 'all'].includes(normalise)) throw new TypeError(`normalise is '${String(normalise)}'; it is 'truth', 'prediction' or 'all'.`);
  if (counts.length > MOST) throw new RangeError(`there are ${counts.length} classes; at most ${MOST} can be read in a confusion matrix. Group them, or draw the matrix with chart.heatmap.`);
  if (classNames !== undefined && classNames.length < counts.length) throw new RangeError(`classNames has ${classNames.length} names for ${counts.length} classes; give one for each.`);
  return { kind: 'confusion', ...(title !== undefined && { title }), counts, classNames: counts.map((_, index) => String(classNames?.[index] ?? index)), normalise, ...given({ colourMap, shadeDiagonal, showText, xLabel, yLabel, width, height, fontSize }) };
}
