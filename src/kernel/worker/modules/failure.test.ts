import { describe, expect, it } from 'vitest';
import { esm, jsd, startTestLoader } from './testing';

const at = (path: string): string => `https://x.test/${path}`;

describe('an import that fails', () => {
  it('names the package, both addresses and both reasons', async () => {
    const { failure } = startTestLoader({
      [`${jsd}nope/+esm`]: { ok: false, url: `${jsd}nope/+esm`, reason: 'offline', detail: 'jsd.test cannot be reached' },
    });
    expect(await failure('nope')).toBe(
      [
        `ImportError: module 'nope' cannot be imported:`,
        `  ${esm}nope: not found (404)`,
        `  ${jsd}nope/+esm: no connection (jsd.test cannot be reached)`,
        'Check its name and version.',
        'Connect to the network and run the cell again; what was imported before works without.',
      ].join('\n'),
    );
  });

  it('names the child and everyone who led to it', async () => {
    const { failure } = startTestLoader({ [at('a.js')]: 'import "./b.js";', [at('b.js')]: 'export * from "./c.js";' });
    expect(await failure(at('a.js'))).toContain(`  ${at('c.js')}: not found (404)\n    imported by ${at('b.js')}\n    imported by ${at('a.js')}\n`);
  });

  it('is tried again with the next run', async () => {
    const web: Record<string, string> = { [at('a.js')]: 'import "./b.js";export const a = 1;' };
    const { failure, import: load } = startTestLoader(web);
    await failure(at('a.js'));
    web[at('b.js')] = 'export {}';
    expect((await load(at('a.js')))['a']).toBe(1);
  });

  it.each([
    ['what only a parser sees', 'export const x = 1;\nconst y = ;', 'line 2, column 11: syntax error: Unexpected token'],
    ['what the reader of imports sees', 'import { x from "./x.js";', 'line 1'],
  ])('tells where the syntax is wrong: %s', async (_what, text, words) => {
    const { failure } = startTestLoader({ [at('a.js')]: 'import "./bad.js";', [at('bad.js')]: text });
    const said = await failure(at('a.js'));
    expect(said).toContain(`${at('bad.js')}, ${words}`);
    expect(said).toContain(`imported by ${at('a.js')}`);
  });

  it('names an export that is missing, through export *, and what there is', async () => {
    const { failure } = startTestLoader({
      [at('a.js')]: 'import { meen } from "./b.js";\nexport { meen };',
      [at('b.js')]: 'export * from "./c.js";\nexport const sum = 1;',
      [at('c.js')]: 'export const mean = 1;\nexport default 2;',
    });
    expect(await failure(at('a.js'))).toContain(`${at('b.js')} has no export 'meen'; its exports are: sum, mean\n    imported by ${at('a.js')}`);
  });

  it.each([
    ['fs://x', 'not from fs:'],
    ['node:fs', 'a part of Node.js'],
    ['/etc/x.js', "'./name' or '/content/name'"],
    ['a b', "a package is written 'name'"],
    ['gradbook/nothing', "modules of the notebook are: 'gradbook/chart'"],
  ])('says what %s should be', async (specifier, words) => {
    expect(await startTestLoader({}).failure(specifier)).toContain(words);
  });

  it('says that a text is no module', async () => {
    const { failure } = startTestLoader({
      [at('common.js')]: 'const x = require("y"); module.exports = x;',
      [at('page.js')]: { ok: true, url: at('page.js'), text: '<html>', headers: { 'content-type': 'text/html; charset=utf-8' } },
      [at('bad.json')]: '{"a": }',
      'notebook:/table.csv': 'a,b',
    });
    expect(await failure(at('common.js'))).toContain('it is written for Node.js (CommonJS)');
    expect(await failure(at('page.js'))).toContain('gives a web page');
    expect(await failure(at('bad.json'))).toContain(`${at('bad.json')}: syntax error`);
    expect(await failure('./table.csv')).toContain("await files.text('table.csv')");
  });

  it('passes on what a module throws itself', async () => {
    const { failure } = startTestLoader({ [at('a.js')]: 'throw new RangeError("too far");export {}', [at('b.js')]: 'JSON.parse("{");export {}' });
    expect(await failure(at('a.js'))).toBe('RangeError: too far');
    expect(await failure(at('b.js'))).toMatch(/^SyntaxError: .*JSON/);
  });

  it('inside import() of a module reaches who called it', async () => {
    const { import: load } = startTestLoader({ [at('a.js')]: 'export const go = () => import("./gone.js").catch((error) => error.message);' });
    const { go } = (await load(at('a.js'))) as { go(): Promise<string> };
    expect(await go()).toContain(`${at('gone.js')}: not found (404)\n    imported by ${at('a.js')}`);
  });
});
