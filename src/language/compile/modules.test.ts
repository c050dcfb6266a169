import { expect, test } from 'vitest';
import { openNotebook } from './testing';

test('an export under another name is that name in later cells', async () => {
  const { show } = openNotebook();
  expect(await show('let a = 1; const f = () => a; a = 2; export {a as b, f as g, a}', '[b, g(), a]')).toEqual([2, 2, 2]);
  expect(await show('export {K as Model, E as Kind}; class K {} enum E {A = 7}', '[Model.name, Kind.A]')).toEqual(['K', 7]);
});

test('an export as default, or of a name that the cell declares anyway, adds no name', async () => {
  const { show, scope } = openNotebook();
  await show('const only = 1; export {only as default}');
  expect(scope.names()).toEqual(['only']);
});

test('a cell that fails leaves its exports under another name as they were', async () => {
  const { show, run } = openNotebook();
  await show('const a = 1; export {a as b}');
  await run('const a = 2; throw 1; export {a as b}');
  expect(await show('b')).toBe(1);
});

test('import attributes reach the loader', async () => {
  const modules = { './a.json': { default: { x: 1 } }, './b.js': { y: 2 } };
  const { show, imported } = openNotebook({ modules });
  expect(await show("import a from './a.json' with {type: 'json'}; import {y} from './b.js'; [a.x, y]")).toEqual([1, 2]);
  expect(await show("(await import('./a.json', {with: {type: 'json'}})).default.x")).toBe(1);
  expect(await show("export {default as c} from './a.json' with {type: 'json'}", 'c.x')).toBe(1);
  expect(imported).toEqual(['./a.json as json', './b.js', './a.json as json', './a.json as json']);
});

test('one module imported twice in a cell is fetched once', async () => {
  const { show, imported } = openNotebook({ modules: { m: { a: 1, b: 2 } } });
  expect(await show("import {a} from 'm'; import {b} from 'm'; a + b")).toBe(3);
  expect(imported).toEqual(['m']);
});
