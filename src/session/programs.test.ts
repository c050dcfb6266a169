import { describe, expect, it } from 'vitest';
import { err, ok, type Result } from '../base/result';
import type { CellProgram, CellSyntaxError } from '../protocol/kernel';
import { createPrograms } from './programs';

function start() {
  const asked: string[] = [];
  const settle: ((result: Result<CellProgram, CellSyntaxError>) => void)[] = [];
  const programs = createPrograms((cellId, text) => {
    asked.push(`${cellId}: ${text}`);
    return new Promise((resolve) => settle.push(resolve));
  });
  const finish = async (result: Result<CellProgram, CellSyntaxError> = program('done')): Promise<void> => {
    settle.shift()?.(result);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return { asked, programs, finish };
}

const program = (js: string) => ok({ js, map: '', declares: [], reads: [], writes: [] });

describe('programs made ahead', () => {
  it('a run of a text that was prepared compiles nothing anew', async () => {
    const { asked, programs, finish } = start();
    programs.prepare('a', '1');
    const run = programs.of('a', '1');
    await finish(program('one'));
    expect(await run).toEqual(program('one'));
    expect(asked).toEqual(['a: 1']);
  });

  it('of the texts typed while one compiles only the newest is compiled', async () => {
    const { asked, programs, finish } = start();
    for (const text of ['1', '1+', '1+1']) programs.prepare('a', text);
    await finish();
    expect(asked).toEqual(['a: 1', 'a: 1+1']);
  });

  it('a compiler that did not load is asked again', async () => {
    const { asked, programs, finish } = start();
    const first = programs.of('a', '1');
    await finish(err({ name: 'CompilerError', message: 'not loaded', line: 1, column: 1 }));
    expect((await first).ok).toBe(false);
    void programs.of('a', '1');
    expect(asked).toHaveLength(2);
  });

  it('a text with an error stays known', async () => {
    const { asked, programs, finish } = start();
    void programs.of('a', 'let = 1');
    await finish(err({ name: 'SyntaxError', message: 'no', line: 1, column: 1 }));
    void programs.of('a', 'let = 1');
    expect(asked).toHaveLength(1);
  });
});
