import { describe, expect, it } from 'vitest';
import type { ModuleAnswer } from '../../../protocol/kernel';
import { esm, jsd, startTestLoader } from './testing';

/** What esm.sh answers for a range: the exact version's address, where a stub leads on. */
const redirected = (url: string, text: string): ModuleAnswer => ({ ok: true, url, text, headers: {} });

describe('packages', () => {
  const meanWeb = {
    [`${esm}stats@3`]: redirected(`${esm}stats@3.2.4`, '/* esm.sh - stats@3.2.4 */\nexport * from "/stats@3.2.4/es2022/stats.mjs";\nexport { default } from "/stats@3.2.4/es2022/stats.mjs";'),
    [`${esm}stats@3.2.4`]: 'export * from "/stats@3.2.4/es2022/stats.mjs";\nexport { default } from "/stats@3.2.4/es2022/stats.mjs";',
    [`${esm}stats@3.2.4/es2022/stats.mjs`]: 'import { total } from "../../sums@1.0.0/es2022/sums.mjs";\nexport const mean = (xs) => total(xs) / xs.length;\nexport default "stats";',
    [`${esm}sums@1.0.0/es2022/sums.mjs`]: 'export const total = (xs) => xs.reduce((a, b) => a + b, 0);',
  };

  it('come from the CDN with everything that they import', async () => {
    const { import: load, pins } = startTestLoader(meanWeb);
    const stats = await load('stats@3');
    expect((stats['mean'] as (xs: number[]) => number)([1, 2, 6])).toBe(3);
    expect(stats['default']).toBe('stats');
    expect(pins()).toEqual({ 'stats@3': '3.2.4' });
  });

  it('are one module for the whole kernel, also by another version text', async () => {
    const { import: load, asked } = startTestLoader(meanWeb);
    const [first, second] = [await load('stats@3'), await load('stats@3.2.4')];
    expect(second).toBe(first);
    expect(asked.filter((url) => url.endsWith('stats.mjs'))).toHaveLength(1);
  });

  it('get the version that is pinned', async () => {
    const { import: load, asked } = startTestLoader(meanWeb, { pins: { stats: '3.2.4' } });
    await load('stats');
    expect(asked[0]).toBe(`${esm}stats@3.2.4`);
  });

  it('settle their version from headers, and are read at that version, so that it is there offline', async () => {
    const text = 'export const x = {};';
    const { import: load, pins, asked } = startTestLoader(
      { [`${jsd}pkg@2/+esm`]: { ok: true, url: `${jsd}pkg@2/+esm`, text, headers: { 'x-jsd-version': '2.5.1' } }, [`${jsd}pkg@2.5.1/+esm`]: text },
      { cdns: [jsd] },
    );
    const first = await load('pkg@2');
    expect(pins()).toEqual({ 'pkg@2': '2.5.1' });
    expect(asked).toEqual([`${jsd}pkg@2/+esm`, `${jsd}pkg@2.5.1/+esm`]);
    expect((await load('pkg@2.5.1'))['x']).toBe(first['x']);
  });

  it('settle again once the pins are cleared', async () => {
    const web: Record<string, ModuleAnswer> = { [`${esm}p`]: redirected(`${esm}p@1.0.0`, 'export const version = 1;') };
    const { import: load, loader, pins } = startTestLoader(web);
    expect((await load('p'))['version']).toBe(1);
    web[`${esm}p`] = redirected(`${esm}p@2.0.0`, 'export const version = 2;');
    loader.use({ cdns: [esm, jsd], pins: {} });
    expect((await load('p'))['version']).toBe(2);
    expect(pins()).toEqual({ p: '2.0.0' });
  });

  it('with a path lead into the package', async () => {
    const { import: load } = startTestLoader({ [`${esm}@scope/kit@1.0.0/parts/a.js`]: 'export const a = 1;' });
    expect((await load('@scope/kit@1.0.0/parts/a.js'))['a']).toBe(1);
  });

  it('come from the next CDN where the first lacks them or a part of them', async () => {
    const { import: load } = startTestLoader({
      [`${jsd}only-there@1.0.0/+esm`]: 'export const here = "jsd";',
      [`${esm}torn@1.0.0`]: 'export * from "/missing@1.0.0/part.mjs";',
      [`${jsd}torn@1.0.0/+esm`]: 'export const here = "jsd, too";',
    });
    expect((await load('only-there@1.0.0'))['here']).toBe('jsd');
    expect((await load('torn@1.0.0'))['here']).toBe('jsd, too');
  });

  it('find TensorFlow.js here, whatever address they take it from', async () => {
    const { import: load, asked } = startTestLoader({
      [`${esm}model@1.0.0`]: [
        'import { tensor } from "/@tensorflow/tfjs-core@^4.1.0/es2022/tfjs-core.mjs";',
        'import * as tf from "@tensorflow/tfjs";',
        `import whole from "${jsd}@tensorflow/tfjs@4.22.0/+esm";`,
        'export { tensor, tf, whole };',
      ].join('\n'),
    });
    const { tensor, tf, whole } = (await load('model@1.0.0')) as { tensor: unknown; tf: { tensor: unknown }; whole: { tensor: unknown } };
    const here = (await load('@tensorflow/tfjs')) as { tensor: unknown };
    expect(tensor).toBe(here.tensor);
    expect(tf.tensor).toBe(here.tensor);
    expect(whole.tensor).toBe(here.tensor);
    expect(asked).toEqual([`${esm}model@1.0.0`]);
  });

  it('that only look like parts of TensorFlow.js are fetched', async () => {
    const { import: load } = startTestLoader({ [`${esm}@tensorflow-models/knn@1.0.0`]: 'export default 1;', [`${esm}@tensorflow/tfjs-node@4.22.0`]: 'export default 2;' });
    expect((await load('@tensorflow-models/knn@1.0.0'))['default']).toBe(1);
    expect((await load('@tensorflow/tfjs-node@4.22.0'))['default']).toBe(2);
  });
});

