/**
 * Tracked runs in the origin's private file system: `runs/ID/` holds `head.json`, `edits.json`, and segments of points
 * (`points-0.bin`, …) and items (`items-0.bin`, …) of at most about two megabytes, and `slot-NAME.bin` of items that
 * are replaced by later ones. A page can only replace a file as a
 * whole, so what grows is the last segment, rewritten with each addition; one that is full is written once more, with
 * its points in order and an index.
 */
import { writeFile } from '../opfs/files';
import { existing, isFile, isFolder } from '../opfs/tree';
import { allPointsIn, encodeIndexed, encodeJson, encodePoints, jsonIn, placeIn, pointsIn } from './chunks';
import { joinSeries, upTo } from './columns';
import { headText, parseEdits, parseHead } from './head';
import type { RunStore, StoredRun } from './store';
import type { KeptItem, MetricSeries } from './types';

const FOLDER = 'runs';
const SEGMENT_BYTES = 2 ** 21;
/** Read first of a segment: the index of dozens of metrics. */
const BEGINNING = 4096;
/** Points of one chunk: of a long series, each fills a segment. */
const CHUNK_POINTS = 2 ** 16;

type Kind = 'points' | 'items';

/** The segment that this page writes; another page's are never touched. */
interface Segment {
  index: number;
  bytes: Uint8Array<ArrayBuffer>[];
  size: number;
}

export async function openRunStore(root: FileSystemDirectoryHandle): Promise<RunStore> {
  const runs = await root.getDirectoryHandle(FOLDER, { create: true });
  const open = new Map<string, Segment>();
  const folderOf = (runId: string): Promise<FileSystemDirectoryHandle> => runs.getDirectoryHandle(runId, { create: true });

  /** Chunks are made as they are written, so that many of them never hold up the page. */
  const append = async (runId: string, kind: Kind, chunks: Iterable<Uint8Array<ArrayBuffer>>): Promise<void> => {
    const folder = await folderOf(runId);
    const key = `${runId} ${kind}`;
    let segment = open.get(key) ?? { index: (await segmentsOf(folder, kind)).length, bytes: [], size: 0 };
    for (const chunk of chunks) {
      if (segment.size > 0 && segment.size + chunk.length > SEGMENT_BYTES) {
        await write(folder, kind, kind === 'points' ? { ...segment, bytes: encodeIndexed(segment.bytes) } : segment);
        segment = { index: segment.index + 1, bytes: [], size: 0 };
      }
      segment = { ...segment, bytes: [...segment.bytes, chunk], size: segment.size + chunk.length };
    }
    await write(folder, kind, segment);
    // Only now: chunks that did not reach the disk come again.
    open.set(key, segment);
  };

  const read = async (runId: string): Promise<StoredRun | null> => {
    const folder = await existing(runs.getDirectoryHandle(runId));
    const text = folder && (await textOf(folder, 'head.json'));
    const head = text === null ? null : parseHead(text);
    if (folder === null || head === null) return null;
    const edits = parseEdits(await textOf(folder, 'edits.json'));
    return { ...head, run: { ...head.run, ...edits }, edits };
  };

  /** What is found in each segment, in order; one is looked at while the next ones are read. */
  const found = async <T>(runId: string, kind: Kind, look: (read: ReadBytes) => Promise<readonly T[]>): Promise<T[]> => {
    const folder = await existing(runs.getDirectoryHandle(runId));
    if (folder === null) return [];
    const parts = (await segmentsOf(folder, kind)).map((name) => look((from, to) => bytesOf(folder, name, from, to)));
    return (await Promise.all(parts)).flat();
  };

  return {
    async list() {
      const ids: string[] = [];
      for await (const handle of runs.values()) if (isFolder(handle)) ids.push(handle.name);
      const stored = await Promise.all(ids.map(read));
      return stored.filter((one) => one !== null);
    },
    read,
    async writeHead(stored) {
      await writeWhole(await folderOf(stored.run.id), 'head.json', new Blob([headText(stored)]));
    },
    async writeEdits(runId, edits) {
      const folder = await folderOf(runId);
      const before = parseEdits(await textOf(folder, 'edits.json'));
      await writeWhole(folder, 'edits.json', new Blob([JSON.stringify({ ...before, ...edits })]));
    },
    appendPoints(runId, points) {
      return append(runId, 'points', chunksOf(points));
    },
    async appendItems(runId, items) {
      for (const item of items) if (item.slot !== undefined) await writeWhole(await folderOf(runId), slotFile(item.slot), new Blob([encodeJson(item)]));
      const lasting = items.filter(({ slot }) => slot === undefined);
      if (lasting.length > 0) await append(runId, 'items', lasting.map(encodeJson));
    },
    async series(runId, metric) {
      const parts = await found(runId, 'points', async (open) => pointsOf(open, metric));
      return parts.length === 0 ? null : joinSeries(parts);
    },
    async items(runId) {
      const folder = await existing(runs.getDirectoryHandle(runId));
      if (folder === null) return [];
      const slots = (await slotsOf(folder)).map(async (name) => jsonIn(await bytesOf(folder, name)) as KeptItem[]);
      const all = [...(await found(runId, 'items', async (open) => jsonIn(await open()) as KeptItem[])), ...(await Promise.all(slots)).flat()];
      return all.sort((a, b) => a.at - b.at);
    },
    async truncate(runId, after) {
      const folder = await folderOf(runId);
      const parts = new Map<string, MetricSeries[]>();
      // What is appended next begins segments of its own.
      for (const kind of ['points', 'items']) open.delete(`${runId} ${kind}`);
      for (const name of await segmentsOf(folder, 'points')) {
        const before = allPointsIn(await bytesOf(folder, name));
        const stay = before.map(({ metric, series }) => ({ metric, series: upTo(series, after) }));
        if (stay.some(({ series }, index) => series !== before[index]?.series)) await writeWhole(folder, name, new Blob([...chunksOf(stay)]));
        for (const { metric, series } of stay) parts.set(metric, [...(parts.get(metric) ?? []), series]);
      }
      for (const name of await segmentsOf(folder, 'items')) {
        const before = jsonIn(await bytesOf(folder, name)) as KeptItem[];
        const stay = before.filter(({ type, step }) => type === 'checkpoint' || step <= after);
        if (stay.length < before.length) await writeWhole(folder, name, new Blob(stay.map(encodeJson)));
      }
      for (const name of await slotsOf(folder)) {
        const [item] = jsonIn(await bytesOf(folder, name)) as KeptItem[];
        if (item === undefined || item.step > after) await existing(folder.removeEntry(name));
      }
      return new Map([...parts].map(([metric, series]) => [metric, joinSeries(series)]));
    },
    async remove(runId) {
      for (const kind of ['points', 'items']) open.delete(`${runId} ${kind}`);
      await existing(runs.removeEntry(runId, { recursive: true }));
    },
  };
}

