/** The device that the notebook computes on. */
export * from './runtime-remote';

export type DeviceKind = 'cpu' | 'gpu' | 'tpu';

/** What a device is, or why it is not there. */
export interface Device {
  readonly kind: DeviceKind;
  /** The TensorFlow.js backend that serves it; null where none can. */
  readonly backend: string | null;
  readonly available: boolean;
  /** "WebGPU · Apple M2", "WebAssembly · SIMD · 4 threads". */
  readonly name: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** Why it is not available, or serves less than it could. */
  readonly reason?: string;
  readonly remedy?: string;
}

/** What new tensors are made on: 'cpu', 'gpu' or 'tpu'; `devices()` describes each. */
export const device: DeviceKind;

/** Every kind of device, with the reason where one is not there. */
export function devices(): Promise<readonly Device[]>;

/**
 * How many bytes the current device may allocate for tensors, buffers kept for reuse included; sets it first where
 * `bytes` is given. A tensor beyond the limit is refused with an error that names the largest tensors and the lines
 * that made them, before the browser ends the page. The CPU holds about 4 GB; a GPU starts with twice its largest
 * buffer, at most half of the machine's memory.
 */
export function memoryLimit(bytes?: number): number;

export type Precision = 'float32' | 'mixed_float16' | 'mixed_bfloat16';

/**
 * What products of matrices and convolutions compute in, forward and backward; sets it first where `wanted` is given. In
 * a mixed precision their factors are rounded to 16 bits, which matrix units multiply several times as fast, and their
 * sums stay float32, as do variables, losses and optimizers. 'mixed_bfloat16' is for the TPU runtime; 'mixed_float16'
 * for that and for WebGPU where the graphics adapter has float16, of numbers from 6e-8 to 65504. It holds on the current
 * device until it is set anew.
 *
 * ```ts
 * await runtime.use('tpu');
 * runtime.precision('mixed_bfloat16');
 * ```
 */
export function precision(wanted?: Precision): Precision;

/** Moves tensors, variables and models to another device. */
export function use(kind: DeviceKind): Promise<Device>;

/**
 * Makes random numbers repeat: after `runtime.seed(1)` initial weights, dropout, noise, shuffles and everything that
 * `tf.random…`, `tf.dropout` and `Math.random` draw come again in the same order, with the same bits on CPU, WebGPU and
 * WebGL (normal numbers to 1e-6). Call it before the model is made. Without it each kernel draws others.
 *
 * ```ts
 * runtime.seed(1);
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 10, inputShape: [4] })] });
 * ```
 *
 * @param seed Any number.
 */
export function seed(seed: number): void;

export interface CompiledOptions {
  /** Runs the step as it is, line by line, for debugging. */
  readonly runEagerly?: boolean;
}

/** Of a step of which one call does several. */
export interface ExecutionOptions<Result = unknown> extends CompiledOptions {
  /** From 2 on. Tensors among the arguments have an axis of so many steps before their own, and so have those returned. */
  readonly stepsPerExecution: number;
  /**
   * Tells what steps return, in their order, while later ones run: on the CPU after each step, on the GPU and the TPU
   * runtime as values come from the device. `await step.settled()` waits until all has been told.
   */
  readonly outfeed?: {
    /** `'all'`, unless told: every step's. `'last'`: the latest each time some are done. */
    readonly mode?: 'all' | 'last';
    /** `values`: what the step returns, each tensor as its numbers of one step or several, one after another; `firstStep`: the first of these, counted from 0 over all calls. */
    readonly onValues: (values: StepValues<Result>, firstStep: number) => void;
  };
}

/** What a step returns, numbers in place of tensors. */
export type StepValues<Result> = Result extends import('@tensorflow/tfjs').Tensor
  ? Float32Array | Int32Array | Uint8Array
  : Result extends object
    ? { readonly [Name in keyof Result]: StepValues<Result[Name]> }
    : Result;

/** Tensors with an axis of steps before their own. */
export type Stacked<Given> = Given extends import('@tensorflow/tfjs').Variable
  ? Given
  : Given extends import('@tensorflow/tfjs').Tensor
    ? import('@tensorflow/tfjs').Tensor
    : Given extends object
      ? { readonly [Name in keyof Given]: Stacked<Given[Name]> }
      : Given;

