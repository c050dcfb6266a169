/** Data and trainings of the TPU runtime's server, and where its use ends. */

export interface RemoteDataOptions {
  /** Told by the file's name unless given: 'csv', 'idx', 'images' (a folder), 'jsonl', 'npy' or 'npz'. */
  readonly format?: 'csv' | 'idx' | 'images' | 'jsonl' | 'npy' | 'npz';
  /** A file beside this one (IDX, .npy), a column (CSV, JSON lines) or an array (.npz); folders of images are classes. */
  readonly labels?: string;
  /** What else is read of a table or an .npz, in order; all unless given. */
  readonly columns?: readonly string[];
  /** Rows of a batch; 32 unless given. */
  readonly batch?: number;
  /** Each epoch in another order: true, or by how many places a row may move at most. */
  readonly shuffle?: boolean | number;
  /** Of the order; it follows `runtime.seed` unless given. */
  readonly seed?: number;
  /** What becomes of rows that fill no batch: left out, filled up with others, or a smaller batch. 'drop' unless given. */
  readonly remainder?: 'drop' | 'pad' | 'keep';
  /** Epochs that one `for await` goes through; 1 unless given. */
  readonly repeat?: number;
  /** Height and width that images are brought to; those of the first unless given. */
  readonly size?: readonly [height: number, width: number];
  /** Of images; 3 unless given. */
  readonly channels?: 1 | 3 | 4;
}

/** Data on the server of the TPU runtime. Its batches are tensors there: dispose of them as of others. */
export interface RemoteDataset extends AsyncIterable<import('@tensorflow/tfjs').Tensor[]> {
  /** Batches of one iteration: those of an epoch times `repeat`. */
  readonly size: number;
  /** What `model.fitDataset` asks: batches `{xs, ys}`, of which `ys` is the last column. */
  iterator(): Promise<{ next(): Promise<IteratorResult<import('@tensorflow/tfjs').TensorContainer>> }>;
  /** Rows and batches of an epoch. */
  readonly rows: number;
  readonly batches: number;
  /** Of a batch, by column. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** The words that labels stand for, by number; null where labels are numbers. */
  readonly classes: readonly string[] | null;
  /** The next batch, of whichever epoch. */
  next(): import('@tensorflow/tfjs').Tensor[];
  /** The next `steps` batches along an axis before their own, for a step compiled with as many `stepsPerExecution`. */
  stack(steps: number): import('@tensorflow/tfjs').Tensor[];
  dispose(): void;
}

/**
 * Data that the server of the TPU runtime reads, decodes, shuffles and batches by itself: nothing passes through the
 * browser. A path is one below the folder that the server was started with (`--data-dir`); an https URL is of a host that
 * it may ask (`--allow-data-host`). Whole numbers are int32 (pixels 0 to 255), others float32; a table's numbers are one
 * tensor, its labels another.
 *
 * ```ts
 * const mnist = await runtime.remoteDataset('mnist/train-images-idx3-ubyte.gz', {
 *   labels: 'mnist/train-labels-idx1-ubyte.gz', batch: 64, shuffle: true,
 * });
 * for await (const [x, y] of mnist) {
 *   step(x, y).dispose();
 *   tf.dispose([x, y]);
 * }
 * ```
 *
 * Layers models train on it as on a dataset of tf.data, in float32; with `stepsPerExecution` the server makes the batches of
 * an execution at once. What remains to be done to pixels, a layer does: `tf.layers.rescaling({ scale: 1 / 255 })`.
 *
 * ```ts
 * model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', stepsPerExecution: 100 });
 * await model.fitDataset(mnist, { epochs: 5, validationData: test });
 * ```
 */
export function remoteDataset(source: string, options?: RemoteDataOptions): Promise<RemoteDataset>;

/** A training on the server as it was last heard of. */
export interface RemoteRun {
  readonly run: string;
  /** 'limit': its time was up; 'interrupted': the server ended, a checkpoint is left. */
  readonly phase: 'running' | 'done' | 'stopped' | 'limit' | 'interrupted' | 'failed';
  readonly steps: number;
  readonly done: number;
  /** That it has run. */
  readonly seconds: number;
  readonly message: string | null;
  readonly metrics: readonly string[];
  /** Steps that the last checkpoint has; null without one. */
  readonly checkpoint: number | null;
}

/** A training that goes on without the notebook. */
export interface DetachedRun {
  readonly name: string;
  readonly state: RemoteRun;
  /** What the step returned in every step, numbers by name; those that were missed come first. `step` counts from 1 on. */
  metrics(): AsyncIterable<Readonly<Record<string, number>> & { readonly step: number }>;
  /** Resolves when the training is over and the notebook's variables have its values. */
  readonly done: Promise<RemoteRun>;
  /** Gives the notebook's variables the values that the training has now. */
  update(): Promise<number>;
  /** Ends it after the step that it is at. */
  stop(): Promise<RemoteRun>;
  /** Ends it and deletes it, with its checkpoints. */
  forget(): Promise<RemoteRun>;
}

type CompiledStep = (...batch: never[]) => unknown;

/**
 * Lets the server of the TPU runtime go on with a training by itself; the notebook may be closed meanwhile. `step` is made
 * by `runtime.compiled` and takes a batch of `data`; what it returns that is one number is kept of every step ('loss', or
 * the names of an object). Until it is recorded, the first steps are done at once. With `--checkpoint-dir` the server
 * keeps checkpoints, and offers the training again after it was started anew.
 *
 * ```ts
 * const run = await runtime.detach(step, { data: mnist, steps: 10_000, name: 'night', checkpointEvery: 500, limit: { hours: 2 } });
 * for await (const { step, loss } of run.metrics()) plot.append(step, loss);
 * await run.done;
 * ```
 */
export function detach(
  step: CompiledStep,
  options: {
    readonly data: RemoteDataset;
    readonly steps: number;
    /** Letters, digits, '.', '_' and '-'. */
    readonly name: string;
    readonly checkpointEvery?: number;
    /** Where it ends, with a checkpoint: whatever comes first. `cost` is in the currency of `pricePerHour`. */
    readonly limit?: { readonly hours?: number; readonly seconds?: number; readonly cost?: number; readonly pricePerHour?: number };
  },
): Promise<DetachedRun>;

/**
 * Finds a training again, in this notebook or another. Its values go to the variables of the same names; where the
 * notebook is to train on, give the step and the data too, and its optimizer gets slots and counts as well.
 *
 * ```ts
 * const run = await runtime.attach('night', { step, data: mnist });
 * await run.done;
 * ```
 */
export function attach(
  name: string,
  options?: {
    readonly step?: CompiledStep;
    readonly data?: RemoteDataset;
    /** Has the server go on with a training that was interrupted, stopped, or out of time. */
    readonly resume?: boolean;
  },
): Promise<DetachedRun>;

/** All trainings that the server has, those over included. */
export function runs(): Promise<readonly RemoteRun[]>;

/**
 * How long from now on, or for how much, this notebook may use the TPU runtime: then tensors come to the CPU and the
 * server's session ends. Trainings that were detached go on; they have limits of their own. The machine itself is not
 * stopped: its billing ends where it was started. null lifts the limit.
 *
 * ```ts
 * runtime.limit({ cost: 5, pricePerHour: 1.2 });
 * ```
 */
export function limit(limit: { readonly hours?: number; readonly seconds?: number; readonly cost?: number; readonly pricePerHour?: number } | null): void;
