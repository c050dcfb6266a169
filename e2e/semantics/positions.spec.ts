/** Where errors, traces and stacks point, in the browser: at the TypeScript. */
import { expect, test, type Page } from '@playwright/test';
import { framesOf, runEach } from '../support/cases';
import { openNotebook, openStart, textOf } from '../support/notebook';

async function run(page: Page, cells: readonly string[]) {
  await openStart(page);
  await openNotebook(page, cells);
  return runEach(page, 1, cells.length);
}

test('console.trace and a stack that a cell reads show the cells’ own lines', async ({ page }) => {
  const [, , traced, read, caught] = await run(page, [
    'type N = number;\nfunction where(n: N): string {\n  console.trace("here", n);\n  return new Error("look").stack!;\n}',
    'const through = (n: number) =>\n  where(n);',
    '\nthrough(1);',
    'console.log(await Promise.resolve(2).then((n) =>\n  where(n)))',
    'try {\n  JSON.parse("{");\n} catch (error) {\n  console.log((error as Error).stack);\n}',
  ]);
  const [head, ...frames] = textOf(traced).trim().split('\n');
  expect(head).toBe('Trace: here 1');
  expect(frames.slice(0, 3).map((frame) => frame.trim().replace(/\(Cell .*?:(\d+:\d+)\)/, '$1'))).toEqual(['at where 3:11', 'at through 2:3', 'at <cell> 2:1']);
  const stack = (read?.outputs ?? []).flatMap((output) => (output.type === 'stream' && output.name === 'stdout' ? [output.text] : [])).join('');
  expect(stack.trim().split('\n').map((line) => line.trim().replace(/gradbook-cell:\/\/\/[^:]*/, 'cell'))).toEqual([
    'Error: look',
    'at where (cell:4:10)',
    'at cell:2:3',
    'at cell:1:13',
  ]);
  expect(textOf(caught)).toMatch(/at JSON\.parse \(<anonymous>\)\n {4}at gradbook-cell:\/\/\/[^:]*:2:8/);
});

test('frames of functions that await, of constructors, getters, generators and library callbacks', async ({ page }) => {
  const cells = [
    'async function load(p: number): Promise<void> {\n  await new Promise((done) => setTimeout(done, 1));\n  throw new Error("late " + p);\n}',
    'class Job {\n  constructor(readonly n: number) {\n    if (n < 0) throw new RangeError("negative");\n  }\n  get size(): number {\n    return (null as any).size;\n  }\n  async run() {\n    await load(this.n);\n  }\n  *steps() {\n    yield 1;\n    throw new Error("spent");\n  }\n}',
    '\nawait new Job(1).run();',
    'new Job(-1)',
    '  new Job(1).size',
    'for (const step of new Job(1).steps());',
    'tf.tidy(() => {\n  throw new Error("inside tidy");\n})',
    'new Map([[1, 2]]).forEach((value) => {\n  value.nothing.more;\n})',
  ];
  const results = await run(page, cells);
  const frames = results.map((result) => framesOf(result).map(({ name, place }) => `${name.replace(/ \[as .*\]$/, '')} ${place}`));
  expect(frames.slice(2)).toEqual([
    ['load 3:9', 'Job.run 9:5', '<cell> 2:1'],
    ['new Job 3:22', '<cell> 1:1'],
    ['get size 6:26', '<cell> 1:14'],
    ['Job.steps 13:11', '<cell> 1:12'],
    ['<cell> 2:9', '<cell> 1:4'],
    ['<cell> 2:17', '<cell> 1:19'],
  ]);
});

test('an error and its cause each have their place', async ({ page }) => {
  const [only] = await run(page, ['try {\n  (null as any).x;\n} catch (cause) {\n  throw new Error("outer", { cause });\n}']);
  const error = only?.outputs.find((output) => output.type === 'error');
  const lines = (error?.type === 'error' ? error.traceback : []).map((line) => line.replace(/\(Cell .*?:(\d+:\d+)\)/, '$1').trim());
  expect(lines).toEqual(['Error: outer', 'at <cell> 4:9', "Caused by TypeError: Cannot read properties of null (reading 'x')", 'at <cell> 2:17']);
});

test('an error in a timer names its cell and line', async ({ page }) => {
  const [, second] = await run(page, ['const boom = () => {\n  throw new Error("in a timer");\n};', 'setTimeout(() => {\n  boom();\n}, 5);\nawait new Promise((done) => setTimeout(done, 100))']);
  expect(textOf(second)).toMatch(/Uncaught Error: in a timer\n {4}at boom \(Cell \[1\] #.*:2:9\)\n {4}at <cell> \(Cell \[2\] #.*:2:3\)/);
});

test('an error names what the cell called, not what it was compiled to', async ({ page }) => {
  const results = await run(page, [
    'const model = { fit: 3, layers: [1] as any[] }; const key = "units"',
    'model.fit()',
    'model.layers[key]()',
    'new key()',
    'tf.nothing()',
    'try { model.train() } catch (error) { console.log((error as Error).message) }',
  ]);
  expect(results.slice(1).map((result) => textOf(result).trim())).toEqual([
    'TypeError: model.fit is not a function',
    'TypeError: model.layers[key] is not a function',
    'TypeError: key is not a constructor',
    'TypeError: tf.nothing is not a function',
    'model.train is not a function',
  ]);
});
