/**
 * Where one run's output goes: numbers its events, batches text and points, and keeps text within
 * bounds. Anything else that is said first sends what was batched, so order is kept.
 */
import type { MimeBundle } from '../../../base/mime';
import type { JsonObject } from '../../../base/json';
import type { PointMoment } from '../../../charts/sink';
import type { MetricBatch, TrackChange } from '../../../protocol/tracking';
import type { Ask, KernelEvent, NamedShape, OutputBody, RunStatus, VisorChange } from '../../../protocol/kernel';
import type { Platform } from './platform';
import { createFullText } from './full-text';
import { createPointBuffer } from './point-buffer';
import { createStreamLimit } from './stream-limit';

export type SendEvent = (event: KernelEvent, transfer?: Transferable[]) => void;

export interface RunOutput {
  readonly runId: string;
  started(executionCount: number): void;
  write(name: 'stdout' | 'stderr', text: string): void;
  /** True once no text is kept any more; `skip` then counts a line without making it. */
  readonly textSpent: boolean;
  skip(): void;
  say(output: Exclude<OutputBody, { type: 'stream' }>): void;
  point(chartId: string, series: string, x: number, y: number, moment?: PointMoment): void;
  /** News of a training that is kept, and points of some; also from a run that was stopped, which ends its trainings. */
  track(change: TrackChange): void;
  metrics(batches: readonly MetricBatch[]): void;
  visor(change: VisorChange): void;
  ask(requestId: string, ask: Ask): void;
  asked(requestId: string): void;
  /** How many timers the run has left behind. */
  timers(active: number): void;
  shapes(shapes: readonly NamedShape[]): void;
  flush(): void;
  finished(status: RunStatus, elapsedMs: number, abortedBy?: string): void;
  /** New text and displays of this run are dropped: it was interrupted, and stale parts of it may still be alive. */
  mute(): void;
}

/** Longest that text waits for more of it, in milliseconds; about a frame. */
const TEXT_WAIT = 16;
/** Characters that are sent without waiting. */
const TEXT_SIZE = 64 * 1024;
const POINTS_WAIT = 50;
/** Between updates of the notice that counts lines left out. */
const NOTICE_WAIT = 1000;

export function createRunOutput(runId: string, send: SendEvent, platform: Platform): RunOutput {
  const { now, date, setTimer, clearTimer, makeBlob } = platform;
  const limit = createStreamLimit();
  const fullText = createFullText(makeBlob);
  const points = createPointBuffer();
  let seq = 0;
  let muted = false;
  let pending: { name: 'stdout' | 'stderr'; chunks: string[]; length: number; since: number } | null = null;
  let pointsSince = 0;
  let textTimer: number | null = null;
  let pointsTimer: number | null = null;
  let noticeTimer: number | null = null;
  let noticedAt: number | null = null;
  let noticed = 0;

  const output = (body: OutputBody): void => {
    // A fit that was stopped still closes its charts and its progress line.
    if (!muted || body.type === 'update' || body.type === 'error') send({ type: 'output', runId, seq: seq++, output: body });
  };

  const flushText = (): void => {
    if (textTimer !== null) clearTimer(textTimer);
    textTimer = null;
    if (pending === null) return;
    const { name, chunks } = pending;
    pending = null;
    output({ type: 'stream', name, text: chunks.join('') });
  };

  const flushPoints = (): void => {
    if (pointsTimer !== null) clearTimer(pointsTimer);
    pointsTimer = null;
    if (points.size === 0) return;
    const batches = points.take();
    const buffers = batches.flatMap(({ x, y, epoch, time }) => [x, y, epoch, time].flatMap((column) => (column ? [column.buffer as ArrayBuffer] : [])));
    send({ type: 'points', runId, seq: seq++, batches }, buffers);
  };

  const notice = (): void => {
    if (noticeTimer !== null) clearTimer(noticeTimer);
    noticeTimer = null;
    if (limit.skipped === noticed) return;
    noticed = limit.skipped;
    const first = noticedAt === null;
    noticedAt = now();
    const displayId = `${runId}-left-out`;
    const data: MimeBundle = { 'text/plain': `… ${noticed.toLocaleString('en')} more ${noticed === 1 ? 'line' : 'lines'} not shown` };
    flushText();
    output({ type: first ? 'display' : 'update', data, metadata: {} satisfies JsonObject, displayId });
    send({ type: 'full-text', runId, seq: seq++, text: fullText.blob(), complete: !fullText.full });
  };
  const noticeSoon = (): void => {
    if (limit.skipped === noticed) return;
    // Asked of the clock and not only of a timer: a busy loop lets no timer run.
    if (noticedAt === null || now() - noticedAt >= NOTICE_WAIT) notice();
    else noticeTimer ??= setTimer(notice, NOTICE_WAIT);
  };

  const flush = (): void => {
    flushText();
    flushPoints();
  };

  return {
    runId,
    get textSpent() {
      return fullText.full;
    },
    started(executionCount) {
      send({ type: 'started', runId, seq: seq++, executionCount, at: date() });
    },
    write(name, text) {
      if (muted) return;
      fullText.append(text);
      const admitted = limit.admit(text);
      if (admitted !== '') {
        if (pending !== null && pending.name !== name) flushText();
        const at = now();
        pending ??= { name, chunks: [], length: 0, since: at };
        pending.chunks.push(admitted);
        pending.length += admitted.length;
        if (pending.length >= TEXT_SIZE || at - pending.since >= TEXT_WAIT) flushText();
        else textTimer ??= setTimer(flushText, TEXT_WAIT);
      }
      if (limit.spent) noticeSoon();
    },
    skip() {
      limit.skip(1);
      if (limit.skipped % 1024 === 0) noticeSoon();
      else noticeTimer ??= setTimer(notice, NOTICE_WAIT);
    },
    say(body) {
      flush();
      output(body);
    },
    point(chartId, series, x, y, moment) {
      const at = now();
      if (points.size === 0) pointsSince = at;
      points.add(chartId, series, x, y, moment);
      if (at - pointsSince >= POINTS_WAIT) flushPoints();
      else pointsTimer ??= setTimer(flushPoints, POINTS_WAIT);
    },
    track(change) {
      send({ type: 'track', runId, seq: seq++, change });
    },
    metrics(batches) {
      const buffers = batches.flatMap(({ step, epoch, time, value }) => [step, epoch, time, value].map((column) => column.buffer as ArrayBuffer));
      send({ type: 'metrics', runId, seq: seq++, batches }, buffers);
    },
    visor(change) {
      if (!muted) send({ type: 'visor', runId, seq: seq++, change });
    },
    ask(requestId, ask) {
      flush();
      if (!muted) send({ type: 'ask', runId, seq: seq++, requestId, ask });
    },
    asked(requestId) {
      send({ type: 'asked', runId, seq: seq++, requestId });
    },
    shapes(shapes) {
      if (shapes.length > 0) send({ type: 'shapes', runId, seq: seq++, shapes });
    },
    timers(active) {
      send({ type: 'timers', runId, seq: seq++, active });
    },
    flush,
    finished(status, elapsedMs, abortedBy) {
      notice();
      flush();
      send({ type: 'finished', runId, seq: seq++, status, elapsedMs, ...(abortedBy === undefined ? {} : { abortedBy }) });
    },
    mute() {
      flush();
      muted = true;
    },
  };
}
