/** What keeping tracked runs needs from outside. */
import type { RunEvent } from '../../protocol/kernel';
import type { TrackedRun } from '../../storage/runs/types';
import type { RunOrigin } from './change';

/** Between the tabs of this origin, as a `BroadcastChannel`. */
export interface TabChannel {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

export interface RunsEnvironment {
  /** Milliseconds since the epoch. */
  now(): number;
  nextFrame(callback: () => void): void;
  /** Root of the origin's private file system; null where there is none. */
  filesRoot(): Promise<FileSystemDirectoryHandle | null>;
  /** Tell runs of tabs that are gone from those of open ones; null where the browser has none. */
  readonly locks: Pick<LockManager, 'request' | 'query'> | null;
  /** Null where tabs cannot tell each other. */
  openChannel(name: string): TabChannel | null;
  /** Starts the worker of `helper/worker.ts`; null where there are none: then the page reads for itself. */
  readonly createWorker: (() => Worker) | null;
  /** Of this page: "gradbook" → "1.0.0". */
  readonly packages: TrackedRun['packages'];
}

export type TrackedEvent = RunEvent & { readonly type: 'track' | 'metrics' };

/** Where what the kernel tells goes. */
export interface RunIntake {
  receive(event: TrackedEvent, from: RunOrigin): void;
  /** The kernel is gone: what it trained ends. */
  cut(): void;
}
