/** Models and weights from elsewhere, and models taken away. */
import type { GraphModel, LayersModel, NamedTensorMap, Tensor, io } from '@tensorflow/tfjs';

export interface SourceOptions {
  /** SHA-256 in hexadecimal of the file, or of each by its name; another one is an error that names both. A single checksum is that of model.json. */
  readonly sha256?: string | Readonly<Record<string, string>>;
  /** Whether downloads are kept with the notebook and found there the next time; true unless told. */
  readonly cache?: boolean;
}

/**
 * Loads a layers model or a graph model of TensorFlow.js, by what its model.json says that it is.
 *
 * ```ts
 * const base = await train.loadModel('https://…/model.json') as tf.LayersModel;
 * const mine = await train.loadModel(await files.upload());
 * ```
 *
 * @param source The name of a model.json among the notebook's files, its address, a saved model (`'opfs://digits'`), a
 *   list of names or `File`s with the model.json among them, or an `IOHandler`.
 * @throws Error for a file that is missing, damaged, of another kind or with another checksum.
 */
export function loadModel(source: string | File | readonly (string | File)[] | io.IOHandler, options?: SourceOptions): Promise<LayersModel | GraphModel>;

export interface SafeTensorInfo {
  readonly dtype: 'F64' | 'F32' | 'F16' | 'BF16' | 'I64' | 'I32' | 'I16' | 'I8' | 'U64' | 'U32' | 'U16' | 'U8' | 'BOOL';
  readonly shape: readonly number[];
}

/** A file of named tensors; each is made when it is asked for. */
export interface SafeTensorsFile {
  /** In the order of their bytes. */
  readonly names: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  has(name: string): boolean;
  info(name: string): SafeTensorInfo;
  /** Floats become float32, whole numbers int32. A name that is not there is an error that lists those that are. */
  tensor(name: string): Tensor;
  /** All of them, or those named. */
  tensors(names?: readonly string[]): Record<string, Tensor>;
}

export interface SafeTensorsWriteOptions {
  /** How float32 is stored: rounded to nearest in 16 bits, or as it is (unless told). */
  readonly dtype?: 'float32' | 'float16' | 'bfloat16';
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Reads and writes the SafeTensors format (https://github.com/huggingface/safetensors). */
export const safetensors: {
  /**
   * @param source The name of a file, an address, a `File` or bytes.
   * @throws Error that says what is wrong with a file: its header, a type, gaps, overlaps, its length or its checksum.
   */
  (source: string | File | Uint8Array | ArrayBuffer, options?: SourceOptions): Promise<SafeTensorsFile>;
  /** The bytes of such a file. */
  encode(tensors: Readonly<Record<string, Tensor>>, options?: SafeTensorsWriteOptions): Promise<Uint8Array<ArrayBuffer>>;
  /** Writes it among the notebook's files. */
  save(name: string, tensors: Readonly<Record<string, Tensor>>, options?: SafeTensorsWriteOptions): Promise<unknown>;
};

export interface LoadWeightsOptions extends SourceOptions {
  /** The name in the file of each weight of the model; null leaves a weight as it is. The same name unless told. */
  readonly map?: ((name: string, shape: readonly number[]) => string | null) | Readonly<Record<string, string | null>>;
  /** Matrices that are stored the other way round, as PyTorch stores those of linear layers: all, or by the name in the file. */
  readonly transpose?: boolean | ((name: string) => boolean);
  /** Whether a weight without a tensor of its shape is an error; false unless told. */
  readonly strict?: boolean;
}

export interface WeightReport {
  readonly matched: readonly { readonly name: string; readonly from: string }[];
  /** Weights of the model for which there was no tensor. */
  readonly missing: readonly string[];
  readonly mismatched: readonly { readonly name: string; readonly from: string; readonly shape: readonly number[]; readonly given: readonly number[] }[];
  /** Tensors that nothing took. */
  readonly unused: readonly string[];
}

/** Puts tensors into the weights of the same names, and tells which found a place. Source: named tensors, an open file, or a SafeTensors file by name or address. */
export function loadWeights(model: LayersModel, source: string | File | SafeTensorsFile | Readonly<Record<string, Tensor>>, options?: LoadWeightsOptions): Promise<WeightReport>;

/** A graph model up to a node. */
export interface GraphFeatures {
  readonly model: GraphModel;
  readonly node: string;
  predict(x: Tensor | NamedTensorMap): Tensor;
  dispose(): void;
}

/**
 * The model up to a layer, by its name or its index (from the end if negative), sharing its weights: what that layer gives
 * is what it predicts. Of a graph model, up to a node by its name.
 */
export function featureExtractor(model: LayersModel, layer: string | number): LayersModel;
export function featureExtractor(model: GraphModel, node: string): GraphFeatures;

export interface FreezeReport {
  /** Names of layers with weights. */
  readonly frozen: readonly string[];
  readonly trainable: readonly string[];
}
/** Takes the layers up to and with `until` (all unless told) from training. A model that contains this one learns so when it is compiled. */
export function freeze(model: LayersModel, until?: string | number): FreezeReport;
/** Gives the layers from `from` on (all unless told) back to training. */
export function unfreeze(model: LayersModel, from?: string | number): FreezeReport;

export interface ExportOptions {
  /**
   * 'float16' (unless told) rounds to nearest, 'uint8' spreads 256 even steps over each weight (Jacob et al.,
   * "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", 2018); both are read
   * by any TensorFlow.js, which computes in float32.
   */
  readonly dtype?: 'float32' | 'float16' | 'uint8';
  /** Data, x [examples, …], to compare both models with, and labels to score them with where the model is compiled. */
  readonly evaluate?: { readonly x: Tensor | readonly Tensor[]; readonly y?: Tensor | readonly Tensor[]; readonly batchSize?: number };
  /** Whether the reader also gets the files; false unless told. */
  readonly download?: boolean;
}

export interface ExportReport {
  readonly url: string;
  readonly dtype: 'float32' | 'float16' | 'uint8';
  /** Bytes of weights. */
  readonly size: { readonly before: number; readonly after: number };
  /** Loss and metrics of both. */
  readonly scores: { readonly before: Readonly<Record<string, number>>; readonly after: Readonly<Record<string, number>> } | null;
  /** The largest difference of an output, and how many examples get another class. */
  readonly outputs: { readonly difference: number; readonly changed: number; readonly examples: number } | null;
  /**
   * Milliseconds of a batch on each device that is there, the median of `runs`: up to five in 3 s a device. Null where the
   * device failed, or would take longer than 20 s for a batch; `failure` says which.
   */
  readonly latency: readonly { readonly device: string; readonly before: number | null; readonly after: number | null; readonly runs: number; readonly failure: string | null }[];
}

/**
 * Saves a model in fewer bits as `opfs://name`, which `tf.loadLayersModel` loads, and shows size, scores and latency of
 * both in a table.
 */
export function exportModel(model: LayersModel, name: string, options?: ExportOptions): Promise<ExportReport>;
