import { expect, test, type Page } from '@playwright/test';
import { startCdn, type Cdn } from './support/cdn';
import { cell, chooseMenu, kernelReady, openNotebook, openStart, outcomes, runAll, runCells, settled, setText, textOf } from './support/notebook';

let cdn: Cdn;
test.beforeAll(async () => {
  cdn = await startCdn();
});
test.afterAll(() => cdn.close());

/** Packages come from the stand-in, and so does what is asked of jsDelivr. */
test.beforeEach(async ({ page }) => {
  cdn.requests.splice(0);
  await page.route('https://cdn.jsdelivr.net/**', async (route) => {
    const answer = await fetch(cdn.url + new URL(route.request().url()).pathname.slice(1));
    await route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() });
  });
  await openStart(page);
  await page.evaluate((url) => window.gradbook?.app.commands.setModuleCdn(url), cdn.url);
});

const restart = async (page: Page): Promise<void> => {
  await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.restart());
  await kernelReady(page);
};
const start = (page: Page, index: number): Promise<void> =>
  page.evaluate((at) => {
    const session = window.gradbook?.app.store.getState().session;
    session?.commands.runCell(session.store.getState().notebook.cells[at]?.id ?? '');
  }, index);
const runOne = async (page: Page, index: number): Promise<void> => {
  await start(page, index);
  await settled(page);
};
const metadata = (page: Page): Promise<unknown> =>
  page.evaluate(() => window.gradbook?.app.store.getState().session?.store.getState().notebook.metadata['gradbook']);
const upload = (page: Page, files: Readonly<Record<string, string>>): Promise<unknown> =>
  page.evaluate(async (texts) => {
    const commands = window.gradbook?.app.store.getState().session?.commands;
    for (const name of Object.keys(texts)) await commands?.deleteFile(name);
    return commands?.uploadFiles(Object.entries(texts).map(([name, text]) => new File([text], name)));
  }, files);

test.describe('packages', () => {
  test('are imported by name and version, and the notebook keeps the version', async ({ page }) => {
    const [first, second] = await runCells(page, [
      "import { mean, extent } from 'd3-array@3';\n[mean([1, 2, 6]), extent([3, 1, 2])]",
      "import * as again from 'd3-array@3.2.5'; import { scaleLinear } from 'd3-scale';\n[again.mean === mean, scaleLinear([0, 10])(0.5)]",
    ]);
    expect(textOf(first)).toBe('[3, [1, 3]]');
    expect(textOf(second)).toBe('[true, 5]');
    expect(await metadata(page)).toEqual({ imports: { 'd3-array@3': '3.2.5', 'd3-scale': expect.stringMatching(/^4\.\d+\.\d+$/) } });
    expect(cdn.requests.filter((path) => path.endsWith('d3-array.mjs'))).toHaveLength(1);
  });

  test('come from esm.sh, and from jsDelivr where that has not got them, unless another CDN is chosen', async ({ page }) => {
    await page.route('https://esm.sh/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname.startsWith('/d3-array')) return route.fulfill({ status: 404, headers: { 'Access-Control-Allow-Origin': '*' } });
      const answer = await fetch(cdn.url + pathname.slice(1));
      await route.fulfill({ status: answer.status, headers: { 'Access-Control-Allow-Origin': '*' }, body: await answer.text() });
    });
    await page.evaluate(() => window.gradbook?.app.commands.setModuleCdn(null));
    const [shown] = await runCells(page, ["import { ticks } from 'd3-array@3';\nimport { easeLinear } from 'd3-ease@3.0.2';\n[ticks(0, 2, 2), easeLinear(0.5)]"]);
    expect(textOf(shown)).toBe('[[0, 1, 2], 0.5]');
    expect(cdn.requests).toContain('/npm/d3-array@3.2.5/+esm');
    expect(cdn.requests).toContain('/d3-ease@3.0.2');
  });

  test('share the one TensorFlow.js, however they address it', async ({ page }) => {
    cdn.set('/model-kit@1.2.0', 'export * from "/model-kit@1.2.0/es2022/model-kit.mjs";');
    cdn.set('/model-kit@1.2.0/es2022/model-kit.mjs', 'import { tensor, Tensor } from "/@tensorflow/tfjs-core@4/es2022/tfjs-core.mjs";\nimport * as tf from "@tensorflow/tfjs";\nexport const ones = () => tensor([1, 1]);\nexport { Tensor, tf };');
    const [shown] = await runCells(page, ["import { ones, Tensor, tf as theirs } from 'model-kit@1.2.0';\nconst t = ones();\n[t instanceof tf.Tensor, Tensor === tf.Tensor, theirs.tensor === tf.tensor, t.add(1).arraySync()]"]);
    expect(textOf(shown)).toBe('[true, true, true, [2, 2]]');
    expect(cdn.requests.some((path) => path.includes('tensorflow'))).toBe(false);
  });

  test('keep their version for every reader until it is updated, and a comment may name it', async ({ page }) => {
    const release = (version: string): void => {
      for (const path of ['/kit', '/kit@1']) cdn.set(path, { status: 302, body: '', headers: { Location: `/kit@${version}` } });
      cdn.set(`/kit@${version}`, `/* esm.sh - kit@${version} */\nexport const version = "${version}";`);
    };
    release('1.0.0');
    await openNotebook(page, ["import { version } from 'kit'; version"]);
    expect(textOf((await runAll(page))[0])).toBe('"1.0.0"');
    release('1.1.0');
    await restart(page);
    expect(textOf((await runAll(page))[0])).toBe('"1.0.0"');
    await chooseMenu(page, 'Tools', /^Update package versions/);
    await restart(page);
    expect(textOf((await runAll(page))[0])).toBe('"1.1.0"');
    expect(await metadata(page)).toEqual({ imports: { kit: '1.1.0' } });
    await setText(page, 1, "//@imports kit@1.0.0\nimport { version as pinned } from 'kit'; pinned");
    expect(textOf((await runAll(page))[0])).toBe('"1.0.0"');
  });

  test('that were imported once work without a network', async ({ page }) => {
    const far = await startCdn();
    await page.evaluate((url) => window.gradbook?.app.commands.setModuleCdn(url), far.url);
    await openNotebook(page, ["import { sum } from 'd3-array'; sum([1, 2])", "await import('d3-color')"]);
    await runOne(page, 0);
    await far.close();
    await page.unroute('https://cdn.jsdelivr.net/**');
    await restart(page);
    const [kept, missing] = await runAll(page);
    expect(textOf(kept)).toBe('3');
    expect(textOf(missing)).toMatch(/\/d3-color\S*: no connection \(/);
  });
});

