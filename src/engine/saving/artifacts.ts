/** Between what TensorFlow.js calls a model's artifacts and the files of its format: model.json and weights beside it. */
import type { io } from '@tensorflow/tfjs-core';
import { isObject } from '../../base/json';

type Artifacts = io.ModelArtifacts;

/** All bytes of the weights as one piece. */
export function weightBytes({ weightData }: Artifacts): Uint8Array<ArrayBuffer> {
  const pieces = weightData === undefined ? [] : Array.isArray(weightData) ? weightData : [weightData];
  const bytes = new Uint8Array(pieces.reduce((size, piece) => size + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(new Uint8Array(piece), at);
    at += piece.byteLength;
  }
  return bytes;
}

/** The text of model.json, which any TensorFlow.js loads. @param weightFile its address from there */
export function modelJson(artifacts: Artifacts, weightFile: string): string {
  const { weightData: _data, weightSpecs = [], getWeightStream: _stream, ...rest } = artifacts;
  return JSON.stringify({ ...rest, weightsManifest: [{ paths: [weightFile], weights: weightSpecs }] });
}

export interface ManifestGroup {
  readonly paths: readonly string[];
  readonly weights: readonly io.WeightsManifestEntry[];
}

export interface ModelDescription {
  readonly json: io.ModelJSON;
  readonly manifest: readonly ManifestGroup[];
}

/** @param name for errors @throws Error for a text that is no model.json, with what it lacks */
export function readModelJson(text: string, name: string): ModelDescription {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(`'${name}' is no model.json: it is no JSON`);
  }
  if (!isObject(json) || !isObject(json.modelTopology)) throw new Error(`'${name}' is no model.json of TensorFlow.js: it has no modelTopology`);
  const { weightsManifest = [] } = json;
  const isGroup = (group: unknown): group is ManifestGroup => isObject(group) && Array.isArray(group.paths) && group.paths.every((path) => typeof path === 'string') && Array.isArray(group.weights);
  if (!Array.isArray(weightsManifest) || !weightsManifest.every(isGroup)) throw new Error(`'${name}' is no model.json of TensorFlow.js: its weightsManifest is no list of {paths, weights}`);
  return { json: json as unknown as io.ModelJSON, manifest: weightsManifest };
}

/** Reads the weights of each group and puts artifacts together. @param open reads a file by its path in the manifest */
export async function loadArtifacts({ json, manifest }: ModelDescription, open: (path: string) => Promise<Uint8Array>): Promise<Artifacts> {
  const pieces: ArrayBuffer[] = [];
  for (const { paths } of manifest) for (const path of paths) pieces.push((await open(path)).slice().buffer);
  const { modelTopology, format, generatedBy, convertedBy, signature, userDefinedMetadata, modelInitializer, initializerSignature, trainingConfig } = json;
  return {
    modelTopology, format, generatedBy,
    ...(convertedBy !== undefined && convertedBy !== null && { convertedBy }),
    ...(signature !== undefined && { signature }),
    ...(userDefinedMetadata !== undefined && { userDefinedMetadata }),
    ...(modelInitializer !== undefined && { modelInitializer }),
    ...(initializerSignature !== undefined && { initializerSignature }),
    ...(trainingConfig !== undefined && { trainingConfig }),
    weightSpecs: manifest.flatMap(({ weights }) => weights) as io.WeightsManifestEntry[],
    weightData: weightBytes({ modelTopology, weightData: pieces }).buffer,
  };
}