/** What a compiled step tells of itself; shown in words when it is a cell's last value. */
export interface CompiledReport {
  /** The step's name; empty if it has none. */
  readonly name: string;
  /** Runs that were recorded: the step's own JavaScript ran. */
  readonly traces: number;
  /** Runs from recordings. */
  readonly runs: number;
  /** Runs that were neither. */
  readonly eager: number;
  /** Every recording beyond the first: what changed, "input 0 changed from [64,784] float32 to [37,784] float32", and the line that called. */
  readonly retraces: readonly { readonly reason: string; readonly line: string | null }[];
  /** Kernels called while recording and kernels that a run calls now, null before the first run. */
  readonly recordings: readonly { readonly inputs: number; readonly recorded: number; readonly kernels: number | null; readonly fused: number }[];
  /** Why the step always runs eagerly; null where it does not. */
  readonly refusal: { readonly reason: string; readonly line: string | null } | null;
}

/**
 * Makes a faster function of one that does a training step or another computation: what `tf.function` is to TensorFlow.
 * The step is recorded the first time it is called with tensors of some shapes and types (and with each value of
 * anything else); from then on only its kernels run, without JavaScript's bookkeeping: what it computes twice is
 * computed once, what nobody needs never. It runs as if inside `tf.tidy`: return the tensors that should live on.
 *
 * Variables and an optimizer's state are read and written by reference, and a changed learning rate is followed. All
 * else that the step takes from around it is as it was when recorded: give what changes as an argument, numbers as
 * `tf.scalar(…)`. A step that reads values, draws random numbers in JavaScript or is asynchronous runs eagerly, and
 * says so once. Works on the CPU, WebGPU and the TPU runtime, where a recorded step is one frame to the server; on other
 * backends the step runs as it is.
 *
 * With `stepsPerExecution` a call does many steps: on the TPU runtime as one loop of the device, which a stop ends between
 * two steps; elsewhere one after another. What steps return is told while the others run (`outfeed`), on every device.
 *
 * ```ts
 * const step = runtime.compiled((x: tf.Tensor2D, y: tf.Tensor1D) =>
 *   optimizer.minimize(() => loss(model(x), y), true));
 * for (const { xs, ys } of batches) step(xs, ys)?.dispose();
 * step.report();
 * ```
 */
export function compiled<Args extends readonly unknown[], Result>(
  step: (...args: Args) => Result,
  options: ExecutionOptions<Result>,
): ((...args: { [Index in keyof Args]: Stacked<Args[Index]> }) => Stacked<Result>) & {
  /** What was recorded, how often and why. */
  report(): CompiledReport;
  /** Frees what the recordings keep; the step can still be called. */
  dispose(): void;
  /** Once the outfeed has told all that the calls so far return. Rejects with what it threw last. */
  settled(): Promise<void>;
};
export function compiled<Args extends readonly unknown[], Result>(
  step: (...args: Args) => Result,
  options?: CompiledOptions,
): ((...args: Args) => Result) & {
  /** What was recorded, how often and why. */
  report(): CompiledReport;
  /** Frees what the recordings keep; the step can still be called. */
  dispose(): void;
};

/**
 * Lays a variable parted along one of its axes among the devices that the TPU runtime's server has along `model`, as
 * `gradbook-remote serve --mesh data=4,model=2` makes them: each of the two holds half of it, with the optimizer's memory of
 * it. XLA adds the talk between devices that a step then needs; results stay the same. For two dense layers in a row,
 * part the units between them: the columns of the first kernel and the rows of the second.
 *
 * ```ts
 * const [kernel, bias] = model.layers[0].getWeights();
 * runtime.shard(kernel, 1);
 * runtime.shard(bias, 0);
 * runtime.shard(model.layers[1].getWeights()[0], 0);
 * ```
 *
 * On other devices, and where the server has one device along `model`, it changes nothing.
 *
 * @param variable A `tf.Variable`, as layers hold them.
 * @param axis From 0; its length has to be a multiple of the devices along `model`.
 * @returns The variable.
 */
export function shard<V extends import('@tensorflow/tfjs').Tensor>(variable: V, axis: number): V;

/**
 * Keeps what optimizers remember of each variable, such as Adam's moments, in the memory of the TPU runtime's machine from
 * one step to the next: twice the size of the model less on the device while gradients are accumulated, for two copies
 * a step. It stays on until it is called with `false`; stages of `runtime.pipeline` do it by themselves. An error where the server's devices have no such memory beside
 * their own.
 */
export function offload(what: 'optimizer', on?: boolean): void;

