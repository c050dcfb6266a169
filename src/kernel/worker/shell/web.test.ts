import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { openShell } from './testing';

const bytes = (data: Uint8Array) => new Uint8Array(data);

describe('downloads', () => {
  const web = {
    'https://a.b/data/c%20d.csv?x=1': () => new Response('1,2\n'),
    'https://a.b/gone': () => new Response('', { status: 404, statusText: 'Not Found' }),
    'https://a.b/': () => new Response('<html>'),
  };

  test('wget saves under the name of the address, or the one given', async () => {
    const { run, read, names } = openShell(web);
    expect(await run("wget 'https://a.b/data/c%20d.csv?x=1'")).toBe("! 'c d.csv' saved, 4 bytes\n");
    await run('wget -q a.b/ -P pages; wget -qO x/y.csv "https://a.b/data/c%20d.csv?x=1"');
    expect(await names()).toEqual(['c d.csv', 'pages/index.html', 'x/y.csv']);
    expect(await read('x/y.csv')).toBe('1,2\n');
    expect(await run('wget -nc https://a.b/ -O x/y.csv')).toContain('already there');
  });

  test('curl prints, or saves', async () => {
    const { run, names } = openShell(web);
    expect(await run('curl -sL https://a.b/')).toBe('<html>');
    expect(await run('curl https://a.b/ | wc -c')).toBe('6\n');
    await run("curl -o p.html https://a.b/ && curl -LO 'https://a.b/data/c%20d.csv?x=1'");
    expect(await names()).toEqual(['c d.csv', 'p.html']);
  });

  test('failures name the address and the reason', async () => {
    const { run, names } = openShell(web);
    expect(await run('wget https://a.b/gone')).toBe('! wget: https://a.b/gone answered 404 Not Found\n');
    expect(await run('wget https://else.where/x')).toContain('does not let pages of other sites read it');
    expect(await run('curl ftp://a.b/x')).toContain('no address that a browser can fetch');
    expect(await names()).toEqual([]);
  });
});

