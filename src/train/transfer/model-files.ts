/** Loads models of TensorFlow.js from a model.json and the weights beside it, wherever these come from. */
import type * as tfjs from '@tensorflow/tfjs';
import { isObject } from '../../base/json';
import type { TrainEnvironment } from '../trainer/environment';
import { bytesOf, isAddress, isNamedBlob, lastPart, type NamedBlob, type SourceOptions } from './sources';

export type ModelSource = string | NamedBlob | readonly (string | NamedBlob)[] | tfjs.io.IOHandler;

export type LoadedModel = tfjs.LayersModel | tfjs.GraphModel;

interface Group {
  readonly paths: readonly string[];
  readonly weights: readonly tfjs.io.WeightsManifestEntry[];
}

/**
 * A layers model or a graph model, by what model.json says that it is. Sources: the name of a model.json among the
 * notebook's files, its address on the web, a saved model ('opfs://digits'), files that the reader chose (a list of names
 * or of `File`s, the model.json among them), or an `IOHandler`.
 *
 * @throws Error for a file that is missing, damaged or of another kind, with the remedy
 */
export async function loadModel(env: TrainEnvironment, source: ModelSource, options: SourceOptions = {}): Promise<LoadedModel> {
  const { tf } = env;
  const artifacts = await artifactsOf(env, source, options);
  const isGraph = artifacts.format === 'graph-model' || (isObject(artifacts.modelTopology) && 'node' in artifacts.modelTopology);
  const handler = { load: () => Promise.resolve(artifacts) };
  return isGraph ? tf.loadGraphModel(handler) : tf.loadLayersModel(handler);
}

async function artifactsOf(env: TrainEnvironment, source: ModelSource, options: SourceOptions): Promise<tfjs.io.ModelArtifacts> {
  if (Array.isArray(source)) return fromList(env, source as readonly (string | NamedBlob)[], options);
  if (isNamedBlob(source)) return fromList(env, [source], options);
  if (typeof source === 'string') {
    if (isHdf5(source)) throw new Error(`'${source}' is a file of Keras in HDF5, which a browser does not read: convert it with tensorflowjs_converter --input_format keras, or save its weights as SafeTensors and use train.loadWeights`);
    if (!isAddress(source) && source.includes('://')) return fromHandler(env, source);
    const folder = source.slice(0, source.lastIndexOf('/') + 1);
    return read(source, await bytesOf(env, source, { ...options, sha256: ofModelJson(options) }), (path) => bytesOf(env, isAddress(source) ? new URL(path, source).href : folder + path.replace(/^\.\//, ''), { ...options, sha256: ofWeights(options) }));
  }
  const { load } = source as tfjs.io.IOHandler;
  if (typeof load !== 'function') throw new TypeError(`train.loadModel takes the name or address of a model.json, a list of files, or an IOHandler; here is ${source === null ? 'null' : typeof source}`);
  return Reflect.apply(load, source, []) as Promise<tfjs.io.ModelArtifacts>;
}

/** A single checksum is that of the model.json. */
const ofModelJson = ({ sha256 }: SourceOptions): SourceOptions['sha256'] => sha256;
const ofWeights = ({ sha256 }: SourceOptions): SourceOptions['sha256'] => (typeof sha256 === 'string' ? undefined : sha256);

const isHdf5 = (name: string): boolean => /\.(h5|hdf5|keras)$/i.test(lastPart(name));

async function fromHandler({ tf }: TrainEnvironment, address: string): Promise<tfjs.io.ModelArtifacts> {
  const [handler] = tf.io.getLoadHandlers(address) as tfjs.io.IOHandler[];
  if (handler?.load === undefined) throw new Error(`'${address}' is no address of a model: use opfs://name, https://…/model.json, or the name of a file`);
  return handler.load();
}

async function fromList(env: TrainEnvironment, list: readonly (string | NamedBlob)[], options: SourceOptions): Promise<tfjs.io.ModelArtifacts> {
  const nameOf = (one: string | NamedBlob): string => (typeof one === 'string' ? one : one.name);
  const names = list.map((one) => `'${nameOf(one)}'`).join(', ');
  const description = list.find((one) => nameOf(one).endsWith('.json'));
  if (description === undefined) throw new Error(list.length === 0 ? 'no file was chosen: choose model.json and the weights beside it' : `among ${names} there is no model.json: choose it together with its weights`);
  return read(nameOf(description), await bytesOf(env, description, { ...options, sha256: ofModelJson(options) }), (path) => {
    const found = list.find((one) => lastPart(nameOf(one)) === lastPart(path));
    if (found === undefined) throw new Error(`'${nameOf(description)}' names its weights '${lastPart(path)}', which is not among ${names}: choose both together`);
    return bytesOf(env, found, { ...options, sha256: ofWeights(options) });
  });
}

async function read(name: string, bytes: Uint8Array, open: (path: string) => Promise<Uint8Array>): Promise<tfjs.io.ModelArtifacts> {
  const { weightsManifest, ...json } = described(name, bytes);
  const groups = weightsManifest ?? [];
  const pieces: Uint8Array[] = [];
  for (const { paths } of groups) for (const path of paths) pieces.push(await open(path));
  const weightData = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    weightData.set(piece, at);
    at += piece.length;
  }
  const weightSpecs = groups.flatMap(({ weights }) => weights);
  const wanted = weightSpecs.reduce((size, spec) => size + sizeOf(spec), 0);
  if (wanted > weightData.length) throw new Error(`the weights of '${name}' should have ${wanted} bytes, but ${weightData.length} were read: a file is cut off or of another model`);
  return { ...json, weightSpecs, weightData: weightData.buffer };
}

/** Bytes of a weight; 0 for texts, whose length only their bytes tell. */
function sizeOf({ shape, dtype, quantization }: tfjs.io.WeightsManifestEntry): number {
  const stored = quantization?.dtype ?? dtype;
  const bytes = { float32: 4, int32: 4, complex64: 8, bool: 1, uint8: 1, uint16: 2, float16: 2, string: 0 }[stored as string] ?? 0;
  return shape.reduce((product, extent) => product * extent, bytes);
}

type Described = Omit<tfjs.io.ModelArtifacts, 'weightSpecs' | 'weightData'> & { readonly weightsManifest?: readonly Group[] };

function described(name: string, bytes: Uint8Array): Described {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Error(`'${name}' is no model.json: it is no JSON`);
  }
  if (!isObject(json) || !isObject(json.modelTopology)) throw new Error(`'${name}' is no model.json of TensorFlow.js: it has no modelTopology`);
  const isGroup = (group: unknown): boolean => isObject(group) && Array.isArray(group.paths) && Array.isArray(group.weights);
  if (json.weightsManifest !== undefined && !(Array.isArray(json.weightsManifest) && json.weightsManifest.every(isGroup))) throw new Error(`'${name}' is no model.json of TensorFlow.js: its weightsManifest is no list of {paths, weights}`);
  return json as unknown as Described;
}
