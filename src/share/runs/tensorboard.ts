/** Runs as event files of TensorBoard: a zip with a folder for each, which `tensorboard --logdir` takes once unpacked. */
import type { Bucket, HparamValue, SummaryValue } from '../../base/event-file/events';
import { scalarEncoder } from '../../base/event-file/scalars';
import { encodeEvent, encodeFileHead, eventFileName } from '../../base/event-file/write';
import type { Json } from '../../base/json';
import { isObject } from '../../base/json';
import { mime } from '../../base/mime';
import { fromBase64 } from './base64';
import { breather, type Watch } from './breath';
import { downloadName, folderNames } from './names';
import { pointsOf } from './types';
import type { ExportedFile, RunItem, RunRecord, RunSource } from './types';
import { ZipWriter } from './zip';

/** Scalars that are written at once. */
const SCALARS = 4096;

/** Scalars, images, histograms and texts, the settings for the HParams tab, and the cell's text; numbers become float32, as TensorBoard's are. */
export async function exportTensorBoardZip(runs: readonly RunRecord[], source: RunSource, watch: Watch | null = null): Promise<ExportedFile> {
  const pause = breather(watch);
  const total = pointsOf(runs);
  let done = 0;
  const zip = new ZipWriter();
  const names = folderNames(runs);
  for (const [index, run] of runs.entries()) {
    const file = zip.file(`${names[index] ?? run.id}/${eventFileName(run.startedAt / 1000)}`, run.endedAt ?? run.startedAt);
    for await (const bytes of eventFile(run, source, (points) => pause((done += points) / total))) file.write(bytes);
    file.end();
  }
  return { name: downloadName(runs, 'tensorboard.zip'), blob: zip.finish() };
}

/** The event file of one run, part by part. @param breath awaited after so many more points */
export async function* eventFile(run: RunRecord, source: RunSource, breath: (points: number) => Promise<void> | undefined = () => undefined): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const begun = run.startedAt / 1000;
  yield encodeFileHead(begun);
  const text = (tag: string, content: string): Uint8Array<ArrayBuffer> => encodeEvent({ wallTime: begun, step: 0, values: [{ kind: 'text', tag, text: content }] });
  yield encodeEvent({ wallTime: begun, step: 0, values: [{ kind: 'hparams', data: { kind: 'start', hparams: hparamsOf(run), group: '', startedAt: begun } }] });
  if (run.cell.source !== '') yield text('cell', `\`\`\`ts\n${run.cell.source}\n\`\`\``);
  if (run.notes !== '') yield text('notes', run.notes);
  for (const metric of Object.keys(run.metrics)) {
    const series = await source.series(run.id, metric);
    if (series === null) continue;
    const encode = scalarEncoder(metric, begun);
    for (let from = 0; from < series.step.length; from += SCALARS) {
      const to = Math.min(from + SCALARS, series.step.length);
      yield encode(series, from, to);
      await breath(to - from);
    }
  }
  for (const item of await source.items(run.id)) {
    const value = valueOf(item);
    if (value !== null) yield encodeEvent({ wallTime: item.at / 1000, step: item.step, values: [value] });
  }
  if (run.endedAt !== null) {
    const status = run.status === 'failed' || run.status === 'cut' ? 'failure' : 'success';
    yield encodeEvent({ wallTime: run.endedAt / 1000, step: 0, values: [{ kind: 'hparams', data: { kind: 'end', status, endedAt: run.endedAt / 1000 } }] });
  }
}

/** Settings with nested names joined by points, and the seed and the device. */
function hparamsOf(run: RunRecord): Readonly<Record<string, HparamValue>> {
  return Object.fromEntries([
    ...flattened(run.settings),
    ...(run.seed === null ? [] : [['seed', run.seed] as const]),
    ...(run.device === null ? [] : [['device', run.device.kind] as const]),
    ...(run.group === null ? [] : [['group', run.group] as const]),
  ]);
}

function flattened(value: Json | undefined, name = ''): readonly (readonly [string, HparamValue])[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return [[name, JSON.stringify(value)]];
  if (isObject(value)) return Object.entries(value).flatMap(([key, inner]) => flattened(inner as Json, name === '' ? key : `${name}.${key}`));
  return [[name, value as HparamValue]];
}

/** Null for what TensorBoard has no place for, such as files. */
function valueOf({ type, name, data }: RunItem): SummaryValue | null {
  for (const kind of [mime.png, mime.jpeg, mime.gif]) {
    const encoded = data[kind];
    const bytes = typeof encoded === 'string' ? fromBase64(encoded) : null;
    if (bytes !== null) return { kind: 'image', tag: name, ...sizeOf(bytes), encoded: bytes };
  }
  const buckets = type === 'histogram' ? bucketsOf(data[mime.json]) : null;
  if (buckets !== null) return { kind: 'histogram', tag: name, buckets };
  const text = data[mime.markdown] ?? data[mime.plain];
  return typeof text === 'string' && type !== 'file' && type !== 'checkpoint' ? { kind: 'text', tag: name, text: data[mime.markdown] === undefined ? `\`\`\`\n${text}\n\`\`\`` : text } : null;
}

/** `{edges, counts}`, one edge more than counts. */
function bucketsOf(data: Json | undefined): readonly Bucket[] | null {
  if (!isObject(data)) return null;
  const { edges, counts } = data;
  if (!isNumbers(edges) || !isNumbers(counts) || edges.length !== counts.length + 1) return null;
  return counts.map((count, at) => ({ left: edges[at] ?? 0, right: edges[at + 1] ?? 0, count }));
}

const isNumbers = (value: unknown): value is number[] => Array.isArray(value) && value.every((one) => typeof one === 'number');

/** Of a PNG, from its first chunk; 0 where it is another format, which TensorBoard measures by itself. */
function sizeOf(bytes: Uint8Array): { width: number; height: number } {
  if (bytes.length < 24 || bytes[1] !== 0x50) return { width: 0, height: 0 };
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}
