import type { MimeBundle } from '../base/mime';
import type { Result } from '../base/result';
import type { CellProgram, CellSyntaxError, PointBatch } from '../protocol/kernel';
import type { Notebook } from '../notebook/types';
import type { CrashNotes } from '../storage/crash-notes';
import type { SocketWorker } from '../kernel/client/remote/client';
import type { NotebookStore } from '../storage/notebooks';
import type { Preferences } from '../storage/preferences';
import type { RemoteServers } from '../storage/remote-servers';
import type { FetchModuleText } from './module-text';
import type { RunsEnvironment } from './runs/environment';

/** Everything the session needs from outside; the composition root fills it in. */
export interface SessionEnvironment {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs a callback at the next frame, or soon where no frames are drawn. */
  nextFrame(callback: () => void): void;
  /** Notes a moment in the browser's performance timeline. */
  mark(moment: 'cell-posted'): void;
  /** Runs a callback once the page has painted and is idle. */
  whenIdle(callback: () => void): void;
  readonly notebooks: NotebookStore<Notebook>;
  /** Root of the origin's private file system; null where there is none. */
  filesRoot(): Promise<FileSystemDirectoryHandle | null>;
  readonly preferences: Preferences;
  /** Never rejects: a compiler that does not load is an error result. */
  compile(cellId: string, text: string): Promise<Result<CellProgram, CellSyntaxError>>;
  /** JavaScript of a TypeScript file of the notebook. Never rejects. */
  transpile(fileName: string, text: string): Promise<Result<string, CellSyntaxError>>;
  readonly fetchModuleText: FetchModuleText;
  createKernelWorker(): Worker;
  /** From `kernel/client/remote/socket-worker.ts`. */
  createSocketWorker(): SocketWorker;
  /** Name and version of this page, for the log of a remote server. */
  readonly clientName: string;
  readonly remoteServers: RemoteServers;
  /** Folder of the tfjs wasm binaries, ending in a slash. */
  readonly wasmPath: string;
  readonly isolated: boolean;
  /** Null where the browser has none. */
  readonly locks: Pick<LockManager, 'request'> | null;
  /** Null where the browser has no locks. */
  readonly crashNotes: CrashNotes | null;
  readonly charts: ChartKeeper;
  readonly runs: Pick<RunsEnvironment, 'locks' | 'openChannel' | 'createWorker' | 'packages'>;
  readonly fetch: typeof fetch;
  /** Hands the reader a file, as a download. */
  saveFile(name: string, content: Blob): void;
  /** The page's own address without its fragment. */
  readonly pageUrl: string;
  setAddress(hash: string, options?: { readonly replace?: boolean }): void;
  readonly examples: readonly ExampleEntry[];
}

/** The part of `charts` that the session drives. */
export interface ChartKeeper {
  append(batch: PointBatch): void;
  /** A chart's bundle with every point kept so far, and its fallbacks; null if the data is not a chart. */
  complete(data: MimeBundle): MimeBundle | null;
  clear(): void;
}

export interface ExampleEntry {
  readonly name: string;
  /** What it is about, in a word or two. */
  readonly topic: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  /** Address of its .ipynb. */
  readonly url: string;
}
