/** Reads one cell of a file. */
import { isObject } from '../../base/json';
import type { Json, JsonObject } from '../../base/json';
import type { MimeBundle } from '../../base/mime';
import { err, ok } from '../../base/result';
import type { Result } from '../../base/result';
import type { Cell, Output } from '../types';
import { bundleFromFile, joinLines } from './lines';
import { cutList } from './origin';
import type { CellSpelling, OutputSpelling } from './origin';
import { nameValue, outputFromFile } from './output';
import type { ShapeProblem } from './output';
import { memberOf } from './scan';
import type { ArrayNode, JsonNode, ObjectNode } from './scan';

export interface CellProblem extends ShapeProblem {
  /** In the file's text. */
  readonly offset: number;
}

/** `idFor` gets the id the file gives, if any, and the text; it gives one that is valid and unique. */
export function readCell(text: string, node: JsonNode, idFor: (id: Json | undefined, source: string) => string): Result<Cell, CellProblem> {
  if (node.kind !== 'object') return err({ path: 'the cell', found: nameValue(valueAt(text, node)), expected: 'an object', offset: node.start });
  const value = (key: string) => {
    const member = memberOf(node, key);
    return member && valueAt(text, member.value);
  };
  const problem = (key: string, expected: string) =>
    err({ path: key, found: nameValue(value(key)), expected, offset: (memberOf(node, key)?.value ?? node).start });

  const type = value('cell_type');
  if (type !== 'code' && type !== 'markdown' && type !== 'raw') return problem('cell_type', "'code', 'markdown' or 'raw'");
  const source = joinLines(value('source'));
  if (source === null) return problem('source', 'a text or a list of texts');
  const metadata = value('metadata') ?? {};
  if (!isObject(metadata)) return problem('metadata', 'an object');
  const base = { id: idFor(value('id'), source), source, metadata: metadata as JsonObject };

  if (type !== 'code') {
    const attachments = value('attachments');
    if (attachments === undefined) return ok({ ...base, type, origin: spelling(text, node, null) });
    if (!isObject(attachments) || !Object.values(attachments).every(isObject)) return problem('attachments', 'an object of MIME bundles');
    return ok({ ...base, type, attachments: attachmentsFromFile(attachments as JsonObject), origin: spelling(text, node, null) });
  }
  const executionCount = value('execution_count') ?? null;
  if (typeof executionCount !== 'number' && executionCount !== null) return problem('execution_count', 'a number or null');
  const list = memberOf(node, 'outputs')?.value;
  if (list && list.kind !== 'array') return problem('outputs', 'a list');
  const outputs = readOutputs(text, list?.items ?? []);
  if (!outputs.ok) return outputs;
  return ok({ ...base, type, outputs: outputs.value, executionCount, origin: spelling(text, node, list ?? null) });
}

export function attachmentsFromFile(attachments: JsonObject): Record<string, MimeBundle> {
  return Object.fromEntries(
    Object.entries(attachments).map(([name, bundle]) => [name, bundleFromFile(isObject(bundle) ? (bundle as JsonObject) : {})]),
  );
}

function readOutputs(text: string, items: readonly JsonNode[]): Result<Output[], CellProblem> {
  const outputs: Output[] = [];
  for (const [index, item] of items.entries()) {
    const read = outputFromFile(valueAt(text, item));
    if (!read.ok) return err({ ...read.error, path: `outputs[${index}]${read.error.path}`, offset: item.start });
    const origin: OutputSpelling = { kind: 'output-origin', text: text.slice(item.start, item.end) };
    outputs.push({ ...read.value, origin });
  }
  return ok(outputs);
}

function spelling(text: string, node: ObjectNode, outputs: ArrayNode | null): CellSpelling {
  if (!outputs) return { kind: 'cell-origin', text: text.slice(node.start, node.end), outputs: null };
  const around = `${text.slice(node.start, outputs.start)}[]${text.slice(outputs.end, node.end)}`;
  return { kind: 'cell-origin', text: around, outputs: cutList(text, outputs) };
}

export const valueAt = (text: string, node: JsonNode): Json => JSON.parse(text.slice(node.start, node.end)) as Json;