/**
 * Trains a model whose layers are cut into stages, for models that one device cannot hold. On the TPU runtime each stage
 * has its part of the server's devices, with its variables and their optimizer; a batch is cut into micro-batches that
 * follow each other through the stages, forward and back, and the variables are updated once a step. The result is that of
 * the whole model on one device. Elsewhere one device does all stages.
 *
 * A stage keeps of a micro-batch only what went into it, and computes the rest again on the way back. Layers whose forward
 * pass changes weights (batch normalisation) and regularizers are refused by name. With more devices than stages each
 * stage parts its micro-batches among its own: `rows / microBatches` then has to be a multiple of `devices / stages`.
 *
 * ```ts
 * const trained = runtime.pipeline(model, {
 *   stages: 2, microBatches: 8,
 *   loss: (labels, predictions) => tf.losses.softmaxCrossEntropy(labels, predictions),
 *   optimizer: () => tf.train.adam(1e-3),
 * });
 * for (const { xs, ys } of batches) {
 *   const loss = trained.step(xs, ys);
 *   display(await loss.data());
 *   loss.dispose();
 * }
 * ```
 */
export function pipeline(
  model: import('@tensorflow/tfjs').Sequential,
  options: {
    /** Cut so that each holds about the same number of weights. */
    readonly stages: number;
    /** As many as there are stages unless told; more keep the stages busier. */
    readonly microBatches?: number;
    /**
     * 'grouped' does all forward passes, then all backward passes, and is what you get unless you say otherwise;
     * 'interleaved' goes back as soon as it can, which keeps fewer activations; 'sequential' does one micro-batch at a time.
     */
    readonly schedule?: 'grouped' | 'interleaved' | 'sequential';
    /** Which part of the devices does each stage, from 0: `[0, 1, 1, 0]`; one part each unless told. */
    readonly deviceMapping?: readonly number[];
    /** The mean over the examples that it is given. */
    readonly loss: (labels: import('@tensorflow/tfjs').Tensor, predictions: import('@tensorflow/tfjs').Tensor) => import('@tensorflow/tfjs').Tensor;
    /** Called once for each stage. */
    readonly optimizer: () => import('@tensorflow/tfjs').Optimizer;
  },
): {
  /** One step of training. Dispose of the mean loss that it gives. */
  step(x: import('@tensorflow/tfjs').Tensor, y: import('@tensorflow/tfjs').Tensor): import('@tensorflow/tfjs').Scalar;
  /** Names of the layers of each stage. */
  readonly stages: readonly (readonly string[])[];
};

/**
 * Keeps a whole dataset on the device, read once, and yields batches of it in a new order each epoch: an epoch then sends
 * nothing but the numbers of its rows. For data that fits into the device's memory.
 *
 * ```ts
 * const cached = await runtime.cacheOnDevice(data.csv('digits.csv', …), { batchSize: 128 });
 * await model.fitDataset(cached, { epochs: 10 });
 * cached.dispose();
 * ```
 *
 * @param dataset Of examples, not yet batched.
 */
export function cacheOnDevice<Example extends import('@tensorflow/tfjs').TensorContainer>(
  dataset: import('@tensorflow/tfjs').data.Dataset<Example>,
  options?: {
    /** Examples in a batch; 32 unless told. */
    readonly batchSize?: number;
    /** Whether each epoch has another order; true unless told. */
    readonly shuffle?: boolean;
    /** What becomes of examples that fill no batch: a smaller batch, `'keep'`, unless told, or none. */
    readonly remainder?: 'keep' | 'drop';
  },
): Promise<
  import('@tensorflow/tfjs').data.Dataset<import('@tensorflow/tfjs').TensorContainer> & {
    /** Examples. */
    readonly rows: number;
    /** Frees them. */
    dispose(): void;
  }
>;

/** What `compareDevices` measured on one device. */
export interface DeviceRun {
  readonly label: string;
  readonly device: Device;
  /** Of each step, in order. */
  readonly losses: readonly number[];
  /** Of a step without the first, which compiles. */
  readonly milliseconds: number;
  readonly firstMilliseconds: number;
  /** Kernels that the last step ran. */
  readonly kernels: number;
  /** The most bytes of tensors at once. */
  readonly bytes: number;
  /** The most bytes that the device had allocated after a step, what it keeps for reuse included; absent where it does not tell. */
  readonly deviceBytes?: number;
}

