import { expect, test, vi } from 'vitest';
import { TestNotebook, type TestNet } from '../worker/notebook-fixture';

// The first question makes TypeScript read its own library, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const cdn = 'https://cdn.example/';
const raw = 'https://raw.example/npm/';

/** A package in the shape of a CDN that names types in a header. */
const served: TestNet = {
  [`${cdn}stats@3`]: { text: 'export * from "/stats@3.1.0/es/stats.mjs"', headers: { 'x-typescript-types': `${cdn}stats@3.1.0/index.d.ts` } },
  [`${cdn}stats@3.1.0/index.d.ts`]: "export * from './src/mean';\nimport type { Interval } from '/intervals@1/index.d.ts';\nexport function spread(of: number[]): Interval;\nexport default class Stats { count: number }",
  [`${cdn}stats@3.1.0/src/mean.d.ts`]: '/** The arithmetic mean. */\nexport function mean(values: Iterable<number>): number | undefined;',
  [`${cdn}intervals@1/index.d.ts`]: "import * as back from '../stats@3.1.0/index.d.ts';\nexport interface Interval { low: number; high: number }",
};

/** Asks once, so that packages are looked for, and waits until the first is there. */
async function ready(net: TestNet, cdns: readonly string[], ...cells: string[]): Promise<TestNotebook> {
  const notebook = TestNotebook.online(net, ...cells);
  await notebook.language.setPackageCdns(cdns);
  const arrived = notebook.typesArrived();
  await notebook.problems(0);
  await arrived;
  return notebook;
}

test('types named by the CDN are used, across files of the package and cells of the notebook', async () => {
  const notebook = await ready(served, [cdn], "import Stats, { mean, spread } from 'stats@3'; new Stats().count.nope", 'mean([1])!.toFixed(); spread([1]).low.nope');
  expect(await notebook.problems(0)).toEqual(["nope: Property 'nope' does not exist on type 'number'."]);
  expect(await notebook.problems(1)).toEqual(["nope: Property 'nope' does not exist on type 'number'."]);
});

test('hovers and completion know the package once its types are there', async () => {
  const notebook = await ready(served, [cdn], "import * as stats from 'stats@3'; stats.¦");
  expect(await notebook.completions(0)).toEqual(expect.arrayContaining(['mean', 'spread', 'default']));
});

test('other members of a package that a cell imports are offered with their import', async () => {
  const notebook = await ready(served, [cdn], "import { mean } from 'stats@3'; mean([1])", 'const s = spr¦');
  expect(await notebook.completions(1)).toContain('spread');
  const details = await notebook.language.completionDetails(...notebook.at(1), 'spread', 'stats@3');
  expect(details).toMatchObject({ signature: 'function spread(of: number[]): Interval', edits: [{ text: "import { spread } from 'stats@3';\n" }] });
});

test("a package's own manifest is asked where the CDN names no types", async () => {
  const notebook = await ready(
    {
      [`${raw}plain@2/package.json`]: '{"exports": {".": {"import": {"types": "./dist/main.d.mts"}}, "./extra": {"types": "./dist/extra.d.ts"}}}',
      [`${raw}plain@2/dist/main.d.mts`]: "export { one } from './one.mjs';",
      [`${raw}plain@2/dist/one.d.mts`]: 'export const one: 1;',
      [`${raw}plain@2/dist/extra.d.ts`]: 'export const extra: string;',
    },
    [raw],
    "import { one } from 'plain@2'; one.nope",
  );
  expect(await notebook.problems(0)).toEqual(["nope: Property 'nope' does not exist on type '1'."]);
});

test('DefinitelyTyped serves a package without types', async () => {
  const net: TestNet = {
    [`${raw}@old/thing/package.json`]: '{"main": "index.js"}',
    [`${raw}@types/old__thing/package.json`]: '{"types": "index.d.ts"}',
    [`${raw}@types/old__thing/index.d.ts`]: 'export = thing;\ndeclare function thing(a: string): void;\ndeclare namespace thing { const version: string }',
  };
  const notebook = await ready(net, [cdn, raw], "import { version } from '@old/thing'; version.nope");
  expect(await notebook.problems(0)).toEqual(["nope: Property 'nope' does not exist on type 'string'."]);
});

test('a package that depends on TensorFlow.js gets the types that are here', async () => {
  const net: TestNet = {
    [`${cdn}nets`]: { text: '', headers: { 'x-typescript-types': '/nets@1/index.d.ts' } },
    [`${cdn}nets@1/index.d.ts`]: `import { Tensor } from '${cdn}@tensorflow/tfjs-core@4.22.0/dist/index.d.ts';\nexport function run(x: Tensor): Tensor;`,
  };
  const notebook = await ready(net, [cdn], "import { run } from 'nets'; run(tf.tensor([1])).nope");
  expect(await notebook.problems(0)).toEqual(["nope: Property 'nope' does not exist on type 'Tensor<Rank>'."]);
});

test('what has no types is any, and what is unknown is no error', async () => {
  const notebook = TestNotebook.online({}, "import x, { y } from 'nothing'; import type { T } from 'nothing/else'; import z from './file.ts'; import j from './data.json' with { type: 'json' }; import u from 'https://else.example/m.js'; let t: T; x(y, z, j, u).w");
  await notebook.language.setPackageCdns([cdn]);
  expect(await notebook.problems(0)).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(notebook.fetched).toEqual(expect.arrayContaining([`${cdn}nothing`, `${cdn}nothing/package.json`, `${cdn}@types/nothing/package.json`]));
  expect(notebook.fetched.filter((url) => !url.startsWith(cdn))).toEqual([]);
  expect(await notebook.problems(0)).toEqual([]);
});

test('nothing is fetched before the reader has accepted a copy', async () => {
  const notebook = TestNotebook.online(served, "import { mean } from 'stats@3'; mean");
  await notebook.problems(0);
  expect(notebook.fetched).toEqual([]);
  const arrived = notebook.typesArrived();
  await notebook.language.setPackageCdns([cdn]);
  await arrived;
  expect(notebook.fetched).toContain(`${cdn}stats@3`);
});

test('a package that never ends is given up, and the page is asked a bounded number of times', async () => {
  let asked = 0;
  const endless: TestNet = new Proxy<Record<string, { text: string; headers: Record<string, string> }>>(
    {},
    {
      get: (_, url) => {
        const at = Number(/(\d+)\.d\.ts$/.exec(String(url))?.[1] ?? 0);
        asked++;
        return { text: `export * from './${at + 1}';`, headers: { 'x-typescript-types': `${cdn}0.d.ts` } };
      },
    },
  );
  const notebook = await ready(endless, [cdn], "import 'endless'");
  expect(asked).toBeLessThanOrEqual(601);
  expect(await notebook.problems(0)).toEqual([]);
});

test('a misspelt module of the notebook itself is an error', async () => {
  expect(await new TestNotebook("import { list } from 'gradbook/fils'").problems(0)).toEqual([expect.stringContaining("Cannot find module 'gradbook/fils'")]);
});