/** Bytes of one segment, from one place to another; all unless told. */
type ReadBytes = (from?: number, to?: number) => Promise<ArrayBuffer>;

/** The points of one metric in a segment, of which as little is read as its index allows. */
async function pointsOf(read: ReadBytes, metric: string): Promise<MetricSeries[]> {
  let found = placeIn(await read(0, BEGINNING), metric);
  if (found.kind === 'longer') found = placeIn(await read(0, found.bytes), metric);
  if (found.kind !== 'place') return pointsIn(await read(), metric);
  return found.place === null ? [] : pointsIn(await read(found.place.from, found.place.to), metric);
}

function* chunksOf(points: Parameters<RunStore['appendPoints']>[1]): Iterable<Uint8Array<ArrayBuffer>> {
  for (const { metric, series } of points) {
    const { step, epoch, time, value } = series;
    for (let from = 0; from < value.length; from += CHUNK_POINTS) {
      const part = (column: Float64Array): Float64Array => column.subarray(from, from + CHUNK_POINTS);
      yield encodePoints(metric, { step: part(step), epoch: part(epoch), time: part(time), value: part(value) });
    }
  }
}

/** Names in the order in which they were begun. */
async function segmentsOf(folder: FileSystemDirectoryHandle, kind: Kind): Promise<string[]> {
  const found: number[] = [];
  for await (const handle of folder.values()) {
    const index = isFile(handle) ? new RegExp(`^${kind}-(\\d+)\\.bin$`).exec(handle.name)?.[1] : undefined;
    if (index !== undefined) found.push(Number(index));
  }
  return found.sort((a, b) => a - b).map((index) => `${kind}-${index}.bin`);
}

/** An item that others take the place of has a file of its own, which is replaced as a whole. */
const slotFile = (slot: string): string => `slot-${slot.replace(/[^\w-]/g, '_')}.bin`;

async function slotsOf(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const handle of folder.values()) if (isFile(handle) && /^slot-.*\.bin$/.test(handle.name)) names.push(handle.name);
  return names.sort();
}

const write = (folder: FileSystemDirectoryHandle, kind: Kind, { index, bytes }: Segment): Promise<void> => writeWhole(folder, `${kind}-${index}.bin`, new Blob(bytes));

async function writeWhole(folder: FileSystemDirectoryHandle, name: string, content: Blob): Promise<void> {
  const written = await writeFile(folder, name, content);
  if (!written.ok) throw new Error(written.error.kind === 'full' ? 'the storage of this browser is full' : `'${name}' could not be written`);
}

async function textOf(folder: FileSystemDirectoryHandle, name: string): Promise<string | null> {
  const buffer = await bytesOf(folder, name);
  return buffer.byteLength === 0 ? null : new TextDecoder().decode(buffer);
}

/** Empty where there is no such file. Its page may replace it at any moment, which ends a read that is under way. */
async function bytesOf(folder: FileSystemDirectoryHandle, name: string, from = 0, to?: number): Promise<ArrayBuffer> {
  for (let attempt = 0; ; attempt++) {
    const handle = await existing(folder.getFileHandle(name));
    const file = handle && (await existing(handle.getFile()));
    if (!file) return new ArrayBuffer(0);
    try {
      return await file.slice(from, to).arrayBuffer();
    } catch (cause) {
      if (attempt === 3) throw cause;
    }
  }
}
