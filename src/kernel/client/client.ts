/** The page's end of the kernel: starts it, sends requests, lets only well-formed events through. */
import type { InspectNode } from '../../protocol/inspect';
import {
  KERNEL_PROTOCOL,
  type Answer,
  type DeviceKind,
  type ExecuteRequest,
  type InitRequest,
  type KernelEvent,
  type KernelRequest,
  type ModuleAnswer,
  type ModuleSettings,
  type RemoteLimit,
} from '../../protocol/kernel';
import type { RemoteLink } from '../../protocol/remote-port';
import { parseKernelEvent, type WireError } from '../../protocol/validate';
import { awaitLifeLock } from './life-lock';
import { createStopFlag } from './stop-flag';

/** What the client needs of a `Worker`. */
export interface KernelWorker {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string; preventDefault?(): void }) => void): void;
  terminate(): void;
}

export interface KernelOptions {
  /** Made by the composition root from `kernel/worker/entry.ts`. */
  readonly worker: KernelWorker;
  readonly init: Omit<InitRequest, 'type' | 'version' | 'stop'>;
  /** Whether the page is cross-origin isolated; without it a busy loop cannot be stopped. */
  readonly isolated: boolean;
  /** Where the worker's life lock is; null where the browser has no locks: then a silent death goes unnoticed. */
  readonly locks: Pick<LockManager, 'request'> | null;
  readonly onEvent: (event: KernelEvent) => void;
  /** Called once, after which nothing else is: the script did not load, or the kernel died. */
  readonly onDeath: (reason: string) => void;
  /** Called with a message that was dropped for its shape. */
  readonly onMalformed?: (error: WireError) => void;
}

export interface KernelClient {
  /** The last failure that this page has heard of; ask it when the reader queues a cell. */
  seen(): number;
  /** Queues a compiled cell; returns its ordinal. `seen` is from when the reader queued it. */
  execute(runId: string, cellId: string, program: ExecuteRequest['program'], seen: number, trainer?: ExecuteRequest['trainer']): number;
  /** Stops the running cell and aborts those queued behind it. */
  interrupt(): void;
  /** Asks for another device; a `device` event with the returned request id answers. */
  switchDevice(device: DeviceKind): string;
  /** Hands over a connection to a remote XLA server, or takes it away; a `devices` event answers. */
  useRemote(link: RemoteLink | null, limit: RemoteLimit | null): void;
  /** The deeper part behind an inspection's handle; null once the kernel has let go of it. */
  expand(handle: string): Promise<InspectNode | null>;
  answer(requestId: string, answer: Answer): void;
  /** Replies to a `load-module` event. */
  module(requestId: string, module: ModuleAnswer): void;
  /** Where imports come from, from now on. */
  useModules(modules: ModuleSettings): void;
  /** Puts a checkpoint's weights into the model that was trained. @returns why it could not; null where it could */
  restore(training: string, file: string): Promise<string | null>;
  /** Has the next training of that cell go on where this one was cut off. */
  resume(cellId: string, training: string): void;
  /** Ends the timers that a run left behind. */
  clearTimers(runId: string): void;
  /** The panel of tfvis was opened or closed. */
  tellVisor(shown: { readonly open: boolean; readonly full: boolean }): void;
  /** Ends the worker at once; its variables are lost. */
  terminate(): void;
}

const SILENT_DEATH = 'Its worker ended without a word: most likely it ran out of memory, or a cell closed it.';