/**
 * Runs one training from the same start on every available device, and shows whether the losses agree, and the time,
 * kernels and memory of a step, as a table with bars. Variables and the device are afterwards as they were before.
 *
 * ```ts
 * await runtime.compareDevices(() => optimizer.minimize(() => loss(model), true)!);
 * ```
 *
 * @param step Does one step of training and gives its loss: a number or a scalar; `model.trainOnBatch(x, y)` does, too.
 */
export function compareDevices(
  step: () => StepLoss | Promise<StepLoss>,
  options?: {
    /** How many steps on each; 12 unless told. */
    readonly steps?: number;
    /** All that are available unless told. */
    readonly devices?: readonly DeviceKind[];
    /** Compares these on each device. */
    readonly precision?: readonly Precision[];
  },
): Promise<{ readonly sides: readonly (DeviceRun | { readonly label: string; readonly failure: string })[] }>;

export type StepLoss = number | import('@tensorflow/tfjs').Tensor | readonly (number | import('@tensorflow/tfjs').Tensor)[];

/** What `profile` found. Times are in milliseconds, over all steps. */
export interface Profile {
  readonly steps: number;
  readonly milliseconds: number;
  /** Of kernels by name, and in the last step by line of the notebook, the longest first. */
  readonly byKernel: readonly { readonly name: string; readonly calls: number; readonly milliseconds: number }[];
  readonly byLine: readonly { readonly name: string; readonly calls: number; readonly milliseconds: number }[];
  /** Values read back to JavaScript, and waits for the next element of a dataset. */
  readonly reads: { readonly count: number; readonly milliseconds: number };
  readonly input: { readonly count: number; readonly milliseconds: number };
  /** Bytes of tensors before, at most, and after. */
  readonly memory: { readonly before: number; readonly most: number; readonly after: number };
  /** Bytes of the device after the last step: in use by tensors, with what is kept for reuse, and at most; absent where it does not tell. */
  readonly device?: { readonly used: number; readonly allocated: number; readonly limit: number };
  /** Tensors that the steps made and left behind, by the line that made them. */
  readonly leaks: readonly { readonly line: string; readonly tensors: number; readonly bytes: number; readonly shapes: readonly string[] }[];
  /** What the device of the TPU runtime did meanwhile, of which it computed `busy`; its operations, the longest first, with FLOPs as XLA counts them. */
  readonly remote?: {
    readonly kind: string;
    readonly milliseconds: number;
    readonly busy: number;
    readonly flops: number | null;
    readonly operations: readonly {
      readonly name: string;
      readonly type: 'matrix' | 'elementwise' | 'movement' | 'communication';
      readonly kernel: string | null;
      readonly line: string | null;
      readonly milliseconds: number;
      readonly times: number;
    }[];
  };
}

/**
 * Runs a step a few times and shows where its time and memory go: by kernel and by line, reads, waits for data, a flame
 * chart of the last step, and the tensors it leaves behind with the lines that made them. On the TPU runtime also what the
 * server's device did: the share of matrix products, operations a second against what the device can do, and its waiting.
 *
 * ```ts
 * await runtime.profile(() => model.trainOnBatch(x, y));
 * ```
 *
 * @param step What a step gives is disposed of.
 */
export function profile(
  step: () => unknown,
  options?: {
    /** 5 unless told; one more comes first, unmeasured, on the TPU runtime two. */
    readonly steps?: number;
    /** Operations a second that a device of the TPU runtime can do at most; known of most TPUs. */
    readonly peakFlops?: number;
  },
): Promise<Profile>;

/** What `report` found; shown as tables and remarks when it is a cell's last value. */
export interface RuntimeReport {
  readonly title: string;
  /** One sentence: programs, executions, bytes sent and read. */
  readonly summary?: string;
  /** Tables of programs, padding and memory. */
  readonly sections: readonly object[];
  /** Why programs were compiled again and where, advice, and the cost. */
  readonly remarks: readonly { readonly tone: 'info' | 'success' | 'warning'; readonly text: string }[];
}

/**
 * What the notebook did on the TPU runtime: programs that were compiled, and for which changed shape again; what padding
 * to tiles of 8 x 128 wastes; what the largest program takes of a device's memory; where the CPU or the GPU would serve
 * better; and what it cost.
 *
 * ```ts
 * runtime.report({ pricePerHour: 1.2 })
 * ```
 */
export function report(options?: { /** What the machine costs, in your own currency. */ readonly pricePerHour?: number }): RuntimeReport;