test.describe('modules', () => {
  test('from an address may import each other, await at their top and keep their bindings live', async ({ page }) => {
    cdn.set('/live/main.js', 'import { odd, count, step } from "./odd.js";\nexport function even(n) { return n === 0 || odd(n - 1); }\nexport const ready = await new Promise((resolve) => setTimeout(() => resolve("later"), 20));\nexport const read = () => count;\nexport { step };\nexport const where = import.meta.url;\nexport const lazy = (name) => import(`./${name}.js`);');
    cdn.set('/live/odd.js', 'import { even } from "./main.js";\nexport let count = 0;\nexport const step = () => ++count;\nexport const odd = (n) => n !== 0 && even(n - 1);');
    cdn.set('/live/more.js', 'export { default } from "./data.json" with { type: "json" };');
    cdn.set('/live/data.json', { body: '{"a": 1}', headers: { 'Content-Type': 'application/json' } });
    const [, counted] = await runCells(page, [`import { count, step } from '${cdn.url}live/odd.js';`, '[step(), step(), count, typeof count]']);
    expect(textOf(counted)).toBe('[1, 2, 2, "number"]');
    const [shown] = await runCells(page, [`import * as m from '${cdn.url}live/main.js';\nm.step();\n[m.even(10), m.even(7), m.ready, m.read(), m.where.endsWith('/live/main.js'), (await m.lazy('more')).default]`]);
    expect(textOf(shown)).toBe('[true, false, "later", 1, true, { a: 1 }]');
  });

  test('are fetched side by side and run in the order in which the cell imports them', async ({ page }) => {
    cdn.set('/order/slow.js', { body: 'globalThis.order = ["slow"];', after: '/order/quick.js' });
    cdn.set('/order/quick.js', 'globalThis.order = [...(globalThis.order ?? []), "quick"]; export default globalThis.order;');
    const [shown] = await runCells(page, [`import '${cdn.url}order/slow.js';\nimport order from '${cdn.url}order/quick.js';\norder`]);
    expect(textOf(shown)).toBe('["slow", "quick"]');
  });

  test('of which only types are imported are not fetched', async ({ page }) => {
    const [shown] = await runCells(page, ["import type { Adder } from 'd3-array';\nlet a: Adder<number> | null = null; a"]);
    expect(shown?.status).toBe('ok');
    expect(cdn.requests.filter((path) => path.endsWith('.mjs'))).toEqual([]);
  });

  test('tell in their frames which module threw', async ({ page }) => {
    cdn.set('/frames/thrower.js', '\n\nexport function fail() { throw new RangeError("too far"); }');
    const [shown] = await runCells(page, [`import { fail } from '${cdn.url}frames/thrower.js';\n\nfail()`]);
    const [error] = shown?.outputs ?? [];
    expect(error?.type === 'error' ? error.traceback.join('\n') : '').toMatch(/RangeError: too far\n\s+at fail \(thrower\.js:3:\d+\)\n\s+at <cell> \(Cell \[1\] #\S+:3:1\)/);
  });

  test('never reach the browser’s own import', async ({ page }) => {
    cdn.set('/native.js', 'export default "loaded natively";');
    const [indirect, frozen] = await runCells(page, [
      `try { (await new Function('return import("${cdn.url}native.js")')()).default } catch (error) { error.constructor.name }`,
      'Object.keys(globalThis).filter((name) => /loader|module/i.test(name))',
    ]);
    expect(textOf(indirect)).not.toContain('loaded natively');
    expect(textOf(frozen)).toBe('[]');
  });
});

test.describe('files of the notebook', () => {
  test('are modules: TypeScript, JSON, each other, packages; a change shows when the cell runs again', async ({ page }) => {
    const source = "import scale, { type Options, half } from './helpers.ts';\nimport data from './data.json';\nconst options: Options = { by: 3 };\n[data.xs.map((x: number) => scale(x, options)), half(3)]";
    await openNotebook(page, [source]);
    await upload(page, {
      'helpers.ts': "import { sum } from 'd3-array@3';\nimport { Kind } from './kinds';\nexport interface Options { by: number }\nexport default (x: number, { by }: Options): number => sum([x, by]) * Kind.Times;\nexport const half = <T extends number>(x: T) => x / 2;",
      'kinds.ts': 'export enum Kind { Times = 10 }',
      'data.json': '{"xs": [1, 2]}',
    });
    expect(textOf((await runAll(page))[0])).toBe('[[40, 50], 1.5]');
    await upload(page, { 'kinds.ts': 'export enum Kind { Times = 1 }' });
    expect(textOf((await runAll(page))[0])).toBe('[[4, 5], 1.5]');
  });

  test('may be written by a cell and imported under /content', async ({ page }) => {
    const [, shown] = await runCells(page, [
      "await files.write('made.js', 'import chart from \"gradbook/chart\"; export const kind = typeof chart.live; export const say = (x) => console.log(x);')",
      "import { kind, say } from '/content/made.js';\nsay('hello'); kind",
    ]);
    expect(textOf(shown)).toBe('hello\n\n"function"');
  });

  test('that throw point at the line of their TypeScript, also while they are imported', async ({ page }) => {
    await openNotebook(page, ["import { fail } from './later.ts';\nfail({ by: 1 })", "import './early.ts'"]);
    await upload(page, {
      'later.ts': 'interface Options { by: number }\n\nexport function fail({ by }: Options): never {\n  throw new RangeError(String(by));\n}',
      'early.ts': 'interface A {}\ninterface B {}\nthrow new TypeError("too early");\nexport {};',
    });
    const tracebacks: string[] = [];
    for (const index of [0, 1]) {
      await runOne(page, index);
      const [error] = (await outcomes(page))[index]?.outputs ?? [];
      tracebacks.push(error?.type === 'error' ? error.traceback.join('\n') : '');
    }
    expect(tracebacks[0]).toMatch(/RangeError: 1\n\s+at fail \(\.\/later\.ts:4:9\)\n\s+at <cell> \(Cell \[1\] #\S+:2:1\)/);
    expect(tracebacks[1]).toMatch(/TypeError: too early\n\s+at (\S+ )?\(?\.\/early\.ts:3:7/);
  });

  test('that are missing or wrong are named, with what there is', async ({ page }) => {
    await openNotebook(page, ["import './helpr.ts'", "import './wrong.ts'"]);
    await upload(page, { 'helpers.ts': 'export {}', 'wrong.ts': 'export const a = 1;\nexport const b = = 2;' });
    for (const index of [0, 1]) await runOne(page, index);
    const [missing, wrong] = await outcomes(page);
    expect(textOf(missing)).toContain("module './helpr.ts' cannot be imported:\n  ./helpr.ts: not found (files are: helpers.ts, wrong.ts)");
    expect(textOf(wrong)).toContain('./wrong.ts: failed (line 2, column 18: Expression expected)');
  });
});

test.describe('an import that fails', () => {
  const failure = async (page: Page, source: string): Promise<string> => textOf((await runCells(page, [source]))[0]);

  test('names package, both addresses and both reasons', async ({ page }) => {
    const said = await failure(page, "import x from 'no-such-thing'; x");
    expect(said).toContain("ImportError: module 'no-such-thing' cannot be imported:");
    expect(said).toContain(`${cdn.url}no-such-thing: not found (404`);
    expect(said).toContain('https://cdn.jsdelivr.net/npm/no-such-thing/+esm: not found (404');
    expect(said).toContain('Check its name and version.');
  });

  test('names the child that fails and who led to it', async ({ page }) => {
    cdn.set('/torn/main.js', 'export * from "./part.js";');
    cdn.set('/torn/part.js', 'import "./gone.js";\nexport const part = 1;');
    expect(await failure(page, `await import('${cdn.url}torn/main.js')`)).toContain(
      `  ${cdn.url}torn/gone.js: not found (404 Not Found)\n    imported by ${cdn.url}torn/part.js\n    imported by ${cdn.url}torn/main.js\n`,
    );
  });

  test('tells a server that may not be read from one that is away', async ({ page }) => {
    cdn.set('/closed.js', { body: 'export {}', cors: false });
    expect(await failure(page, `import '${cdn.url}closed.js'`)).toMatch(/closed\.js: blocked \(127\.0\.0\.1:\d+ does not let other sites read it/);
    expect(await failure(page, "import 'http://127.0.0.1:9/away.js'")).toContain('away.js: no connection');
  });

  test('tells where the syntax is wrong and which name is missing', async ({ page }) => {
    cdn.set('/bad/syntax.js', 'export const a = 1;\nconst b = ;');
    cdn.set('/bad/names.js', 'export { meen } from "./stats.js";');
    cdn.set('/bad/stats.js', 'export const mean = 1, median = 2;');
    expect(await failure(page, `import '${cdn.url}bad/syntax.js'`)).toContain(`${cdn.url}bad/syntax.js, line 2, column 11: syntax error: Unexpected token`);
    expect(await failure(page, `import '${cdn.url}bad/names.js'`)).toContain(`${cdn.url}bad/stats.js has no export 'meen'; its exports are: mean, median`);
    expect(await failure(page, "import { meen } from 'd3-array'; meen([1])")).toContain("module 'd3-array' has no export 'meen'");
  });

  test('works once its reason is gone', async ({ page }) => {
    await openNotebook(page, [`import { late } from '${cdn.url}late.js'; late`]);
    expect(textOf((await runAll(page))[0])).toContain('not found');
    cdn.set('/late.js', 'export const late = "there now";');
    expect(textOf((await runAll(page))[0])).toBe('"there now"');
  });

  test('ends at once when it is stopped', async ({ page }) => {
    cdn.set('/never.js', { body: '', after: '/what nobody asks for' });
    await openNotebook(page, [`let before = 1;\nimport '${cdn.url}never.js'`, 'typeof before']);
    await start(page, 0);
    await expect(cell(page, 1)).toHaveAttribute('data-status', 'running');
    await expect.poll(() => cdn.requests.includes('/never.js')).toBe(true);
    await page.evaluate(() => window.gradbook?.app.store.getState().session?.commands.interrupt());
    await expect(cell(page, 1)).toHaveAttribute('data-status', 'error');
    expect(textOf((await outcomes(page))[0])).toContain('Interrupted');
  });
});

test('the CDN is chosen in the settings, which refuse what is no address', async ({ page }) => {
  await openNotebook(page, ["import { quantize } from 'd3-interpolate'; typeof quantize"]);
  await page.evaluate(() => window.gradbook?.app.commands.setModuleCdn(null));
  await chooseMenu(page, 'Tools', /^Settings/);
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  const field = dialog.getByLabel('Package CDN');
  await expect(field).toHaveValue('https://esm.sh/');
  await field.fill('http://example.org');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('alert')).toContainText('must begin with https://');
  await field.fill(cdn.url.slice(0, -1));
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  expect(textOf((await runAll(page))[0])).toBe('"function"');
  await page.reload();
  await kernelReady(page);
  await chooseMenu(page, 'Tools', /^Settings/);
  await expect(field).toHaveValue(cdn.url);
  await dialog.getByRole('button', { name: 'Use the default' }).click();
  await expect(field).toHaveValue('https://esm.sh/');
});
