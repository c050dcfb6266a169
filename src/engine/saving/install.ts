/** Lets models be saved to and loaded from the notebook's files, and be downloaded, under TensorFlow.js's own names. */
import type { io } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../api';
import { placeOf } from './address';
import { modelJson, weightBytes } from './artifacts';
import type { ModelFiles } from './files';
import { reserveNames } from './names';
import { createModelStore, type ModelStore } from './store';

export interface SavingParts {
  readonly files: ModelFiles;
  /** Hands the reader a file. */
  readonly download: (name: string, content: Blob) => void;
}

type Handler = io.IOHandler;
type Saved = Promise<io.SaveResult>;
interface Saves {
  save(target: Handler | string, options?: object): Saved;
}
/** What the additions replace of TensorFlow.js. */
type Replaced = Pick<StockTensorFlow, 'io' | 'loadLayersModel' | 'loadGraphModel'>;

const installed = new WeakMap<object, { parts: SavingParts; store: ModelStore }>();

/** TensorFlow.js's own. */
const replacedBefore = new WeakMap<object, Replaced>();

/**
 * `save` of models takes the addresses of `placeOf`; the functions of `tf.io` and the loaders know them, too. The
 * prototypes and `tf` itself are changed, which must be an object that can be. To be called before the reader's code runs;
 * a second call replaces the files.
 */
export function installSaving(tf: StockTensorFlow, parts: SavingParts): void {
  const known = installed.get(tf.LayersModel);
  const current = known ?? { parts, store: createModelStore(tf, parts.files) };
  Object.assign(current, { parts, store: createModelStore(tf, parts.files) });
  installed.set(tf.LayersModel, current);
  const handlerOf = (address: unknown): Handler | null => {
    const place = typeof address === 'string' ? placeOf(address) : null;
    return place === null ? null : place.kind === 'files' ? current.store.handler(place.path) : downloads(tf, place.name, current.parts);
  };
  if (known === undefined) for (const prototype of [tf.LayersModel.prototype, tf.GraphModel.prototype]) widenSave(prototype as unknown as Saves, handlerOf);
  Object.assign(tf, replaced(tf, () => current, handlerOf));
}

function widenSave(prototype: Saves, handlerOf: (address: unknown) => Handler | null): void {
  const { save } = prototype;
  prototype.save = async function (target, options) {
    return save.call(this, handlerOf(target) ?? target, options);
  };
}

function replaced(tf: StockTensorFlow, current: () => { readonly parts: SavingParts; readonly store: ModelStore }, handlerOf: (address: unknown) => Handler | null): Replaced {
  const before = replacedBefore.get(tf) ?? { io: tf.io, loadLayersModel: tf.loadLayersModel, loadGraphModel: tf.loadGraphModel };
  replacedBefore.set(tf, before);
  const { io: stock, loadLayersModel, loadGraphModel } = before;
  /** Ours, or of a file of the notebook that is named without a scheme; else as given, which is an address of the web. */
  const loadable = async <T>(source: T): Promise<T | Handler> => {
    const handler = handlerOf(source);
    if (handler !== null || typeof source !== 'string' || source.includes('://')) return handler ?? source;
    const { parts, store } = current();
    return (await parts.files.has(source).catch(() => false)) ? store.handler(source) : source;
  };
  const filed = (address: string, what: string): string => {
    const place = placeOf(address);
    if (place?.kind !== 'files') throw new Error(`${what}: '${address}' names no model of the notebook's files; write 'opfs://name'`);
    return place.path;
  };
  return {
    async loadLayersModel(source, options) {
      const model = await loadLayersModel(await loadable(source), options);
      reserveNames(tf, model);
      return model;
    },
    loadGraphModel: (async (source: string | Handler, ...rest: unknown[]) => Reflect.apply(loadGraphModel, tf, [await loadable(source), ...rest]) as Promise<unknown>) as StockTensorFlow['loadGraphModel'],
    io: {
      ...stock,
      getSaveHandlers: (address: string | string[]) => listOf(handlerOf(address)) ?? stock.getSaveHandlers(address),
      getLoadHandlers: (address: string | string[], options?: io.LoadOptions) => listOf(handlerOf(address)) ?? stock.getLoadHandlers(address, options),
      listModels: () => current().store.list(),
      removeModel: async (address: string) => current().store.remove(filed(address, 'removeModel')),
      copyModel: async (from: string, to: string) => current().store.copy(filed(from, 'copyModel'), filed(to, 'copyModel')),
      async moveModel(from: string, to: string) {
        const [source, target] = [filed(from, 'moveModel'), filed(to, 'moveModel')];
        if (source === target) throw new Error(`moveModel: '${from}' and '${to}' are one place; give another name`);
        const info = await current().store.copy(source, target);
        await current().store.remove(source);
        return info;
      },
    },
  };
}

const listOf = (handler: Handler | null): Handler[] | null => handler && [handler];

/** NAME.json and NAME.weights.bin, as TensorFlow.js names them. */
function downloads(tf: StockTensorFlow, name: string, { download }: SavingParts): Handler {
  return {
    save(artifacts) {
      const weights = weightBytes(artifacts);
      const weightFile = `${name}.weights.bin`;
      download(`${name}.json`, new Blob([modelJson(artifacts, `./${weightFile}`)], { type: 'application/json' }));
      download(weightFile, new Blob([weights], { type: 'application/octet-stream' }));
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON({ ...artifacts, weightData: weights.buffer }) });
    },
    load: () => Promise.reject(new Error(`'downloads://${name}' only takes models away; load one that you upload: train.loadModel(await files.upload())`)),
  };
}