describe('archives', () => {
  test('zip: all, listed, into a folder', async () => {
    const { run, put, read, names } = openShell();
    const text = 'long '.repeat(1000);
    await put('a.zip', bytes(zipSync({ 'one.txt': strToU8('1'), 'd/two.txt': strToU8(text), 'd/stored': [strToU8('s'), { level: 0 }], 'e/': new Uint8Array() })));
    expect(await run('unzip -l a.zip')).toContain('      5000  d/two.txt\n');
    expect(await run('unzip a.zip one.txt')).toBe('  inflating: one.txt\n');
    await run('unzip -q a.zip -d out && rm a.zip');
    expect(await names()).toEqual(['one.txt', 'out/d/stored', 'out/d/two.txt', 'out/one.txt']);
    expect(await read('out/d/two.txt')).toBe(text);
    expect(await run('ls out')).toBe('d/  e/  one.txt\n');
  });

  test('zip: broken ones and ones that reach outside are refused', async () => {
    const { run, put, names } = openShell();
    const whole = bytes(zipSync({ 'one.txt': strToU8('1'.repeat(99)) }));
    await put('cut.zip', whole.slice(0, 60));
    await put('evil.zip', bytes(zipSync({ '../../x': strToU8('1') })));
    expect(await run('unzip cut.zip')).toContain('no zip archive, or it is cut short');
    expect(await run('unzip -d out evil.zip')).toContain('outside its folder');
    expect(await names()).toEqual(['cut.zip', 'evil.zip']);
  });

  test('gzip: the file takes the place of the packed one', async () => {
    const { run, put, names, read } = openShell();
    await put('a.csv.gz', bytes(gzipSync('1,2\n')));
    await put('b.gz', bytes(gzipSync('b'.repeat(5000)).subarray(0, 20)));
    expect(await run('gunzip -c a.csv.gz')).toBe('1,2\n');
    await run('gunzip -k a.csv.gz');
    expect(await names()).toEqual(['a.csv', 'a.csv.gz', 'b.gz']);
    await run('rm a.csv; gunzip a.csv.gz');
    expect(await read('a.csv')).toBe('1,2\n');
    expect(await run('gunzip b.gz')).toMatch(/^! gunzip: .*b\.gz|^! gunzip: 'b'/);
    expect(await run('gunzip a.csv')).toContain('not packed by gzip');
    expect(await names()).toEqual(['a.csv', 'b.gz']);
  });

  test('tar as the system makes it: gzip, long names, folders', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shell-tar-'));
    const long = `${'long-name-'.repeat(12)}end.txt`;
    mkdirSync(join(folder, 'set/empty'), { recursive: true });
    writeFileSync(join(folder, 'set/a.txt'), 'a');
    writeFileSync(join(folder, `set/${long}`), 'long');
    for (const format of ['gnu', 'pax']) {
      execFileSync('tar', [`--format=${format}`, '-czf', `${format}.tgz`, 'set'], { cwd: folder });
      const { run, put, names, read } = openShell();
      await put('x.tgz', bytes(readFileSync(join(folder, `${format}.tgz`))));
      expect((await run('tar tf x.tgz')).split('\n').sort()).toEqual(['', 'set/', 'set/a.txt', 'set/empty/', `set/${long}`].sort());
      expect(await run('tar -xzvf x.tgz -C out')).toContain('set/a.txt\n');
      await run('tar xf x.tgz --strip-components=1');
      expect((await names()).sort()).toEqual(['a.txt', long, 'out/set/a.txt', `out/set/${long}`, 'x.tgz'].sort());
      expect(await read(long)).toBe('long');
      expect(await run('ls out/set | wc -l')).toBe('3\n');
    }
    rmSync(folder, { recursive: true });
    const { run, put } = openShell();
    await put('x.tar', 'not an archive '.repeat(100));
    expect(await run('tar xf x.tar')).toContain('no tar archive');
    expect(await run('tar cf x.tar .')).toContain("unknown option -c");
  });
});

describe('git clone', () => {
  const raw = 'https://raw.githubusercontent.com/me/set/HEAD';
  const web = {
    'https://api.github.com/repos/me/set/git/trees/HEAD?recursive=1': () =>
      Response.json({ tree: [{ path: 'README.md', type: 'blob' }, { path: 'data', type: 'tree' }, { path: 'data/a b.csv', type: 'blob' }] }),
    [`${raw}/README.md`]: () => new Response('# Set'),
    [`${raw}/data/a%20b.csv`]: () => new Response('1'),
  };

  test('fetches the files of the default branch', async () => {
    const { run, names } = openShell(web);
    expect(await run('git clone --depth 1 https://github.com/me/set.git')).toBe("! Cloning into 'set': 2 files\n");
    expect(await names()).toEqual(['set/data/a b.csv', 'set/README.md']);
    expect(await run('git clone https://github.com/me/set')).toContain('already there');
  });

  test('says which files failed', async () => {
    const { [`${raw}/README.md`]: _, ...less } = web;
    expect(await openShell(less).run('git clone -q https://github.com/me/set here')).toMatch(/1 of 2 files could not be fetched: README.md \(/);
  });

  test('falls back to another listing, and says why none answers', async () => {
    const { 'https://api.github.com/repos/me/set/git/trees/HEAD?recursive=1': _, ...rest } = web;
    const fallback = { ...rest, 'https://data.jsdelivr.com/v1/packages/gh/me/set@main?structure=flat': () => Response.json({ files: [{ name: '/README.md' }] }) };
    const { run, names } = openShell(fallback);
    await run('git clone https://github.com/me/set');
    expect(await names()).toEqual(['set/README.md']);
    expect(await openShell().run('git clone https://github.com/me/none')).toContain('the files of me/none cannot be listed: https://api.github.com');
    expect(await openShell().run('git clone https://gitlab.com/me/none')).toContain('no repository of GitHub');
  });
});
