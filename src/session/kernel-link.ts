/** The open notebook's kernel: starts it, feeds its events into the store once a frame, replaces it when it dies. */
import { newId } from '../base/ids';
import type { KernelEvent } from '../protocol/kernel';
import { startKernel, type KernelClient } from '../kernel/client/client';
import { notebookFolder } from '../storage/opfs/folders';
import { applyEvent, withQueue } from './apply-event';
import type { SessionCore } from './core';
import type { TrackedEvent } from './runs/environment';
import { createModuleService, type ModuleService } from './module-service';
import { withoutKernel, type KernelEnd } from './kernel-end';
import type { SessionState } from './types';

export interface KernelLink {
  /** The running kernel, started if there is none. */
  ready(): Promise<KernelClient>;
  /** Null while none runs. */
  current(): KernelClient | null;
  /** Ends the kernel; its variables are gone, unfinished runs end and say so. */
  stop(how: 'restarted' | 'terminated'): void;
  /** As `stop`, for good: the notebook is being left, and what still waits to start a kernel starts none. */
  close(): void;
  /** Texts and versions of what cells import. */
  readonly modules: ModuleService;
  /** A run’s end is about to come, as after a post to an idle kernel or a stop: views wait for it, 12 ms at most. */
  awaitEnd(): void;
  /** Counts the kernels that were lost; posts under way must not reach the next one. */
  readonly generation: () => number;
}

export interface KernelHooks {
  onFilesChanged(): void;
  /** Before anything is run; null where there is nothing to wait for. */
  onStart(client: KernelClient): Promise<void> | null;
  onEnd(): void;
  onLimitReached(): void;
  /** News of trainings that are kept. */
  onTracked(event: TrackedEvent): void;
}

/** Milliseconds between two commits. */
const FRAME = 16;

export function createKernelLink(core: SessionCore, hooks: KernelHooks): KernelLink {
  const { env, state, patch, notify, shown } = core;
  const modules = createModuleService(core);
  let client: KernelClient | null = null;
  /** What a start waits for is done: cells may be posted. */
  let prepared = false;
  let starting: Promise<KernelClient> | null = null;
  let generation = 0;
  /** The kernel in use has answered once: a death after that is a cell's doing, one before it would repeat itself. */
  let started = false;
  let closed = false;
  let pending: KernelEvent[] = [];
  /** When a run's end was last shown without waiting for the frame. */
  let endedAt = 0;

  const flush = () => {
    const events = pending;
    pending = [];
    const before = state();
    let next = before;
    for (const event of events) next = reduce(next, event);
    if (next !== before) patch(next);
  };

  const receive = (mine: number) => (event: KernelEvent) => {
    if (mine !== generation) return;
    if (event.type === 'points') event.batches.forEach((batch) => env.charts.append(batch));
    if (event.type === 'track' || event.type === 'metrics') return hooks.onTracked(event);
    if (event.type === 'files-changed') hooks.onFilesChanged();
    if (event.type === 'download') env.saveFile(event.name, event.content);
    if (event.type === 'limit-reached') {
      hooks.onLimitReached();
      notify({ tone: 'warning', text: event.text, remedy: event.remedy });
    }
    if (event.type === 'load-module' && client !== null) void modules.answer(client, event);
    // At once: the next cell tells the kernel what the notebook holds.
    if (event.type === 'pins') modules.keep(event.pins);
    // A frame that shows nothing yet would only put off the one that shows the end.
    if (pending.length === 0 && !shown.held()) env.nextFrame(flush);
    pending.push(event);
    if (event.type !== 'finished') return;
    // A reader waits for the end of a run: it need not wait for the frame as well, unless ends come in a flood.
    if (shown.held()) shown.release();
    else if (env.now() - endedAt >= FRAME) flush();
    else return;
    endedAt = env.now();
  };

  const reduce = (current: SessionState, event: KernelEvent): SessionState => {
    switch (event.type) {
      case 'ready':
        started = true;
        if (current.visor.isOpen) client?.tellVisor({ open: true, full: current.visor.isFull });
        if (event.notice) queueMicrotask(() => notify({ tone: 'warning', text: event.notice ?? '' }));
        return withQueue(
          { ...current, kernel: { phase: 'idle' }, device: event.device, devices: event.devices },
          current.queue,
        );
      case 'device':
        queueMicrotask(() => announceSwitch(event));
        return withQueue({ ...current, kernel: { phase: 'idle' }, device: event.device }, current.queue);
      case 'devices':
        return { ...current, device: event.device, devices: event.devices };
      case 'memory':
        return { ...current, memory: event.memory };
      case 'expanded':
      case 'restored':
      case 'files-changed':
      case 'download':
      case 'limit-reached':
      case 'load-module':
      case 'pins':
      case 'fatal': // the client reports the death itself
        return current;
      default:
        return applyEvent(current, event, env.charts.complete);
    }
  };

  const announceSwitch = (event: KernelEvent & { type: 'device' }) => {
    if (event.failure !== undefined) {
      patch({ wantedDevice: event.device.kind });
      notify({ tone: 'danger', text: event.failure, remedy: `The notebook stays on ${event.device.name}.` });
      return;
    }
    const carried =
      event.moved === 0
        ? 'There were no tensors to carry over.'
        : `${event.moved.toLocaleString('en')} ${event.moved === 1 ? 'tensor was' : 'tensors were'} carried over; variables and models live on.`;
    notify({ tone: 'success', text: `Now on ${event.device.name}`, remedy: carried });
  };

  const die = (reason: string) => {
    if (client === null) return;
    const startAgain = started;
    const sentence = /[.?]$/.test(reason) ? reason : `${reason}.`;
    end({ kind: 'died', reason: sentence });
    if (!startAgain) return; // the banner says why, and offers to restart
    notify({
      tone: 'danger',
      text: `The kernel died. ${sentence}`,
      remedy: 'A new kernel is starting. Variables are gone; run the cells you need again.',
    });
    void link.ready();
  };

  /** Settles every unfinished run and forgets the kernel. */
  const end = (how: KernelEnd) => {
    flush();
    generation++;
    client?.terminate();
    client = null;
    prepared = false;
    hooks.onEnd();
    starting = null;
    started = false;
    patch(withoutKernel(state(), how, { completeChart: env.charts.complete, now: env.now() }));
  };

  const start = async (): Promise<KernelClient> => {
    const mine = generation;
    patch({ kernel: { phase: 'starting' } });
    const root = await env.filesRoot();
    const files = root ? await notebookFolder(root, state().id).catch(() => null) : null;
    if (mine !== generation) return link.ready();
    const made = startKernel({
      worker: env.createKernelWorker(),
      init: { files, device: state().wantedDevice === 'tpu' ? 'cpu' : state().wantedDevice, wasmPath: env.wasmPath, modules: modules.settings(), lifeLock: env.locks && `gradbook-kernel-${newId()}` },
      isolated: env.isolated,
      locks: env.locks,
      onEvent: receive(mine),
      onDeath: (reason) => {
        if (mine === generation) die(reason);
      },
    });
    client = made;
    const preparing = hooks.onStart(made);
    if (preparing !== null) await preparing;
    if (mine !== generation) return link.ready();
    prepared = true;
    return made;
  };

  const link: KernelLink = {
    ready() {
      if (closed) return new Promise(() => undefined);
      starting ??= start();
      return starting;
    },
    current: () => (prepared ? client : null),
    awaitEnd: () => shown.hold(flush),
    modules,
    stop: (how) => end({ kind: how }),
    close() {
      closed = true;
      end({ kind: 'closed' });
    },
    generation: () => generation,
  };
  return link;
}
