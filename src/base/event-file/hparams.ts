/** The messages of TensorBoard's HParams plugin (tensorboard/plugins/hparams/*.proto), both ways. */
import type { HparamValue, Hparams } from './events';
import { MessageWriter, asBytes, asDouble, asInt, asText, readFields } from './protobuf';

export const HPARAMS_PLUGIN = 'hparams';
export const HPARAM_TAGS: Readonly<Record<Hparams['kind'], string>> = {
  start: '_hparams_/session_start_info',
  end: '_hparams_/session_end_info',
};

const STATUSES = ['unknown', 'success', 'failure', 'running'] as const;

/** HParamsPluginData. */
export function encodeHparams(data: Hparams): Uint8Array<ArrayBuffer> {
  const plugin = new MessageWriter();
  switch (data.kind) {
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

/** google.protobuf.Value. */
function writeValue(writer: MessageWriter, value: HparamValue): void {
  if (typeof value === 'number') writer.double(2, value, true);
  else if (typeof value === 'string') writer.text(3, value, true);
  else writer.int(4, value ? 1 : 0, true);
}

/** Null for what is neither: a description of the experiment, which TensorBoard also makes by itself from the runs. */
export function decodeHparams(content: Uint8Array): Hparams | null {
  for (const field of readFields(content)) {
    if (field.field === 3) return readStart(asBytes(field));
    if (field.field === 4) return readEnd(asBytes(field));
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
