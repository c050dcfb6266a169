import { describe, expect, test } from 'vitest';
import { foreignCommands, shellCommands } from '../../../language/compile/magics/commands';
import { foreignRemedy } from './commands/foreign';
import { openShell } from './testing';

describe('files', () => {
  test('are listed, also in folders and with sizes', async () => {
    const { run, put } = openShell();
    expect(await run('ls')).toBe('');
    await put('b.csv', '12345');
    await put('data/a.csv', 'x'.repeat(3000));
    await put('.hidden', '');
    expect(await run('ls')).toBe('b.csv  data/\n');
    expect(await run('ls -a1')).toBe('.hidden\nb.csv\ndata/\n');
    expect(await run('ls data /content/b.csv')).toBe('/content/b.csv\n\ndata:\na.csv\n');
    expect(await run('ls -lh data')).toMatch(/^- +2.9K \d{4}-\d\d-\d\d \d\d:\d\d a.csv\n$/);
    expect(await run('ls -R')).toBe('.:\nb.csv  data/\n\n./data:\na.csv\n');
    expect(await run('ls nope; pwd')).toBe("/content\n! ls: 'nope' not found\n");
  });

  test('are copied, moved, made and removed', async () => {
    const { run, put, names, read, changes } = openShell();
    await put('a.txt', 'a');
    expect(await run('mkdir -p x/y && cp a.txt x/y && cp a.txt b.txt && mv b.txt x/c.txt && touch t')).toBe('');
    expect(await names()).toEqual(['a.txt', 't', 'x/c.txt', 'x/y/a.txt']);
    await run('cp -r x z && mv x/y /content && rm -r x');
    expect(await names()).toEqual(['a.txt', 't', 'y/a.txt', 'z/c.txt', 'z/y/a.txt']);
    await run('rm z/*.txt "t" && mv z w');
    expect(await names()).toEqual(['a.txt', 'w/y/a.txt', 'y/a.txt']);
    expect(await read('w/y/a.txt')).toBe('a');
    expect(changes()).toBeGreaterThan(5);
  });

  test('stay where a command is a slip', async () => {
    const { run, put, names } = openShell();
    await put('x/a.txt', 'a');
    expect(await run('rm x')).toContain("'x' is a folder; -r removes it");
    expect(await run('rm nope')).toBe("! rm: 'nope' not found\n");
    expect(await run('rm -f nope')).toBe('');
    expect(await run('cp x y')).toContain('-r copies it');
    expect(await run('mv x x/z')).toContain('cannot go into itself');
    expect(await run('cp x/a.txt x')).toContain('are the same');
    expect(await run('cp nope y')).toContain("'nope' not found");
    expect(await run('mkdir x')).toContain('already there');
    expect(await run('mkdir p/q')).toContain('-p makes the folders');
    expect(await run('rm -r /content')).toContain('cannot be removed');
    expect(await run('rm -r ../other')).toContain('outside /content');
    expect(await run('rm -z x')).toBe('! rm: unknown option -z; options are: -r -R -f -v --recursive --force\n');
    expect(await names()).toEqual(['x/a.txt']);
  });

  test('are shown whole, their first and last lines, and counted', async () => {
    const { run, put } = openShell();
    await put('n.txt', Array.from({ length: 30 }, (_, i) => `${i + 1}\n`).join(''));
    await put('open.txt', 'one\ntwo');
    expect(await run('head -n 2 n.txt')).toBe('1\n2\n');
    expect(await run('head -3 n.txt')).toBe('1\n2\n3\n');
    expect((await run('head n.txt')).split('\n')).toHaveLength(11);
    expect(await run('tail -n 2 n.txt')).toBe('29\n30\n');
    expect(await run('tail -n1 open.txt')).toBe('two');
    expect(await run('head -c 3 open.txt')).toBe('one');
    expect(await run('head -n 1 n.txt open.txt')).toBe('==> n.txt <==\n1\n\n==> open.txt <==\none\n');
    expect(await run('wc -l n.txt')).toBe('30 n.txt\n');
    expect(await run('wc open.txt n.txt')).toBe('   1    2    7 open.txt\n  30   30   81 n.txt\n  31   32   88 total\n');
    expect(await run('cat -n open.txt')).toBe('     1\tone\n     2\ttwo');
    expect(await run('cat nope')).toBe("! cat: 'nope' not found\n");
    expect(await run('head -n many n.txt')).toContain("needs a whole number, not 'many'");
  });
});

describe('the language', () => {
  test('knows pipes, redirections, conditions and quotes', async () => {
    const { run, read, put } = openShell();
    await put('a b.txt', '3\n1\n2\n');
    expect(await run("cat 'a b.txt' | head -n 2 | wc -l")).toBe('2\n');
    await run('echo hello > out.txt; echo "big $HOME" >> out.txt');
    expect(await read('out.txt')).toBe('hello\nbig /content\n');
    expect(await run('wc -w < out.txt')).toBe('3\n');
    expect(await run('cat nope 2>/dev/null || echo none && echo both')).toBe('none\nboth\n');
    expect(await run('cat nope && echo no')).not.toContain('no\n');
    expect(await run('cat nope 2>&1 | wc -l')).toBe('1\n');
    expect(await run("echo a\\ b 'c  d' # rest")).toBe('a b c  d\n');
    expect(await run('ls *.txt | wc -l')).toBe('2\n');
    expect(await run('echo *.none "*"')).toBe('*.none *\n');
    expect(await run('echo one\n\n# nothing\necho two')).toBe('one\ntwo\n');
  });

  test('says what it does not know', async () => {
    const { run } = openShell();
    expect(await run('echo $(ls)')).toContain('write {expression} in its place');
    expect(await run("echo 'a")).toContain("a quote ' is not closed");
    expect(await run('ls &')).toContain('in the background');
    expect(await run('| ls')).toContain("nothing stands before '|'");
    expect(await run('ls >')).toContain("'>' needs the name of a file");
    expect(await run('frobnicate x')).toMatch(/^! frobnicate: there is no such command here; commands are: ls, cp, .*, npm\n$/);
  });

  test('names what to write instead of what it cannot run', async () => {
    const { run } = openShell();
    expect(await run('pip install numpy')).toBe("! pip: There is no Python here. tf.* does what NumPy does; for a package write import {…} from 'name'\n");
    for (const name of foreignCommands) expect(foreignRemedy(name)).toMatch(/\w/);
    for (const name of shellCommands) expect(await run(name)).not.toContain('no such command');
  });

  test('npm install has nothing to do', async () => {
    expect(await openShell().run('npm install -D d3-array@3 lodash')).toBe(
      "Nothing to install: write `import … from 'd3-array@3'`\nNothing to install: write `import … from 'lodash'`\n",
    );
  });
});

test('a file is written from a cell', async () => {
  const { shell, read } = openShell();
  await shell.writeFile('lib/a.ts', 'one\n');
  await shell.writeFile('-a lib/a.ts', 'two\n');
  expect(await read('lib/a.ts')).toBe('one\ntwo\n');
});

test('a stop ends the script', async () => {
  const abort = new AbortController();
  abort.abort();
  await expect(openShell().run('ls', abort.signal)).rejects.toThrow();
});