export function startKernel(options: KernelOptions): KernelClient {
  const { worker, init: asked, locks, onEvent, onDeath, onMalformed } = options;
  // All traffic but the first message runs over a port of its own, which no cell can reach:
  // assigning `postMessage` or `onmessage` in the worker's global scope touches nothing of it.
  const { port1: port, port2: workerPort } = new MessageChannel();
  const stop = createStopFlag(options.isolated);
  const restorations = new Map<string, (failure: string | null) => void>();
  const expansions = new Map<string, (node: InspectNode | null) => void>();
  let lastOrdinal = 0;
  let lastFailure = 0;
  const ordinals = new Map<string, number>();
  let lastRequest = 0;
  let open = true;
  let ready = false;
  let stopWatching: () => void = () => undefined;

  const send = (request: KernelRequest, transfer: Transferable[] = []): void => {
    if (open) port.postMessage(request, transfer);
  };
  const nextRequestId = (): string => `request-${++lastRequest}`;

  const close = (): void => {
    open = false;
    stopWatching();
    port.close();
    worker.terminate();
    for (const settle of restorations.values()) settle('the kernel has ended');
    restorations.clear();
    for (const settle of expansions.values()) settle(null);
    expansions.clear();
  };
  const die = (reason: string): void => {
    if (!open) return;
    close();
    onDeath(reason);
  };

  const receive = (event: KernelEvent): void => {
    switch (event.type) {
      case 'restored':
        restorations.get(event.requestId)?.(event.failure ?? null);
        restorations.delete(event.requestId);
        return;
      case 'expanded':
        expansions.get(event.requestId)?.(event.node);
        expansions.delete(event.requestId);
        return;
      case 'ready':
        ready = true;
        if (event.version !== KERNEL_PROTOCOL) return die(`The kernel speaks version ${event.version} and the page ${KERNEL_PROTOCOL}: reload the page.`);
        if (locks && asked.lifeLock !== null) stopWatching = awaitLifeLock(locks, asked.lifeLock, () => die(SILENT_DEATH));
        return onEvent(event);
      case 'fatal':
        onEvent(event);
        die(event.message);
        return;
      case 'finished': {
        const ordinal = ordinals.get(event.runId) ?? 0;
        if (event.status === 'error') lastFailure = Math.max(lastFailure, ordinal);
        ordinals.delete(event.runId);
        onEvent(event);
        return;
      }
      case 'started':
      case 'output':
      case 'points':
      case 'track':
      case 'metrics':
      case 'visor':
      case 'ask':
      case 'asked':
      case 'timers':
      case 'shapes':
      case 'full-text':
      case 'load-module':
      case 'pins':
      case 'device':
      case 'devices':
      case 'memory':
      case 'files-changed':
      case 'download':
      case 'limit-reached':
        onEvent(event);
        return;
      default:
        event satisfies never;
    }
  };

  port.onmessage = (message: MessageEvent<unknown>) => {
    if (!open) return;
    const event = parseKernelEvent(message.data);
    if (event.ok) receive(event.value);
    else onMalformed?.(event.error);
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault?.();
    // Once it runs, the kernel reports errors of cells itself; what still comes this way ends nothing.
    if (!ready) die(event.message ? `The kernel did not start: ${event.message}` : 'The kernel’s script did not load: check the connection, then restart.');
  });

  const init: InitRequest = { type: 'init', version: KERNEL_PROTOCOL, stop: stop.memory, ...asked };
  worker.postMessage(init, [workerPort]);

  return {
    seen: () => lastFailure,
    execute(runId, cellId, program, seen, trainer) {
      const ordinal = ++lastOrdinal;
      ordinals.set(runId, ordinal);
      send({ type: 'execute', runId, cellId, ordinal, seen, program, ...(trainer !== undefined && { trainer }) });
      return ordinal;
    },
    interrupt() {
      // A number of its own: a stop while nothing runs still reaches a loop in a timer, and no later run.
      const ordinal = ++lastOrdinal;
      stop.raise(ordinal);
      send({ type: 'interrupt', ordinal });
    },
    switchDevice(device) {
      const requestId = nextRequestId();
      send({ type: 'switch-device', requestId, device });
      return requestId;
    },
    useRemote: (link, limit) => send({ type: 'remote', link, limit }, link === null ? [] : [link.port]),
    expand(handle) {
      if (!open) return Promise.resolve(null);
      const requestId = nextRequestId();
      return new Promise((resolve) => {
        expansions.set(requestId, resolve);
        send({ type: 'expand', requestId, handle });
      });
    },
    answer: (requestId, answer) => send({ type: 'answer', requestId, answer }),
    module: (requestId, module) => send({ type: 'module', requestId, module }),
    useModules: (modules) => send({ type: 'module-settings', modules }),
    restore(training, file) {
      if (!open) return Promise.resolve('the kernel has ended');
      const requestId = nextRequestId();
      return new Promise((resolve) => {
        restorations.set(requestId, resolve);
        send({ type: 'restore', requestId, training, file });
      });
    },
    resume: (cellId, training) => send({ type: 'resume', cellId, training }),
    clearTimers: (runId) => send({ type: 'clear-timers', runId }),
    tellVisor: (shown) => send({ type: 'visor', ...shown }),
    terminate: close,
  };
}
