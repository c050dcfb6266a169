import { describe, expect, it } from 'vitest';
import type { KernelEvent } from '../../../protocol/kernel';
import { createRunOutput } from './run-output';

function start() {
  const events: KernelEvent[] = [];
  const transfers: Transferable[][] = [];
  const timers = new Map<number, { readonly at: number; readonly callback: () => void }>();
  let now = 0;
  let last = 0;
  const output = createRunOutput(
    'r1',
    (event, transfer = []) => {
      events.push(event);
      transfers.push([...transfer]);
    },
    {
      now: () => now,
      date: () => 1_000_000 + now,
      setTimer: (callback, milliseconds) => {
        timers.set(++last, { at: now + milliseconds, callback });
        return last;
      },
      clearTimer: (timer) => timers.delete(timer),
      makeBlob: (parts) => new Blob(parts),
    },
  );
  return {
    output,
    events,
    transfers,
    /** Time passes without a chance for timers, as in a busy loop. */
    busy: (milliseconds: number) => (now += milliseconds),
    wait(milliseconds: number) {
      now += milliseconds;
      for (const [id, { at, callback }] of [...timers]) {
        if (at > now) continue;
        timers.delete(id);
        callback();
      }
    },
    texts: () => events.flatMap((event) => (event.type === 'output' && event.output.type === 'stream' ? [[event.output.name, event.output.text]] : [])),
  };
}

describe('the output of a run', () => {
  it('sends text written within a frame as one event', () => {
    const { output, texts, wait } = start();
    output.write('stdout', 'a\n');
    output.write('stdout', 'b\n');
    expect(texts()).toEqual([]);
    wait(16);
    expect(texts()).toEqual([['stdout', 'a\nb\n']]);
  });

  it('does not wait for a timer in a busy loop, nor with much text', () => {
    const { output, texts, busy } = start();
    output.write('stdout', 'a');
    busy(20);
    output.write('stdout', 'b');
    output.write('stdout', 'x'.repeat(70_000));
    expect(texts().map(([, text]) => text?.length)).toEqual([2, 70_000]);
  });

  it('keeps the order of streams, displays and points, numbered from 0', () => {
    const { output, events } = start();
    output.started(3);
    output.write('stdout', 'out');
    output.write('stderr', 'err');
    output.point('c', 'loss', 1, 0.5);
    output.say({ type: 'display', data: { 'text/plain': 'x' }, metadata: {}, displayId: null });
    output.finished('ok', 5);
    expect(events.map((event) => (event.type === 'output' ? event.output.type : event.type))).toEqual(['started', 'stream', 'stream', 'points', 'display', 'finished']);
    expect(events.map((event) => ('seq' in event ? event.seq : null))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('hands points over in batches of one array a series, without copying them again', () => {
    const { output, events, transfers, wait } = start();
    for (let step = 0; step < 1000; step++) {
      output.point('c', 'loss', step, 1 / (step + 1));
      if (step % 2 === 0) output.point('c', 'acc', step, NaN);
    }
    expect(events).toEqual([]);
    wait(50);
    const [event] = events;
    if (event?.type !== 'points') throw new Error('no points came');
    expect(event.batches.map(({ series, x, y }) => [series, x.length, y.length])).toEqual([['loss', 1000, 1000], ['acc', 500, 500]]); // prettier-ignore
    expect(event.batches[0]?.y[999]).toBe(0.001);
    expect(transfers[0]).toHaveLength(4);
  });

  it('says once how many lines were left out and keeps the count right', () => {
    const { output, events, texts, wait } = start();
    for (let line = 0; line < 10_500; line++) output.write('stdout', `${line}\n`);
    wait(1000);
    for (let line = 0; line < 500; line++) output.skip();
    output.finished('ok', 1);
    expect(texts().map(([, text]) => text).join('').split('\n')).toHaveLength(10_001); // prettier-ignore
    const notices = events.flatMap((event) => (event.type === 'output' && (event.output.type === 'display' || event.output.type === 'update') ? [event.output] : []));
    expect(notices.map((notice) => notice.type)).toEqual(['display', ...notices.slice(1).map(() => 'update')]);
    expect(new Set(notices.map((notice) => notice.displayId)).size).toBe(1);
    expect(notices.at(-1)?.data['text/plain']).toBe('… 1,000 more lines not shown');
  });

  it('drops what stale parts of a stopped run write, but lets its charts end', () => {
    const { output, events, texts } = start();
    output.write('stdout', 'before');
    output.mute();
    output.write('stdout', 'after');
    output.say({ type: 'display', data: {}, metadata: {}, displayId: null });
    output.say({ type: 'update', data: {}, metadata: {}, displayId: 'chart' });
    output.finished('interrupted', 1);
    expect(texts()).toEqual([['stdout', 'before']]);
    expect(events.map((event) => (event.type === 'output' ? event.output.type : event.type))).toEqual(['stream', 'update', 'finished']);
  });
});
