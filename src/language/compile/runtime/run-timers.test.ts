import { describe, expect, it } from 'vitest';
import { Interrupted } from './interrupted';
import { createTimers } from './run-timers';

type Callback = (...args: readonly unknown[]) => unknown;

/** A platform whose timers fire when told to. Ids of frames and of timers overlap, as in a browser. */
function platform() {
  const timers = new Map<number, { readonly callback: Callback; readonly repeats: boolean }>();
  const frames = new Map<number, Callback>();
  let nextTimer = 1;
  let nextFrame = 1;
  const host = {
    setTimeout: (callback: Callback) => (timers.set(nextTimer, { callback, repeats: false }), nextTimer++),
    setInterval: (callback: Callback) => (timers.set(nextTimer, { callback, repeats: true }), nextTimer++),
    clearTimeout: (id: number) => void timers.delete(id),
    requestAnimationFrame: (callback: Callback) => (frames.set(nextFrame, callback), nextFrame++),
    cancelAnimationFrame: (id: number) => void frames.delete(id),
  };
  return {
    host,
    set: () => timers.size + frames.size,
    fire() {
      for (const [id, { callback, repeats }] of [...timers]) {
        if (!repeats) timers.delete(id);
        callback();
      }
      for (const [id, callback] of [...frames]) {
        frames.delete(id);
        callback();
      }
    },
  };
}

function start() {
  const browser = platform();
  const timers = createTimers(browser.host);
  const open = () => {
    const told: number[] = [];
    const run = timers.open((active) => told.push(active));
    const locals = run.locals((callback) => callback) as Readonly<Record<string, Callback>>;
    const call = (name: string, ...args: readonly unknown[]): unknown => locals[name]?.(...args);
    return { told, run, call };
  };
  return { ...browser, open };
}
const nothing = () => undefined;

describe('the timers of a run', () => {
  it('count from when they are set until they have fired or were cleared', () => {
    const { open, fire } = start();
    const { told, run, call } = open();
    call('setTimeout', nothing, 5);
    const interval = call('setInterval', nothing, 5);
    call('requestAnimationFrame', nothing);
    expect(run.active).toBe(3);
    fire();
    expect(run.active).toBe(1);
    call('clearInterval', interval);
    expect(told).toEqual([1, 2, 3, 2, 1, 0]);
  });

  it('one that sets the next leaves the number as it was', () => {
    const { open, fire } = start();
    const { told, call } = open();
    const again = (): unknown => call('setTimeout', again, 5);
    again();
    fire();
    fire();
    expect(told).toEqual([1]);
  });

  it('any run can clear those of another; ids of frames and timers are kept apart', () => {
    const { open } = start();
    const [first, second] = [open(), open()];
    const id = first.call('setTimeout', nothing, 5);
    first.call('requestAnimationFrame', nothing);
    second.call('clearTimeout', id);
    expect([first.run.active, second.run.active]).toEqual([1, 0]);
    second.call('cancelAnimationFrame', 1);
    expect(first.told).toEqual([1, 2, 1, 0]);
  });

  it('clearing a run ends all of its own and no others', () => {
    const { open, set } = start();
    const [first, second] = [open(), open()];
    first.call('setInterval', nothing, 5);
    first.call('requestAnimationFrame', nothing);
    second.call('setInterval', nothing, 5);
    first.run.clear();
    expect([first.run.active, second.run.active, set()]).toEqual([0, 1, 1]);
  });

  it('a callback that is stopped, at once or later, takes the others of its run along', async () => {
    for (const callback of [
      () => {
        throw new Interrupted();
      },
      () => Promise.reject(new Interrupted()),
    ]) {
      const { open, fire, set } = start();
      const { run, call } = open();
      call('setInterval', nothing, 5);
      let failed: unknown;
      call('setInterval', () => {
        const result: unknown = callback();
        return result;
      }, 5);
      process.once('unhandledRejection', (reason) => (failed = reason));
      try {
        fire();
      } catch (error) {
        failed = error;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(failed).toBeInstanceOf(Interrupted);
      expect([run.active, set()]).toEqual([0, 0]);
    }
  });
});
