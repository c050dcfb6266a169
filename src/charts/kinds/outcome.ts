/** What stands below a picture. */
import type { ImagesFigure } from './figure';

export interface Outcome {
  /** "7", "7 taken for 1", or the caption. */
  readonly label: string;
  /** Whether the guess is the truth; null where one of them is missing. */
  readonly isRight: boolean | null;
  readonly confidence: number | null;
}

export function outcomeOf({ items, frames }: ImagesFigure, index: number, frame: number): Outcome {
  const item = items[index];
  const guess = frames[frame]?.guesses[index];
  const confidence = guess?.confidence ?? null;
  const isRight = guess === undefined || item?.truth === undefined ? null : guess.text === item.truth;
  const said = guess === undefined ? item?.truth : isRight === false ? `${item?.truth} taken for ${guess.text}` : guess.text;
  return { label: [item?.caption, said].filter((part) => part !== undefined).join(' · '), isRight, confidence };
}

export function score(figure: ImagesFigure, frame: number): { readonly right: number; readonly of: number } | null {
  const known = figure.items.map((_, index) => outcomeOf(figure, index, frame).isRight).filter((isRight) => isRight !== null);
  return known.length === 0 ? null : { right: known.filter(Boolean).length, of: known.length };
}
