import { describe, expect, test } from 'vitest';
import ts from 'typescript';
import { compileCell } from './compile';
import { openNotebook } from './testing';

/** What the magics of the last text are asked to do, with the cell's value. */
async function asked(...texts: readonly string[]) {
  const calls: string[][] = [];
  const notebook = openNotebook({ magic: async (kind, text, argument) => void calls.push([kind, text, argument]) });
  const value = await notebook.show(...texts);
  return { calls, value };
}
const commands = async (...texts: readonly string[]) => (await asked(...texts)).calls.map(([, text]) => text);
const problem = (text: string) => {
  const program = compileCell(ts, text, { cellId: 'a' });
  return program.ok ? null : `${program.error.line}:${program.error.column} ${program.error.message}`;
};

describe('shell lines', () => {
  test('run in order, before and among the code', async () => {
    const { calls, value } = await asked('!ls -l\n!mkdir -p a/b\nconst n = 2\n!echo done\nn + 1');
    expect(calls).toEqual([['shell', 'ls -l', ''], ['shell', 'mkdir -p a/b', ''], ['shell', 'echo done', '']]);
    expect(value).toBe(3);
  });

  test('take values of expressions and variables', async () => {
    expect(await commands('const name = "a.csv", n = 3', '!head -n {n + 1} {name}')).toEqual(['head -n 4 a.csv']);
    expect(await commands('const name = "a.csv"\n!cat ${name} $name')).toEqual(['cat a.csv a.csv']);
    expect(await commands('const o = {k: "}"}\n!echo {o["k"] + "}"} {`x${1}`}')).toEqual(['echo }} x1']);
  });

  test('leave to the shell what is no variable', async () => {
    expect(await commands('!echo $HOME $$name {} {{a}} $1 $(x) `y` \\n "{"')).toEqual(['echo $HOME $name {} {a} $1 $(x) `y` \\n "{"']);
  });

  test('go on after a backslash', async () => {
    expect(await commands('!wget \\\n  -O x \\\n  https://a.b/c\nlet z = 1')).toEqual(['wget   -O x   https://a.b/c']);
  });

  test('alone show no value', async () => {
    expect((await asked('!ls')).value).toBe(undefined);
    expect((await asked('const cat = 0', '(!cat)')).value).toBe(true);
  });

  test('leave positions as they are', async () => {
    const outcome = await openNotebook().run('!ls -l {1 + 1} \\\n  x\nconst a = 1\n  null.x', 'a');
    expect(outcome.ok ? null : outcome.frames?.[0]).toMatchObject({ line: 4, column: 8 });
    expect(problem('!ls\nlet y = = 2')).toBe('2:9 Expression expected');
    expect(problem('!cat {a b}')).toMatch(/^1:9 /);
    const inLine = await openNotebook().run('!cat {nope}', 'a');
    expect(inLine.ok ? null : inLine.frames?.[0]).toMatchObject({ line: 1, column: 7 });
  });

  test('are read by what the cell needs', () => {
    const program = compileCell(ts, '!cat {name} $other', { cellId: 'a' });
    expect(program.ok && program.value.reads).toEqual(['name', 'other']);
  });
});

describe('percent lines', () => {
  test('give the rest of the cell as text', async () => {
    expect((await asked('%%html\n<b>`${x}`</b>\n')).calls).toEqual([['html', '<b>`${x}`</b>\n', '']]);
    expect((await asked('%%markdown\n# Hi')).calls).toEqual([['markdown', '# Hi', '']]);
    expect((await asked('%%bash\nls\necho {a}')).calls).toEqual([['shell', 'ls\necho {a}', '']]);
    expect((await asked('%%writefile -a lib.ts\nexport const a = 1')).calls).toEqual([['write-file', 'export const a = 1', '-a lib.ts']]);
  });

  test('around code leave it and its value', async () => {
    expect(await asked('%%time\nconst a = 4\na * 2')).toEqual({ calls: [['time', '', '']], value: 8 });
    expect(await asked('%%js\n1 + 1')).toEqual({ calls: [], value: 2 });
  });

  test.each([
    ['%%python\nprint(1)', "1:1 '%%python' does not exist here; cells are TypeScript; tf.* does what NumPy does"],
    ['// a\n%matplotlib inline\n1', "2:1 '%matplotlib' does not exist here; it is not needed: chart draws in the page"],
    ['%cd /content', '%cd'],
    ['%ls -l', 'write !ls -l'],
    ['%%whatever', 'a cell can begin with %%time, %%html'],
    ['!ls\n%%html\n<b>', "2:1 '%%html' must be the first line of its cell"],
    ['%%writefile\nx', "'%%writefile' needs the name of one file"],
  ])('%j says what to write instead', (text, message) => {
    expect(problem(text)).toContain(message);
  });
});
