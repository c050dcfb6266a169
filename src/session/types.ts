/** What the page knows of the open notebook, and what can be done with it. */
import type { StoreApi } from 'zustand/vanilla';
import type { Ask, Answer, DeviceKind, DeviceReport, MemoryReport, RunStatus } from '../protocol/kernel';
import type { InspectNode } from '../protocol/inspect';
import type { RunsViewChoice } from '../storage/preferences';
import type { Runs } from './runs/types';
import type { RemoteStats, Welcome } from '../protocol/remote';
import type { Result } from '../base/result';
import type { Assignment } from '../notebook/params/assign';
import type { Match, SearchOptions } from '../notebook/search';
import type { Cell, CellType, Notebook } from '../notebook/types';
import type { Trainings } from './durable/types';
import type { KnownServer, RemoteChoice, RemoteProblem, RemoteServer, RemoteState } from './remote/types';
import type { Shown } from './shown';
import type { VisorState } from './visor';

export type CellStatus = 'idle' | 'queued' | 'running' | 'ok' | 'error' | 'aborted';

/** The run state of one cell; apart from the document and never in the file. */
export interface CellRun {
  readonly runId: string;
  readonly status: CellStatus;
  /** Place in the queue from 1, while queued. */
  readonly position?: number;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly elapsedMs?: number;
  readonly outcome?: RunStatus;
  /** For an aborted run: the cell whose failure or stop aborted it. */
  readonly abortedByCell?: string;
  /** Why the outputs may no longer be what the cell would show; null while nothing is known against them. */
  readonly stale: StaleReason | null;
  /** What the run whose outputs the cell shows was made of; absent until one has started. */
  readonly trace?: RunTrace;
  /** The same of the run that waits in the queue. */
  readonly next?: RunTrace;
  /** All that the run has printed, where the outputs hold only its first part. */
  readonly fullText?: { readonly text: Blob; readonly complete: boolean };
  /** Timers that the run left behind and that are still to fire. */
  readonly timers: number;
  readonly asks: readonly { readonly requestId: string; readonly ask: Ask }[];
}

/** What a run was made of; tells later whether its outputs are stale. */
export interface RunTrace {
  readonly source: string;
  /** Names of the notebook that the text reads, and those that it declares or assigns. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** The first of the names it reads that a later run gave another value. */
  readonly changed: Extract<StaleReason, { kind: 'input' }> | null;
}

export type StaleReason =
  /** The text has changed since this run. */
  | { readonly kind: 'edited' }
  /** A name that the cell reads was given another value by a later run of `byCell`. */
  | { readonly kind: 'input'; readonly name: string; readonly byCell: string };

export type KernelState =
  | { readonly phase: 'starting' }
  | { readonly phase: 'idle' }
  | { readonly phase: 'busy'; readonly cellId: string; readonly queued: number }
  /** Stop was asked for and has not been answered; after 3 s `canTerminate`. */
  | { readonly phase: 'stopping'; readonly cellId: string; readonly since: number; readonly canTerminate: boolean }
  | { readonly phase: 'switching'; readonly to: DeviceKind }
  | { readonly phase: 'dead'; readonly reason: string };

export type SaveState =
  | { readonly phase: 'saved'; readonly at: number }
  | { readonly phase: 'dirty' }
  | { readonly phase: 'saving' }
  | { readonly phase: 'failed'; readonly reason: string }
  /** A copy that the reader has not accepted yet: nothing is stored. */
  | { readonly phase: 'unsaved-copy' };

/** Where the open notebook came from. An example becomes `local` with the first edit or run, a link when accepted. */
export type Provenance =
  | { readonly kind: 'local' }
  | { readonly kind: 'link' }
  | { readonly kind: 'example'; readonly name: string }
  | { readonly kind: 'file'; readonly fileName: string };

export interface Notice {
  readonly id: string;
  readonly tone: 'info' | 'success' | 'warning' | 'danger';
  readonly text: string;
  /** Second line: what to do. */
  readonly remedy?: string;
  /** It tells of work under way, and stays until that is over. */
  readonly work?: {
    /** How much is done, from 0 to 1. */
    readonly share: StoreApi<number>;
    stop(): void;
  };
}

export interface StoredFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly modifiedAt: number;
}

export interface SelectionState {
  /** The cell that keys act on; null only in an empty notebook. */
  readonly focus: string | null;
  /** All selected cells, document order; contains `focus`. */
  readonly cells: readonly string[];
  readonly mode: 'command' | 'edit';
}

