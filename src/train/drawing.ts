/** What callbacks and tools draw below the cell; the kernel implements it. Ids are of one run: the same id goes on in the same place. */

/** Lines that grow. */
export interface TrainLines {
  push(x: number, values: Readonly<Record<string, number>>): void;
  end(): void;
}

export interface TrainPictures {
  /** Pixels of shape [count, height, width, channels] one after another. */
  readonly values: ArrayLike<number>;
  readonly shape: readonly [count: number, height: number, width: number, channels: number];
  readonly truth: readonly string[] | null;
}
export interface MadePictures {
  /** Pixels one after another. */
  readonly values: ArrayLike<number>;
  /** [n, height, width] or [n, height, width, 1 | 3 | 4], or of one without n. */
  readonly shape: readonly number[];
  readonly columns?: number;
  readonly captions?: readonly string[];
}
export interface TrainGuess {
  readonly text: string;
  /** Probability in 0…1. */
  readonly confidence?: number;
}
export interface TrainHistogram {
  readonly low: number;
  readonly high: number;
  /** In bins of equal width from low to high. */
  readonly counts: readonly number[];
  /** NaN and infinite values, which are in no bin. */
  readonly notFinite: number;
}

export interface TrainDrawing {
  lines(options: { readonly title: string; readonly x: string; readonly log?: boolean }): TrainLines;
  /** Adds a frame, "epoch 3", of guesses at pictures; those of the first call stay. */
  guesses(id: string, title: string, pictures: TrainPictures, label: string, guesses: readonly TrainGuess[]): void;
  /** Adds a frame, "epoch 3", of other pictures, as many and as large as before. @throws RangeError naming the shape */
  pictures(id: string, title: string, pictures: MadePictures, label: string): void;
  /** Adds a frame of predictions of the true values. */
  predictions(id: string, title: string, truth: readonly number[], label: string, values: readonly number[]): void;
  /** Adds a frame of distributions, by name. */
  histograms(id: string, title: string, label: string, tracks: Readonly<Record<string, TrainHistogram>>): void;
  /** Curves over learning rates, with the suggested one marked. */
  learningRates(rates: readonly number[], losses: readonly number[], smoothed: readonly number[], suggestion: number | null): void;
}
