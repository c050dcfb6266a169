/** Models among the notebook's files: written so that a cut in the middle leaves the model that was there. */
import type { io } from '@tensorflow/tfjs-core';
import { newId } from '../../base/ids';
import type { StockTensorFlow } from '../api';
import { folderOf, listedName } from './address';
import { loadArtifacts, modelJson, readModelJson, weightBytes } from './artifacts';
import type { ModelFiles } from './files';

type ModelInfo = io.ModelArtifactsInfo;

export interface ModelStore {
  /** @param path of the model.json */
  handler(path: string): io.IOHandler;
  /** By address, `opfs://digits`. */
  list(): Promise<Record<string, ModelInfo>>;
  /** @throws Error naming the models that there are */
  remove(path: string): Promise<ModelInfo>;
  /** As they are, bytes and all. */
  copy(from: string, to: string): Promise<ModelInfo>;
}

/** Weights of one save, beside the model.json that names them. */
const WEIGHTS = /^weights-[0-9a-f]+\.bin$/;

export function createModelStore(tf: StockTensorFlow, files: ModelFiles): ModelStore {
  const read = async (path: string) => {
    if (!(await files.has(path))) throw new Error(await notFound(path));
    return readModelJson(new TextDecoder().decode(await files.bytes(path)), path);
  };
  const notFound = async (path: string): Promise<string> => {
    const names = (await files.list()).flatMap(({ name }) => listedName(name) ?? []);
    const known = names.length === 0 ? "none is saved yet: model.save('opfs://name')" : `models are: ${names.map((name) => `'opfs://${name}'`).join(', ')}`;
    return `no model is saved as '${listedName(path) ?? path}'; ${known}`;
  };
  /** Weights that no model.json names: of saves before the last one, or one that was cut. */
  const sweep = async (path: string): Promise<void> => {
    const folder = folderOf(path);
    const inside = (await files.list()).filter(({ name }) => folderOf(name) === folder);
    const named = new Set<string>();
    for (const { name } of inside) if (name.endsWith('.json')) for (const file of await weightFilesOf(name)) named.add(file);
    for (const { name } of inside) if (WEIGHTS.test(name.slice(folder.length)) && !named.has(name)) await files.delete(name);
  };
  const weightFilesOf = async (path: string): Promise<string[]> => {
    try {
      return (await read(path)).manifest.flatMap(({ paths }) => paths.map((file) => beside(path, file)));
    } catch {
      // Some other JSON.
      return [];
    }
  };
  const save = async (path: string, artifacts: io.ModelArtifacts): Promise<ModelInfo> => {
    const weights = weightBytes(artifacts);
    const weightFile = `weights-${newId()}.bin`;
    await files.write(folderOf(path) + weightFile, weights);
    // From here on it is the new model, weights and all.
    await files.write(path, new TextEncoder().encode(modelJson(artifacts, `./${weightFile}`)));
    await sweep(path);
    return tf.io.getModelArtifactsInfoForJSON({ ...artifacts, weightData: weights.buffer });
  };
  const load = async (path: string): Promise<io.ModelArtifacts> => loadArtifacts(await read(path), (file) => files.bytes(beside(path, file)));
  const infoOf = async (path: string): Promise<ModelInfo> => {
    const { json, manifest } = await read(path);
    const all = await files.list();
    const sizeOf = (wanted: string): number => all.find(({ name }) => name === wanted)?.size ?? 0;
    return {
      dateSaved: new Date(all.find(({ name }) => name === path)?.modifiedAt ?? 0),
      modelTopologyType: 'JSON',
      modelTopologyBytes: JSON.stringify(json.modelTopology).length,
      weightSpecsBytes: JSON.stringify(manifest.flatMap(({ weights }) => weights)).length,
      weightDataBytes: manifest.flatMap(({ paths }) => paths).reduce((sum, file) => sum + sizeOf(beside(path, file)), 0),
    };
  };
  return {
    handler: (path) => ({ save: async (artifacts) => ({ modelArtifactsInfo: await save(path, artifacts) }), load: () => load(path) }),
    async list() {
      const found: Record<string, ModelInfo> = {};
      for (const { name } of await files.list()) {
        const listed = listedName(name);
        if (listed !== null) found[`opfs://${listed}`] = await infoOf(name).catch(() => UNREADABLE);
      }
      return found;
    },
    async remove(path) {
      const info = await infoOf(path);
      const weights = await weightFilesOf(path);
      // The model is gone with its model.json; what is cut from here on leaves weights that nobody names.
      await files.delete(path);
      for (const file of weights) if (await files.has(file)) await files.delete(file);
      return info;
    },
    copy: async (from, to) => save(to, await load(from)),
  };
}

/** A model whose model.json is damaged is still listed, so that it can be seen and removed. */
const UNREADABLE: ModelInfo = { dateSaved: new Date(0), modelTopologyType: 'JSON' };

/** A path of a manifest, from the model.json that holds it. */
export function beside(path: string, file: string): string {
  return folderOf(path) + file.replace(/^\.\//, '');
}

