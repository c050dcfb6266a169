import { expect, test, vi } from 'vitest';
import { TestNotebook } from './notebook-fixture';

// The first question makes TypeScript read its own library, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

test('cells know the document that plotting libraries draw with', async () => {
  const notebook = new TestNotebook(
    [
      "const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');",
      "svg.append(document.createElementNS('http://www.w3.org/2000/svg', 'circle'), 'words');",
      "const width: number = svg.getBBox().width + document.createElement('canvas').width;",
      'display(svg); new XMLSerializer().serializeToString(svg);',
      'svg.offsetTop;',
    ].join('\n'),
  );
  expect(await notebook.problems(0)).toEqual(["offsetTop: Property 'offsetTop' does not exist on type 'SVGSVGElement'."]);
});

test('a cell may give the names of the document a meaning of its own', async () => {
  const notebook = new TestNotebook('const document = { title: "mine" }; interface Node { weight: number }', 'const n: Node = { weight: 1 }; document.title');
  expect(await notebook.problems(0)).toEqual([]);
  expect(await notebook.problems(1)).toEqual([]);
});
