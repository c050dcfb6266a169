import { describe, expect, it } from 'vitest';
import { startTestLoader } from '../testing';

const at = (path: string): string => `https://x.test/${path}`;
const web = (texts: Record<string, string>): Record<string, string> => Object.fromEntries(Object.entries(texts).map(([path, text]) => [at(path), text]));

async function load<T>(texts: Record<string, string>, entry = 'a.js'): Promise<T> {
  return (await startTestLoader(web(texts)).import(at(entry))) as T;
}

describe('modules that import each other', () => {
  it('call each other, function declarations even before their module has run', async () => {
    const { even, early } = await load<{ even(n: number): boolean; early: string }>({
      'a.js': 'import { odd, early } from "./b.js";\nexport function even(n) { return n === 0 || odd(n - 1); }\nexport { early };',
      'b.js': 'import { even } from "./a.js";\nexport const odd = (n) => n !== 0 && even(n - 1);\nexport const early = typeof even + even(0);',
    });
    expect([even(10), even(7), early]).toEqual([true, false, 'functiontrue']);
  });

  it('may not use each other’s other names too early', async () => {
    const { tried } = await load<{ tried: string }>({
      'a.js': 'import { tried } from "./b.js";\nexport const late = 1;\nexport { tried };',
      'b.js': 'import { late } from "./a.js";\nlet tried;\ntry { tried = String(late); } catch (error) { tried = error.name; }\nexport { tried };',
    });
    expect(tried).toBe('ReferenceError');
  });

  it('see each other’s newest values, as does who imports them', async () => {
    const { read, bump, outside } = await load<{ read(): number; bump(): void; outside(): number }>({
      'main.js': 'import { read, bump, count } from "./a.js";\nexport { read, bump };\nexport const outside = () => count;',
      'a.js': 'import { read } from "./b.js";\nexport let count = 0;\nexport const bump = () => { count += 1; };\nexport { read };',
      'b.js': 'import { count } from "./a.js";\nexport const read = () => count;',
    }, 'main.js');
    bump();
    expect([read(), outside()]).toEqual([1, 1]);
  });

  it('keep names apart that they have in common, and those of inner scopes', async () => {
    const { result } = await load<{ result: unknown }>({
      'a.js': 'import { helper as other, value } from "./b.js";\nconst helper = (x) => `a${x}`;\nconst config = { value, helper };\nexport function call({ value = 3 } = {}, [name] = ["n"]) { const other2 = value; return config.helper(other2 + name); }\nexport const name = "A";\nexport const result = [helper(1), other(1), call(), ((helper) => helper)(9), config.value];',
      'b.js': 'import { name as label } from "./a.js";\nexport const helper = (x) => `b${x}${(() => { const name = "inner"; return name; })()}`;\nexport const value = 7;\nexport const late = () => label;\nclass name { static helper = helper; }\nexport { name as Name };',
    });
    expect(result).toEqual(['a1', 'b1inner', 'a3n', 9, 7]);
  });

  it('keep the names of functions and classes where they are the only ones', async () => {
    const { names } = await load<{ names: string[] }>({
      'a.js': 'import { Base } from "./b.js";\nexport class Child extends Base {}\nexport function make() { return new Child(); }\nexport const names = [Child.name, make.name, Base.name];',
      'b.js': 'import { make } from "./a.js";\nexport class Base { again() { return make(); } }',
    });
    expect(names).toEqual(['Child', 'make', 'Base']);
  });

  it('have namespaces, defaults, and pass names on', async () => {
    const { seen } = await load<{ seen: unknown }>({
      'a.js': 'import * as b from "./b.js";\nimport twice, { half, c as third, inner } from "./b.js";\nexport default function () { return "default of a"; }\nexport const own = 1;\nexport const seen = [b.own(), twice(4), half(4), Object.keys(b).sort(), third, inner.c, Object.prototype.toString.call(b)];',
      'b.js': 'import first, * as a from "./a.js";\nexport const own = () => [first(), typeof a];\nexport default (x) => x * 2;\nexport const half = (x) => x / 2;\nexport * from "./c.js";\nexport * as inner from "./c.js";',
      'c.js': 'export const c = "c"; export default "not passed on";',
    });
    expect(seen).toEqual([['default of a', 'object'], 8, 2, ['c', 'default', 'half', 'inner', 'own'], 'c', 'c', '[object Module]']);
  });

  it('may await at their top, import themselves, and use import.meta', async () => {
    const { where, self } = await load<{ where: string[]; self(): unknown }>({
      'a.js': 'import * as me from "./a.js";\nimport { there } from "./b.js";\nexport const here = await Promise.resolve(import.meta.url);\nexport const where = [here, there];\nexport const self = () => me.here === here;',
      'b.js': 'import "./a.js";\nexport const there = import.meta.url;',
    });
    expect(where).toEqual([at('a.js'), at('b.js')]);
    expect(self()).toBe(true);
  });

  it('run once, whichever of them is imported, in the order that the first import gives', async () => {
    const under = startTestLoader(web({
      'a.js': 'import "./b.js";\nimport { log } from "./log.js";\nlog.push("a");\nexport { log };',
      'b.js': 'import "./a.js";\nimport { log } from "./log.js";\nlog.push("b");\nexport const b = {};',
      'log.js': 'export const log = [];',
    }));
    const { log } = await under.import(at('a.js'));
    const { b } = await under.import(at('b.js'));
    expect(log).toEqual(['b', 'a']);
    expect((await under.import(at('b.js')))['b']).toBe(b);
  });

  it('are told apart from those that only look alike: a missing name is named', async () => {
    const { failure } = startTestLoader(web({
      'a.js': 'import { nothing } from "./b.js";\nexport const a = () => nothing;',
      'b.js': 'import { a } from "./a.js";\nexport const b = a;',
    }));
    expect(await failure(at('a.js'))).toContain(`${at('b.js')} has no export 'nothing'; its exports are: b`);
  });

  it('may be files of the notebook, and change', async () => {
    const texts: Record<string, string> = {
      'notebook:/a.js': 'import { b } from "./b.js";\nexport const a = () => b;',
      'notebook:/b.js': 'import { a } from "./a.js";\nexport const b = 1; export { a };',
    };
    const under = startTestLoader(texts);
    expect(((await under.import('./a.js'))['a'] as () => number)()).toBe(1);
    texts['notebook:/b.js'] = 'import { a } from "./a.js";\nexport const b = 2; export { a };';
    expect(((await under.import('./a.js'))['a'] as () => number)()).toBe(2);
  });
});
