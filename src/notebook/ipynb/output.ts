/** Outputs between the file's form and the document's. */
import { isObject } from '../../base/json';
import type { Json, JsonObject } from '../../base/json';
import { err, ok } from '../../base/result';
import type { Result } from '../../base/result';
import type { Output } from '../types';
import type { Layout } from './layout';
import { bundleFromFile, bundleToFile, fileText, joinLines } from './lines';

/** `path` inside the output; `found` and `expected` complete "… is …, expected …". */
export interface ShapeProblem {
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

export const outputTypes = "'stream', 'display_data', 'execute_result' or 'error'";

export function outputFromFile(json: Json): Result<Output, ShapeProblem> {
  if (!isObject(json)) return err({ path: '', found: nameValue(json as Json), expected: 'an object' });
  const file = json as JsonObject;
  const problem = (key: string, expected: string) => err({ path: `.${key}`, found: nameValue(file[key]), expected });
  switch (file.output_type) {
    case 'stream': {
      const text = joinLines(file.text);
      if (text === null) return problem('text', 'a text or a list of texts');
      return ok({ type: 'stream', name: streamName(file.name), text });
    }
    case 'display_data':
    case 'execute_result': {
      const { data, metadata = {} } = file;
      if (!isObject(data)) return problem('data', 'an object of MIME types');
      if (!isObject(metadata)) return problem('metadata', 'an object');
      const content = { data: bundleFromFile(data as JsonObject), metadata: metadata as JsonObject };
      if (file.output_type === 'display_data') return ok({ type: 'display', ...content });
      const count = file.execution_count ?? null;
      if (typeof count !== 'number' && count !== null) return problem('execution_count', 'a number or null');
      return ok({ type: 'result', ...content, executionCount: count });
    }
    case 'error': {
      const { ename = '', evalue = '', traceback = [] } = file;
      if (typeof ename !== 'string') return problem('ename', 'a text');
      if (typeof evalue !== 'string') return problem('evalue', 'a text');
      const lines: readonly Json[] = typeof traceback === 'string' ? [traceback] : Array.isArray(traceback) ? traceback : [null];
      if (!lines.every((line) => typeof line === 'string')) return problem('traceback', 'a list of texts');
      return ok({ type: 'error', ename, evalue, traceback: lines });
    }
    default:
      return problem('output_type', outputTypes);
  }
}

/** The members the document knows of; where `old` means the same, in the spelling of `old`. */
export function outputToFile(output: Output, old: JsonObject, layout: Layout): JsonObject {
  switch (output.type) {
    case 'stream': {
      const name = typeof old.name === 'string' && streamName(old.name) === output.name ? old.name : output.name;
      return { name, output_type: 'stream', text: fileText(output.text, old.text, layout) };
    }
    case 'display':
      return { data: bundleToFile(output.data, old.data, layout), metadata: output.metadata, output_type: 'display_data' };
    case 'result':
      return {
        data: bundleToFile(output.data, old.data, layout),
        execution_count: output.executionCount,
        metadata: output.metadata,
        output_type: 'execute_result',
      };
    case 'error': {
      const { ename, evalue, traceback } = output;
      const single = typeof old.traceback === 'string' && traceback.length === 1 && traceback[0] === old.traceback;
      return { ename, evalue, output_type: 'error', traceback: single ? traceback[0] : traceback };
    }
  }
}

/** The format allows any name; kernels write these two. */
const streamName = (name: Json | undefined): 'stdout' | 'stderr' => (name === 'stderr' ? 'stderr' : 'stdout');

/** For messages: what a value is, texts and numbers themselves. */
export function nameValue(value: Json | undefined): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return value.length > 40 ? `'${value.slice(0, 40)}…'` : `'${value}'`;
  if (value === null || typeof value !== 'object') return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}
