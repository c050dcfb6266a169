import { expect, test, vi } from 'vitest';
import { TestNotebook } from './notebook-fixture';

// The first question makes TypeScript read its own library, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const format = (text: string): Promise<string> => new TestNotebook(text).rewrite(0, 'format');
const organise = (...cells: string[]): Promise<string> => new TestNotebook(...cells).rewrite(0, 'organise-imports');
const addImports = (text: string): Promise<string> => new TestNotebook(text).rewrite(0, 'add-imports');

test('formatting sets spaces, quotes and line breaks, and ends where the cell ended', async () => {
  expect(await format('if(true){\nlet a="x"}')).toBe("if (true) {\n  let a = 'x';\n}");
  expect(await format('const f=async<T>( x:T )=>await x\n')).toBe('const f = async <T>(x: T) => await x;\n');
});

test('formatting keeps the caret at the code where it was', async () => {
  expect(await format('let  a=1\nlet  b¦=2')).toBe('let a = 1;\nlet b¦ = 2;');
});

test('formatting leaves lines for the shell and %% lines as they are', async () => {
  expect(await format('!ls   -l\nlet  a=1')).toBe('!ls   -l\nlet a = 1;');
  expect(await format('%%time\nlet  a=1\n!ls   -l\nlet  b¦=2')).toBe('%%time\nlet a = 1;\n!ls   -l\nlet b¦ = 2;');
  expect(await format('%%html\n<b>  x\n</b>')).toBe('%%html\n<b>  x\n</b>');
});

test('code that is no TypeScript is left, and the place of the mistake is named', async () => {
  expect(await format('let a=1\nlet b = = 2')).toBe('2:9 Expression expected.');
  expect(await organise('let b = = 2')).toBe('1:9 Expression expected.');
});

test('organising sorts and joins imports and drops what no cell uses', async () => {
  const cells = ["import { b, unused } from 'two';\nimport { z } from 'one';\nimport { a } from 'two';\n\na + b", 'z + 1'];
  expect(await organise(...cells)).toBe("import { z } from 'one';\nimport { a, b } from 'two';\n\na + b");
});

test('organising keeps an import that a cell below uses as a type', async () => {
  expect(await organise("import { Row, Gone } from 'rows';", 'let r: Row')).toBe("import { Row } from 'rows';");
});

test('a cell whose names another cell declares again counts as not using them', async () => {
  expect(await organise("import { x } from 'one';\n1", 'const x = 2', 'x')).toBe('1');
});

test('a missing name is imported from the module of the notebook that has it', async () => {
  expect(await addImports("const names = await upload()")).toBe("import { upload } from 'gradbook/files';\nconst names = await upload()");
  expect(await addImports('%%time\n//@title Files\nawait upl¦oad()')).toBe("%%time\n//@title Files\nimport { upload } from 'gradbook/files';\nawait upl¦oad()");
});

test('names that a module passes on from another file are imported from the module', async () => {
  expect(await addImports("await remoteDataset('a.csv')")).toBe("import { remoteDataset } from 'gradbook/runtime';\nawait remoteDataset('a.csv')");
});

test('a missing name joins an import that is there, below other imports otherwise', async () => {
  expect(await addImports("import { list } from 'gradbook/files';\nawait list(); await upload()")).toBe(
    "import { list, upload } from 'gradbook/files';\nawait list(); await upload()",
  );
  expect(await addImports("import * as all from 'one';\nall; await upload()")).toBe(
    "import * as all from 'one';\nimport { upload } from 'gradbook/files';\nall; await upload()",
  );
});
