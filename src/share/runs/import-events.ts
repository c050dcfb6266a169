/** Event files of TensorBoard as runs: all files of one folder are one run. */
import type { Bucket, ReadValue } from '../../base/event-file/events';
import { readEvents } from '../../base/event-file/read';
import type { JsonObject } from '../../base/json';
import type { MimeBundle } from '../../base/mime';
import { mime } from '../../base/mime';
import { toBase64 } from './base64';
import { breather, type Watch } from './breath';
import type { ImportEnvironment } from './points';
import { RunPoints, importedRun } from './points';
import type { ImportedRuns, RunFileProblem, RunItem, RunRecord } from './types';

export interface EventFile {
  /** With the folders it lies in, as far as they are known. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export async function importEventFiles(files: readonly EventFile[], env: ImportEnvironment, watch: Watch | null = null): Promise<ImportedRuns> {
  const folders = new Map<string, EventFile[]>();
  for (const file of files) {
    const folder = file.path.split('/').slice(0, -1).join('/');
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  const names = runNames([...folders.keys()]);
  const pause = breather(watch);
  const total = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  let before = 0;
  const runs: ImportedRuns['runs'][number][] = [];
  const problems: RunFileProblem[] = [];
  for (const [folder, own] of folders) {
    const reading = new RunReading();
    // Their names count seconds: the older first, so that what was written later follows.
    for (const file of own.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
      problems.push(...(await reading.read(file, (read) => pause((before + read) / total))));
      before += file.bytes.length;
    }
    const name = names.get(folder) ?? '';
    if (!reading.isEmpty) runs.push(reading.run(name === '' ? stemOf(own[0]?.path ?? '') : name, env));
  }
  return { runs, problems };
}

/** Folders without the ones they all lie in; their last stays. */
function runNames(folders: readonly string[]): ReadonlyMap<string, string> {
  const parts = folders.map((folder) => folder.split('/'));
  const [first = []] = parts;
  let shared = 0;
  while (parts.every((path) => path.length > shared + 1 && path[shared] === first[shared])) shared++;
  return new Map(folders.map((folder, at) => [folder, (parts[at] ?? []).slice(shared).join('/')]));
}

const stemOf = (path: string): string => path.replace(/^.*\//, '');

class RunReading {
  readonly #points = new RunPoints();
  readonly #items: (Omit<RunItem, 'at'> & { readonly at: number })[] = [];
  #settings: JsonObject = {};
  #startedAt: number | null = null;
  #endedAt: number | null = null;
  #status: RunRecord['status'] = 'done';
  #source = '';
  #notes = '';

  get isEmpty(): boolean {
    return this.#points.isEmpty && this.#items.length === 0 && Object.keys(this.#settings).length === 0;
  }

  /** @param breath awaited at each event, with the bytes of the file before it */
  async read({ path, bytes }: EventFile, breath: (read: number) => Promise<void> | undefined): Promise<readonly RunFileProblem[]> {
    let read = 0;
    const events = readEvents(bytes, (offset) => (read = offset));
    const left = new Map<string, number>();
    let count = 0;
    for (;;) {
      const next = events.next();
      if (next.done === true) {
        const problems: RunFileProblem[] = [...left].map(([plugin, values]) => ({ kind: 'left-out', file: path, what: plugin, count: values }));
        if (next.value !== null) problems.push({ kind: 'bad-events', file: path, ...next.value, kept: count });
        else if (count === 0) problems.push({ kind: 'empty', file: path });
        return problems;
      }
      const { wallTime, step, values } = next.value;
      this.#startedAt ??= wallTime;
      this.#endedAt = Math.max(this.#endedAt ?? wallTime, wallTime);
      for (const value of values) {
        if (value.kind === 'other') left.set(value.plugin, (left.get(value.plugin) ?? 0) + 1);
        else this.#take(value, step, wallTime);
        count++;
      }
      await breath(read);
    }
  }

  #take(value: Exclude<ReadValue, { kind: 'other' }>, step: number, wallTime: number): void {
    const item = (type: string, data: MimeBundle): void => void this.#items.push({ type, name: value.kind === 'hparams' ? '' : value.tag, step, at: wallTime * 1000, data });
    switch (value.kind) {
      case 'scalar':
        this.#points.add(value.tag, { step, time: wallTime - (this.#startedAt ?? wallTime), value: value.value });
        return;
      case 'image':
        item('image', { [formatOf(value.encoded)]: toBase64(value.encoded), [mime.plain]: `${value.tag}, step ${step}` });
        return;
      case 'histogram':
        item('histogram', { [mime.json]: { edges: edgesOf(value.buckets), counts: value.buckets.map(({ count }) => count) }, [mime.plain]: histogramText(value.tag, value.buckets) });
        return;
      case 'text':
        if (value.tag === 'cell') this.#source = value.text.replace(/^```ts\n([^]*)\n```$/, '$1');
        else if (value.tag === 'notes') this.#notes = value.text;
        else item('text', { [mime.markdown]: value.text, [mime.plain]: value.text });
        return;
      case 'hparams':
        if (value.data.kind === 'start') {
          this.#settings = { ...this.#settings, ...value.data.hparams };
          if (value.data.startedAt > 0) this.#startedAt = Math.min(this.#startedAt ?? Infinity, value.data.startedAt);
        } else {
          if (value.data.endedAt > 0) this.#endedAt = value.data.endedAt;
          this.#status = value.data.status === 'failure' ? 'failed' : 'done';
        }
        return;
      default:
        value satisfies never;
    }
  }

  run(name: string, env: ImportEnvironment): ImportedRuns['runs'][number] {
    const startedAt = (this.#startedAt ?? 0) * 1000;
    return importedRun(
      { name, startedAt, endedAt: (this.#endedAt ?? 0) * 1000, status: this.#status, settings: this.#settings, cell: { id: '', source: this.#source }, notes: this.#notes, items: this.#items },
      this.#points.series(),
      env,
    );
  }
}

function formatOf(encoded: Uint8Array): string {
  const [first, second] = encoded;
  if (first === 0xff && second === 0xd8) return mime.jpeg;
  return first === 0x47 && second === 0x49 ? mime.gif : mime.png;
}

const edgesOf = (buckets: readonly Bucket[]): number[] => (buckets[0] === undefined ? [] : [buckets[0].left, ...buckets.map(({ right }) => right)]);

function histogramText(tag: string, buckets: readonly Bucket[]): string {
  const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  return `${tag}: ${count} values from ${buckets[0]?.left ?? NaN} to ${buckets.at(-1)?.right ?? NaN}`;
}
