/** Files that someone chose or dropped, as runs: event files of TensorBoard (also zipped), CSV, JSON. */
import { looksLikeEvents } from '../../base/event-file/read';
import { newId } from '../../base/ids';
import type { Watch } from './breath';
import { importCsv } from './import-csv';
import type { EventFile } from './import-events';
import { importEventFiles } from './import-events';
import { importJson } from './import-json';
import type { ImportEnvironment } from './points';
import type { ImportedRun, ImportedRuns, RunFile, RunFileProblem } from './types';
import { unzip } from './zip';

const MOST_BYTES = 512e6;

/**
 * Never throws for what a file holds: whatever can be read is in `runs`, whatever cannot is named in `problems`.
 * @throws Stopped once `watch` says so; its shares are of the file that is being read
 */
export async function importRunFiles(files: readonly RunFile[], env: ImportEnvironment = { now: () => Date.now(), newId }, watch: Watch | null = null): Promise<ImportedRuns> {
  const runs: ImportedRun[] = [];
  const problems: RunFileProblem[] = [];
  const events: EventFile[] = [];
  const take = async (path: string, bytes: Uint8Array): Promise<void> => {
    if (bytes.length === 0) problems.push({ kind: 'empty', file: path });
    else if (looksLikeEvents(bytes)) events.push({ path, bytes });
    else if (bytes[0] === 0x50 && bytes[1] === 0x4b) await takeArchive(path, bytes);
    else if (/\.[ct]sv$/i.test(path)) add(await importCsv(path, decode(bytes), env, watch));
    else if (/\.json$/i.test(path) || /^\s*\{/.test(decode(bytes.subarray(0, 64)))) {
      const read = await importJson(decode(bytes), env, watch);
      if (read.ok) runs.push(...read.value);
      else problems.push({ kind: 'bad-json', file: path, detail: read.error });
    } else if (/tfevents/.test(path)) problems.push({ kind: 'bad-events', file: path, offset: 0, detail: 'its first record is damaged', kept: 0 });
    else problems.push({ kind: 'unknown-format', file: path });
  };
  const takeArchive = async (path: string, bytes: Uint8Array): Promise<void> => {
    const unpacked = await unzip(bytes, { wants: (name) => /tfevents|\.(csv|tsv|json)$/i.test(name) && !name.startsWith('__MACOSX/'), mostBytes: MOST_BYTES });
    if (!unpacked.ok) problems.push({ kind: 'bad-archive', file: path, detail: unpacked.error });
    else if (unpacked.value.length === 0) problems.push({ kind: 'empty', file: path });
    else for (const file of unpacked.value) await take(file.name, file.bytes);
  };
  const add = (imported: ImportedRuns): void => {
    runs.push(...imported.runs);
    problems.push(...imported.problems);
  };
  for (const file of files) {
    const path = file.webkitRelativePath === undefined || file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes.length > MOST_BYTES) problems.push({ kind: 'too-large', file: path, bytes: bytes.length, most: MOST_BYTES });
    else await take(path, bytes);
  }
  if (events.length > 0) add(await importEventFiles(events, env, watch));
  return { runs, problems };
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
