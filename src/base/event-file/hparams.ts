/** The messages of TensorBoard's HParams plugin (tensorboard/plugins/hparams/*.proto), both ways. */
import type { HparamValue, Hparams } from './events';
import { MessageWriter, asBytes, asDouble, asInt, asText, readFields } from './protobuf';

export const HPARAMS_PLUGIN = 'hparams';
export const HPARAM_TAGS: Readonly<Record<Hparams['kind'], string>> = {
  experiment: '_hparams_/experiment',
  start: '_hparams_/session_start_info',
  end: '_hparams_/session_end_info',
};

const STATUSES = ['unknown', 'success', 'failure', 'running'] as const;
/** DataType of HParamInfo. */
const TYPES = { string: 1, boolean: 2, number: 3 } as const;

/** HParamsPluginData. */
export function encodeHparams(data: Hparams): Uint8Array<ArrayBuffer> {
  const plugin = new MessageWriter();
  switch (data.kind) {
    case 'experiment':
      return plugin
        .message(2, (experiment) => {
          experiment.double(3, data.createdAt);
          for (const [name, values] of Object.entries(data.hparams)) experiment.message(4, (info) => writeInfo(info, name, values));
          for (const tag of data.metrics) experiment.message(5, (info) => info.message(1, (metric) => metric.text(2, tag)));
        })
        .finish();
    case 'start':
      return plugin
        .message(3, (start) => {
          for (const [name, value] of Object.entries(data.hparams)) start.message(1, (entry) => entry.text(1, name).message(2, (inner) => writeValue(inner, value)));
          start.text(4, data.group).double(5, data.startedAt);
        })
        .finish();
    case 'end':
      return plugin.message(4, (end) => end.int(1, STATUSES.indexOf(data.status)).double(2, data.endedAt)).finish();
  }
}

/** HParamInfo: its values as `domain_discrete` where they are few, so that the tab offers them as a filter. */
function writeInfo(info: MessageWriter, name: string, values: readonly HparamValue[]): void {
  const kinds = new Set(values.map((value) => typeof value));
  const [kind] = kinds;
  info.text(1, name);
  if (kinds.size !== 1 || !(kind === 'string' || kind === 'boolean' || kind === 'number')) return;
  info.int(4, TYPES[kind]);
  const numbers = values.filter((value) => typeof value === 'number');
  if (kind === 'number') info.message(6, (interval) => interval.double(1, Math.min(...numbers)).double(2, Math.max(...numbers)));
  else info.message(5, (list) => values.forEach((value) => list.message(1, (inner) => writeValue(inner, value))));
}

/** google.protobuf.Value. */
function writeValue(writer: MessageWriter, value: HparamValue): void {
  if (typeof value === 'number') writer.double(2, value, true);
  else if (typeof value === 'string') writer.text(3, value, true);
  else writer.int(4, value ? 1 : 0, true);
}

/** Null for what is none of the three, or of a later version. */
export function decodeHparams(content: Uint8Array): Hparams | null {
  for (const field of readFields(content)) {
    if (field.field === 3) return readStart(asBytes(field));
    if (field.field === 4) return readEnd(asBytes(field));
    if (field.field === 2) return readExperiment(asBytes(field));
  }
  return null;
}

function readStart(message: Uint8Array): Hparams {
  const hparams: [string, HparamValue][] = [];
  let group = '';
  let startedAt = 0;
  for (const field of readFields(message)) {
    if (field.field === 1) {
      const { name, value } = readEntry(asBytes(field));
      if (value !== null) hparams.push([name, value]);
    } else if (field.field === 4) group = asText(field);
    else if (field.field === 5) startedAt = asDouble(field);
  }
  return { kind: 'start', hparams: Object.fromEntries(hparams), group, startedAt };
}

function readEnd(message: Uint8Array): Hparams {
  let status: (typeof STATUSES)[number] = 'unknown';
  let endedAt = 0;
  for (const field of readFields(message)) {
    if (field.field === 1) status = STATUSES[asInt(field)] ?? 'unknown';
    else if (field.field === 2) endedAt = asDouble(field);
  }
  return { kind: 'end', status, endedAt };
}

function readExperiment(message: Uint8Array): Hparams {
  const hparams: [string, HparamValue[]][] = [];
  const metrics: string[] = [];
  let createdAt = 0;
  for (const field of readFields(message)) {
    if (field.field === 3) createdAt = asDouble(field);
    else if (field.field === 4) {
      const info = readInfo(asBytes(field));
      hparams.push([info.name, info.values]);
    } else if (field.field === 5) {
      for (const inner of readFields(asBytes(field))) if (inner.field === 1) for (const name of readFields(asBytes(inner))) if (name.field === 2) metrics.push(asText(name));
    }
  }
  return { kind: 'experiment', hparams: Object.fromEntries(hparams), metrics, createdAt };
}

function readInfo(message: Uint8Array): { name: string; values: HparamValue[] } {
  let name = '';
  const values: HparamValue[] = [];
  for (const field of readFields(message)) {
    if (field.field === 1) name = asText(field);
    else if (field.field === 5) {
      for (const inner of readFields(asBytes(field))) {
        const value = inner.field === 1 ? readValue(asBytes(inner)) : null;
        if (value !== null) values.push(value);
      }
    } else if (field.field === 6) {
      const ends = [0, 0];
      for (const end of readFields(asBytes(field))) ends[end.field - 1] = asDouble(end);
      values.push(...new Set(ends));
    }
  }
  return { name, values };
}

function readEntry(message: Uint8Array): { name: string; value: HparamValue | null } {
  let name = '';
  let value: HparamValue | null = null;
  for (const field of readFields(message)) {
    if (field.field === 1) name = asText(field);
    else if (field.field === 2) value = readValue(asBytes(field));
  }
  return { name, value };
}

function readValue(message: Uint8Array): HparamValue | null {
  for (const field of readFields(message)) {
    if (field.field === 2) return asDouble(field);
    if (field.field === 3) return asText(field);
    if (field.field === 4) return asInt(field) === 1;
  }
  return null;
}