export interface SessionState {
  readonly id: string;
  readonly name: string;
  readonly provenance: Provenance;
  /** False until the reader accepts a copy that came by link: until then nothing runs and nothing is saved. */
  readonly trusted: boolean;
  /** Whether scripts in outputs that no run of this visit made may run; a cell that ran here is always trusted. */
  readonly outputsTrusted: boolean;
  readonly notebook: Notebook;
  readonly runs: Readonly<Record<string, CellRun>>;
  /** Cells waiting for the kernel, first to run first. */
  readonly queue: readonly string[];
  readonly selection: SelectionState;
  readonly kernel: KernelState;
  readonly device: DeviceReport | null;
  readonly devices: readonly DeviceReport[];
  /** What the notebook asks for: `metadata.accelerator`, else the browser's last choice. */
  readonly wantedDevice: DeviceKind;
  readonly memory: MemoryReport | null;
  /** The connection to a remote XLA server. */
  readonly remote: RemoteState;
  /** What names of the notebook hold where it is a tensor or a model, as of the last run: "Tensor float32 [128, 784]". */
  readonly shapes: Readonly<Record<string, string>>;
  /** The panel that tfvis draws in. */
  readonly visor: VisorState;
  readonly isolated: boolean;
  readonly save: SaveState;
  readonly files: readonly StoredFile[];
  readonly uploads: readonly { readonly name: string; readonly done: number; readonly size: number }[];
  readonly notices: readonly Notice[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** Everything a person can do with the open notebook. */
export interface SessionCommands {
  // text and structure (each is one undo step, but typing, which merges)
  editCell(cellId: string, source: string): void;
  insertCell(type: CellType, where: { readonly before: string } | { readonly after: string } | 'start' | 'end', source?: string): string;
  deleteCells(cellIds: readonly string[]): void;
  moveCells(cellIds: readonly string[], by: -1 | 1): void;
  duplicateCells(cellIds: readonly string[]): void;
  convertCell(cellId: string, type: CellType): void;
  copyCells(cellIds: readonly string[]): void;
  cutCells(cellIds: readonly string[]): void;
  pasteCells(after: string | null): void;
  clearOutputs(cellIds?: readonly string[]): void;
  /** Shows the code of a cell, or only its form. */
  toggleCode(cellId: string): void;
  /** Sets `//@param` fields by name, and with `trainer.` before it an option of every Trainer; text is read as the field's type. Gives what is wrong; then nothing is changed. */
  setParams(assignments: readonly Assignment[]): readonly string[];
  /** Replaces matches of a search in the sources of cells. */
  replaceText(matches: readonly Match[], options: SearchOptions, replacement: string): void;
  undo(): void;
  redo(): void;
  rename(name: string): void;
  // selection
  select(cellId: string, options?: { readonly mode?: 'command' | 'edit'; readonly extend?: boolean }): void;
  selectNeighbour(by: -1 | 1, options?: { readonly extend?: boolean }): void;
  setMode(mode: 'command' | 'edit'): void;
  // running; a Markdown cell "runs" by leaving edit mode
  runCell(cellId: string): void;
  /** Shift+Enter: run, then select the next cell (made if there is none). */
  runAndAdvance(cellId: string): void;
  /** Alt+Enter: run, then insert a code cell below and edit it. */
  runAndInsert(cellId: string): void;
  runAll(): void;
  runBefore(cellId: string): void;
  runAfter(cellId: string): void;
  runSelected(): void;
  /** Runs every cell whose outputs are stale, in order. */
  runStale(): void;
  /** Ends the timers that the cell's last run left behind. */
  clearTimers(cellId: string): void;
  interrupt(): void;
  restart(options?: { readonly runAll?: boolean }): void;
  /** Ends a kernel that does not answer; its variables are lost. */
  terminate(): void;
  switchDevice(device: DeviceKind): void;
  expand(handle: string): Promise<InspectNode | null>;
  answer(cellId: string, requestId: string, answer: Answer): void;
  // the panel of tfvis
  showVisorTab(tab: string): void;
  /** Tells the kernel, whose cells may ask, that the panel is open or not. */
  visorShown(isOpen: boolean): void;
  /** Nearly as wide as the page, or its own width again. */
  widenVisor(isFull: boolean): void;
  // files
  uploadFiles(files: readonly File[]): Promise<readonly string[]>;
  /** For a `files` ask: stores the files, then answers with their names. */
  answerWithFiles(cellId: string, requestId: string, files: readonly File[]): Promise<void>;
  readFile(name: string): Promise<Blob | null>;
  deleteFile(name: string): Promise<void>;
  refreshFiles(): Promise<void>;
  /** Lets the next import of each package settle its version anew. */
  updatePackages(): void;
  // a remote XLA server
  /** Connects; nothing moves there before `switchDevice('tpu')`. Ends a connection that there is. */
  connectRemote(choice: RemoteChoice): Promise<Result<Welcome, RemoteProblem>>;
  /** Connects and disconnects at once. */
  testRemote(server: RemoteServer): Promise<Result<Welcome, RemoteProblem>>;
  /** Takes tensors to the CPU, ends the session on the server and frees all it held. */
  disconnectRemote(): Promise<void>;
  /** Null where no server is connected, or it does not answer. */
  remoteStats(): Promise<RemoteStats | null>;
  /** Servers that this browser remembers, the last used first. */
  knownServers(): Promise<readonly KnownServer[]>;
  forgetServer(address: string): Promise<void>;
  // saving and sharing
  saveNow(): Promise<void>;
  /** The notebook as .ipynb text, charts and tables with their fallbacks. */
  toIpynb(): string;
  /** Keeps a copy that came from elsewhere: saved from now on, allowed to run, its outputs trusted. */
  acceptCopy(): void;
  /** Lets scripts in outputs that came with a file run. */
  trustOutputs(): void;
  shareLink(options: { readonly outputs: boolean }): Promise<string>;
  notify(notice: Omit<Notice, 'id'>): void;
  dismiss(noticeId: string): void;
}

export interface Session {
  readonly store: StoreApi<SessionState>;
  /** The state as views draw it, at times some milliseconds behind. */
  readonly shown: Pick<Shown<SessionState>, 'store' | 'held' | 'release'>;
  readonly commands: SessionCommands;
  /** Those that were cut off, and can go on. */
  readonly trainings: Trainings;
  /** Ends the kernel and flushes the journal. */
  close(): Promise<void>;
}

export type ThemeChoice = 'system' | 'light' | 'dark';

/** One row of Recent. */
export interface NotebookSummary {
  readonly id: string;
  readonly name: string;
  readonly updatedAt: number;
  readonly cells: number;
  /** Bytes of files kept with it. */
  readonly fileBytes?: number;
}

export type Route = { readonly page: 'start' } | { readonly page: 'notebook' } | { readonly page: 'opening'; readonly what: string };

/** The page around the open notebook. */
export interface AppState {
  readonly route: Route;
  readonly session: Session | null;
  readonly recent: readonly NotebookSummary[] | null;
  readonly examples: readonly { readonly name: string; readonly topic: string; readonly title: string; readonly summary: string; readonly minutes: number }[];
  readonly theme: ThemeChoice;
  readonly tourDismissed: boolean;
  /** Address of the CDN that packages come from, ending in a slash; null for the usual ones. */
  readonly moduleCdn: string | null;
  /** How the list of runs was last shown; null before any choice. */
  readonly runsView: RunsViewChoice | null;
  /** Failures that belong to no notebook: a broken file, a damaged link. The open notebook stays. */
  readonly notices: readonly Notice[];
}

export interface AppCommands {
  /** Follows `location.hash`: none → start page, `#n=ID`, `#nb=…`, `#example=NAME`. */
  followAddress(hash: string): Promise<void>;
  goToStart(): Promise<void>;
  newNotebook(options?: { readonly source?: readonly Pick<Cell, 'type' | 'source'>[]; readonly name?: string }): Promise<void>;
  openStored(id: string): Promise<void>;
  openExample(name: string): Promise<void>;
  openFile(file: File): Promise<void>;
  /** Opens a pasted share link or the address of an .ipynb. */
  openLink(text: string): Promise<void>;
  deleteStored(id: string): Promise<void>;
  duplicateStored(id: string): Promise<void>;
  setTheme(theme: ThemeChoice): void;
  dismissTour(): void;
  /** From the next cell that runs on; null for the usual CDNs. */
  setModuleCdn(address: string | null): void;
  /** Kept for the next visit. */
  setRunsView(view: RunsViewChoice): void;
  /** Returns the id with which it is dismissed. */
  notify(notice: Omit<Notice, 'id'>): string;
  dismiss(noticeId: string): void;
}

export interface App {
  readonly store: StoreApi<AppState>;
  readonly commands: AppCommands;
  /** Tracked trainings of all notebooks. */
  readonly runs: Runs;
}