describe('linked modules', () => {
  const at = (path: string): string => `https://x.test/${path}`;

  it('keep live bindings, top-level await, import.meta and import() of their own', async () => {
    const { import: load } = startTestLoader({
      [at('main.js')]: 'import { count, step } from "./counter.js";\nexport const ready = await Promise.resolve("later");\nexport const read = () => count;\nexport { step };\nexport const where = import.meta.url;\nexport const lazy = () => import("./lazy.js");',
      [at('counter.js')]: 'export let count = 0;\nexport const step = () => { count++; };',
      [at('lazy.js')]: 'import { count } from "./counter.js";\nexport const seen = count;',
    });
    const main = (await load(at('main.js'))) as { ready: string; read(): number; step(): void; where: string; lazy(): Promise<{ seen: number }> };
    main.step();
    expect([main.ready, main.read(), main.where]).toEqual(['later', 1, at('main.js')]);
    expect((await main.lazy()).seen).toBe(1);
  });

  it('may be JSON, by name or by attribute, or text', async () => {
    const { import: load } = startTestLoader({
      [at('main.js')]: 'import data from "./data.json" with { type: "json" };\nimport plain from "./notes.txt" with { type: "text" };\nimport again from "./data.json";\nexport { data, plain, again };',
      [at('data.json')]: '{"a": [1, 2]}',
      [at('notes.txt')]: 'hello',
    });
    expect(await load(at('main.js'))).toMatchObject({ data: { a: [1, 2] }, plain: 'hello', again: { a: [1, 2] } });
  });

  it('are fetched once though many import them, side by side', async () => {
    const { import: load, asked } = startTestLoader({
      [at('a.js')]: 'import "./c.js"; export const a = 1;',
      [at('b.js')]: 'import "./c.js"; export const b = 1;',
      [at('c.js')]: 'export const c = {};',
    });
    await Promise.all([load(at('a.js')), load(at('b.js')), load(at('c.js'))]);
    expect(asked.filter((url) => url === at('c.js'))).toHaveLength(1);
  });

  it('run in the order that the turn gives them', async () => {
    const { import: load } = startTestLoader({ [at('a.js')]: 'globalThis.ran = [...(globalThis.ran ?? []), "a"];export {}', [at('b.js')]: 'globalThis.ran = [...(globalThis.ran ?? []), "b"];export {}' });
    let open = (): void => undefined;
    const second = load(at('b.js'), new Promise<void>((resolve) => (open = resolve)));
    await load(at('a.js')).then(open);
    await second;
    expect(Reflect.get(globalThis, 'ran')).toEqual(['a', 'b']);
  });

  it('do not run once the run that imports them is stopped', async () => {
    const { failure, stop } = startTestLoader({
      [at('slow.js')]: async () => {
        stop();
        return { ok: true, url: at('slow.js'), text: 'globalThis.ranAfterStop = true;export {}', headers: {} };
      },
    });
    expect(await failure(at('slow.js'))).toContain('Interrupted');
    expect(Reflect.has(globalThis, 'ranAfterStop')).toBe(false);
  });

  it('take the names of the notebook from the run that uses them', async () => {
    const { import: load } = startTestLoader({ 'notebook:/draw.js': 'import chart, { live } from "gradbook/chart";\nexport const draw = () => [chart(), live(), chart.live()];' });
    const { draw } = (await load('./draw.js')) as { draw(): unknown };
    expect(draw()).toEqual(['drawn', 'live', 'live']);
  });

  it('may be data: addresses', async () => {
    const { import: load } = startTestLoader({});
    expect((await load('data:text/javascript,export const x = 5'))['x']).toBe(5);
  });
});

describe('files of the notebook', () => {
  it('are read again with each import and are the same module while nothing changed', async () => {
    const web = { 'notebook:/a.js': 'import { b } from "./b.js";\nexport const a = { b };', 'notebook:/b.js': 'export const b = 1;' };
    const { import: load } = startTestLoader(web);
    const first = await load('./a.js');
    expect(await load('/content/a.js')).toBe(first);
    web['notebook:/b.js'] = 'export const b = 2;';
    expect((await load('./a.js'))['a']).toEqual({ b: 2 });
  });

  it('import packages, and leave them the single modules that they are', async () => {
    const web = { 'notebook:/a.js': 'import { x } from "pkg@1.0.0";\nexport { x };', [`${esm}pkg@1.0.0`]: 'export const x = {};' };
    const { import: load } = startTestLoader(web);
    const { x } = await load('./a.js');
    web['notebook:/a.js'] += '\nexport const more = 1;';
    expect((await load('./a.js'))['x']).toBe(x);
    expect((await load('pkg@1.0.0'))['x']).toBe(x);
  });

  it('are out of reach of modules from the web', async () => {
    const { failure } = startTestLoader({ 'https://x.test/a.js': 'import "notebook:/secret.js";', 'notebook:/secret.js': 'export {}' });
    expect(await failure('https://x.test/a.js')).toContain('only cells and files of the notebook import its files');
  });
});
