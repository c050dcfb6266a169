import { isObject, type JsonObject } from '../../../base/json';
import type { Reader } from '../values';

export interface VegaSpec {
  readonly language: 'vega' | 'vega-lite';
  readonly spec: JsonObject;
}

const versions = (language: string, from: number): readonly string[] =>
  Array.from({ length: 7 - from }, (_, index) => `application/vnd.${language}.v${index + from}+json`);

/** MIME types of the versions that writers of notebooks have used; the newest library reads them all. */
export const VEGA_TYPES: readonly { readonly mimeType: string; readonly read: Reader<VegaSpec> }[] = [
  ...versions('vegalite', 1).map((mimeType) => ({ mimeType, read: readSpec('vega-lite') })),
  ...versions('vega', 2).map((mimeType) => ({ mimeType, read: readSpec('vega') })),
];

function readSpec(language: VegaSpec['language']): Reader<VegaSpec> {
  return (value) => (isObject(value) ? { language, spec: value as JsonObject } : null);
}
