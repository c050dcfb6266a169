/** Event files of TensorBoard, read: what TensorFlow, PyTorch, Keras, JAX and Gradbook write. */
import type { Bucket, ReadEvent, ReadValue } from './events';
import { HPARAMS_PLUGIN, decodeHparams } from './hparams';
import { MessageDamage, asBytes, asDouble, asDoubles, asFloat, asInt, asText, readFields } from './protobuf';
import type { RecordDamage } from './records';
import { readRecords } from './records';
import type { TensorValue } from './tensor';
import { decodeTensor } from './tensor';

/** Whether a file may be one: its first record's length and checksum are whole. */
export function looksLikeEvents(file: Uint8Array): boolean {
  const { value, done } = readRecords(file.length > 4096 ? file.subarray(0, 4096) : file).next();
  return done !== true || (value !== null && value.offset === 0 && value.detail.startsWith('the file ends within a record of'));
}

/**
 * The events that hold summaries, in the file's order; returns the damage that ended the reading, or null at the end of the file.
 * @param onRecord told the place of each record, in bytes, before its event is given
 */
export function* readEvents(file: Uint8Array, onRecord?: (offset: number) => void): Generator<ReadEvent, RecordDamage | null> {
  /** Only the first value of a tag says which plugin shows it. */
  const plugins = new Map<string, string>();
  const records = readRecords(file);
  for (;;) {
    const next = records.next();
    if (next.done === true) return next.value;
    let event: ReadEvent | null;
    try {
      event = readEvent(next.value.bytes, plugins);
    } catch (error) {
      if (!(error instanceof MessageDamage)) throw error;
      return { offset: next.value.offset, detail: error.message };
    }
    onRecord?.(next.value.offset);
    if (event !== null) yield event;
  }
}

function readEvent(message: Uint8Array, plugins: Map<string, string>): ReadEvent | null {
  let wallTime = 0;
  let step = 0;
  let summary: Uint8Array | null = null;
  for (const field of readFields(message)) {
    if (field.field === 1) wallTime = asDouble(field);
    else if (field.field === 2) step = asInt(field);
    else if (field.field === 5) summary = asBytes(field);
  }
  if (summary === null) return null;
  const values: ReadValue[] = [];
  for (const field of readFields(summary)) {
    if (field.field !== 1) continue;
    const value = readValue(asBytes(field), plugins);
    if (value !== null) values.push(value);
  }
  return { wallTime, step, values };
}

/** Summary.Value; null for one that holds nothing. */
function readValue(message: Uint8Array, plugins: Map<string, string>): ReadValue | null {
  let tag = '';
  let content: Uint8Array = new Uint8Array();
  let body: { readonly field: number; readonly simple: number; readonly bytes: Uint8Array } | null = null;
  let own: string | null = null;
  for (const field of readFields(message)) {
    if (field.field === 1) tag = asText(field);
    else if (field.field === 9) ({ plugin: own, content } = readMetadata(asBytes(field)));
    else if (field.field === 2 || field.field === 4 || field.field === 5 || field.field === 6 || field.field === 8) body = { field: field.field, simple: asFloat(field), bytes: asBytes(field) };
  }
  if (own !== null && own !== '') plugins.set(tag, own);
  const plugin = plugins.get(tag) ?? '';
  if (plugin === HPARAMS_PLUGIN) {
    const data = decodeHparams(content);
    return data === null ? null : { kind: 'hparams', data };
  }
  switch (body?.field) {
    case 2: return { kind: 'scalar', tag, value: body.simple };
    case 4: return readImage(tag, body.bytes);
    case 5: return { kind: 'histogram', tag, buckets: readHistogram(body.bytes) };
    case 6: return { kind: 'other', tag, plugin: 'audio' };
    case 8: return fromTensor(tag, plugin, decodeTensor(body.bytes));
    default: return null;
  }
}

function readMetadata(message: Uint8Array): { plugin: string; content: Uint8Array } {
  let plugin = '';
  let content: Uint8Array = new Uint8Array();
  for (const field of readFields(message)) {
    if (field.field !== 1) continue;
    for (const part of readFields(asBytes(field))) {
      if (part.field === 1) plugin = asText(part);
      else if (part.field === 2) content = asBytes(part);
    }
  }
  return { plugin, content };
}

function readImage(tag: string, message: Uint8Array): ReadValue {
  let height = 0;
  let width = 0;
  let encoded: Uint8Array = new Uint8Array();
  for (const field of readFields(message)) {
    if (field.field === 1) height = asInt(field);
    else if (field.field === 2) width = asInt(field);
    else if (field.field === 4) encoded = asBytes(field);
  }
  return { kind: 'image', tag, width, height, encoded };
}

function readHistogram(message: Uint8Array): Bucket[] {
  let min = 0;
  let max = 0;
  const limits: number[] = [];
  const counts: number[] = [];
  for (const field of readFields(message)) {
    if (field.field === 1) min = asDouble(field);
    else if (field.field === 2) max = asDouble(field);
    else if (field.field === 6) limits.push(...asDoubles(field));
    else if (field.field === 7) counts.push(...asDoubles(field));
  }
  // TensorFlow's outermost buckets reach to the largest double; what they hold lies within the values' own range.
  return counts.map((count, at) => ({ left: at === 0 ? min : (limits[at - 1] ?? min), right: at === counts.length - 1 ? max : (limits[at] ?? max), count }));
}

const utf8 = new TextDecoder();

function fromTensor(tag: string, plugin: string, { shape, numbers, texts }: TensorValue): ReadValue {
  const [first] = numbers ?? [];
  if ((plugin === 'scalars' || plugin === '') && first !== undefined && numbers?.length === 1) return { kind: 'scalar', tag, value: first };
  if (plugin === 'histograms' && numbers !== null && (shape[1] === 3 || shape[0] === 0)) {
    return { kind: 'histogram', tag, buckets: Array.from({ length: Math.floor(numbers.length / 3) }, (_, at) => ({ left: numbers[at * 3] ?? 0, right: numbers[at * 3 + 1] ?? 0, count: numbers[at * 3 + 2] ?? 0 })) };
  }
  // Width, height, then one file or several, of which TensorBoard, too, shows the first.
  const [width, height, encoded] = texts;
  if (plugin === 'images' && width !== undefined && height !== undefined && encoded !== undefined) return { kind: 'image', tag, width: Number(utf8.decode(width)), height: Number(utf8.decode(height)), encoded };
  if ((plugin === 'text' || plugin === '') && texts.length > 0) return { kind: 'text', tag, text: texts.map((text) => utf8.decode(text)).join('\n\n') };
  return { kind: 'other', tag, plugin: plugin === '' ? 'a tensor' : plugin };
}
