import { describe, expect, it } from 'vitest';
import { createConsole } from './console';

function start() {
  const text = { stdout: '', stderr: '' };
  const tables: unknown[] = [];
  let now = 0;
  let spent = false;
  let skipped = 0;
  let cleared = 0;
  const console = createConsole(
    {
      write: (name, part) => {
        text[name] += part;
      },
      get textSpent() {
        return spent;
      },
      skip: () => skipped++,
      table: (data) => {
        if (!Array.isArray(data)) return false;
        tables.push(data);
        return true;
      },
      clear: () => cleared++,
      trace: () => ['    at f (Cell [1] #c:1:2)'],
      now: () => now,
    },
    { targetOf: () => undefined, errorText: (error) => `${String(error)}\n    at f (Cell [1] #c:1:2)` },
  );
  return {
    console,
    text,
    tables,
    wait: (milliseconds: number) => (now += milliseconds),
    spend: () => (spent = true),
    skipped: () => skipped,
    cleared: () => cleared,
  };
}

describe('the console of a cell', () => {
  it('joins arguments by spaces, strings bare and values inspected', () => {
    const { console, text } = start();
    console.log('loss', 0.5, { a: 1, b: ['x'] }, null, undefined, 10n, -0);
    expect(text.stdout).toBe('loss 0.5 { a: 1, b: ["x"] } null undefined 10n -0\n');
  });

  it('fills format specifiers and leaves those without an argument', () => {
    const { console, text } = start();
    console.log('%s has %d of %i at %f%% %c%o %j', 'epoch', '3', 4.9, '0.5x', 'color: red', { a: [1] });
    expect(text.stdout).toBe('epoch has 3 of 4 at 0.5% { a: [1] } %j\n');
  });

  it('does not take a percent sign in a lone string for a specifier', () => {
    const { console, text } = start();
    console.log('100%s');
    console.log(5, '%s');
    expect(text.stdout).toBe('100%s\n5 %s\n');
  });

  it('sends warnings, errors and failed assertions to stderr', () => {
    const { console, text } = start();
    console.warn('w');
    console.error('e');
    console.assert(1 === 1, 'fine');
    console.assert(false, 'x is %d', 3);
    console.assert(false);
    expect(text.stderr).toBe('w\ne\nAssertion failed: x is 3\nAssertion failed\n');
    expect(text.stdout).toBe('');
  });

  it('indents every line of a group', () => {
    const { console, text } = start();
    console.group('outer');
    console.log('a\nb');
    console.groupCollapsed();
    console.log('c');
    console.groupEnd();
    console.groupEnd();
    console.groupEnd();
    console.log('d');
    expect(text.stdout).toBe('outer\n  a\n  b\n    c\nd\n');
  });

  it('times and counts by label', () => {
    const { console, text, wait } = start();
    console.time('step');
    wait(12.5);
    console.timeLog('step', 'half');
    wait(1500);
    console.timeEnd('step');
    console.timeEnd('step');
    console.count();
    console.count();
    console.countReset();
    console.count();
    expect(text.stdout).toBe('step: 12.5 ms half\nstep: 1.512 s\ndefault: 1\ndefault: 2\ndefault: 1\n');
    expect(text.stderr).toBe("Timer 'step' not found; start it with console.time('step').\n");
  });

  it('shows tabular data as a table and logs everything else', () => {
    const { console, text, tables } = start();
    console.table([{ a: 1 }]);
    console.table(5);
    expect(tables).toEqual([[{ a: 1 }]]);
    expect(text.stdout).toBe('5\n');
  });

  it('shows where a trace was called', () => {
    const { console, text } = start();
    console.trace('here');
    expect(text.stderr).toBe('Trace: here\n    at f (Cell [1] #c:1:2)\n');
  });

  it('makes no text once the bound is spent', () => {
    const { console, text, spend, skipped } = start();
    spend();
    console.log({
      get boom() {
        throw new Error('read');
      },
    });
    expect(text.stdout).toBe('');
    expect(skipped()).toBe(1);
  });

  it('logs an error with its frames, and inspects one inside an object', () => {
    const { console, text } = start();
    console.error('failed:', new TypeError('no'));
    console.log({ error: new TypeError('no') });
    expect(text).toEqual({ stderr: 'failed: TypeError: no\n    at f (Cell [1] #c:1:2)\n', stdout: '{ error: TypeError: no }\n' });
  });

  it('clears the output', () => {
    const { console, cleared } = start();
    console.clear();
    expect(cleared()).toBe(1);
  });
});
