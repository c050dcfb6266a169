import { describe, expect, it } from 'vitest';
import { createQueue, type RunEnd } from './queue';

interface Planned {
  readonly runId: string;
  readonly ordinal: number;
  readonly seen: number;
  readonly end: RunEnd;
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function start() {
  const log: string[] = [];
  let stoppedUpTo = 0;
  const queue = createQueue<Planned>({
    run: async (run) => {
      log.push(`start ${run.runId}`);
      await turn();
      log.push(`${run.end} ${run.runId}`);
      return run.end;
    },
    abort: (run, by) => log.push(`abort ${run.runId} by ${by}`),
    stopped: (ordinal) => ordinal <= stoppedUpTo,
  });
  let ordinal = 0;
  return {
    log,
    queue,
    /** `seen`: the last failure that the reader knew of; by default every one so far. */
    add: (runId: string, end: RunEnd = 'ok', seen = ordinal) => queue.add({ runId, ordinal: ++ordinal, seen, end }),
    stop: () => (stoppedUpTo = ++ordinal),
    idle: async () => {
      for (let turns = 0; turns < 30; turns++) await turn();
    },
  };
}

describe('the queue of runs', () => {
  it('runs one at a time, in order', async () => {
    const { log, add, idle } = start();
    add('a');
    add('b');
    await idle();
    expect(log).toEqual(['start a', 'ok a', 'start b', 'ok b']);
  });

  it('aborts what is queued behind an error, naming it, and then goes on', async () => {
    const { log, add, idle } = start();
    add('a', 'error');
    add('b');
    add('c');
    await idle();
    add('d');
    await idle();
    expect(log).toEqual(['start a', 'error a', 'abort b by a', 'abort c by a', 'start d', 'ok d']);
  });

  it('aborts what was queued before a failure was known, also when it arrives after it', async () => {
    const { log, add, idle } = start();
    add('a', 'error');
    await idle();
    add('late', 'ok', 0);
    add('new', 'ok', 1);
    await idle();
    expect(log).toEqual(['start a', 'error a', 'abort late by a', 'start new', 'ok new']);
  });

  it('aborts what a stop covers and runs what was queued after it', async () => {
    const { log, add, stop, idle } = start();
    add('a', 'interrupted');
    add('b');
    stop();
    add('c');
    await idle();
    expect(log).toEqual(['start a', 'abort b by a', 'start c', 'ok c'].toSpliced(1, 0, 'interrupted a'));
  });

  it('does a task between two runs, ahead of queued ones, and whatever their ends', async () => {
    const { log, add, queue, idle } = start();
    add('a', 'error');
    add('b');
    void queue.between(async () => {
      await turn();
      log.push('switch');
    });
    await idle();
    expect(log).toEqual(['start a', 'error a', 'abort b by a', 'switch']);
  });

  it('passes on the failure of a task and keeps running', async () => {
    const { log, add, queue, idle } = start();
    await expect(queue.between(() => Promise.reject(new Error('no device')))).rejects.toThrow('no device');
    add('a');
    await idle();
    expect(log).toEqual(['start a', 'ok a']);
  });
});
