// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { createMarkdownRenderer, type Attachments } from './render';

const render = createMarkdownRenderer(window);
const dom = (source: string, attachments?: Attachments) => {
  const root = document.createElement('div');
  root.innerHTML = render(source, { attachments }).html;
  return root;
};

test('scripts, event handlers and javascript: links do not survive', () => {
  const { html } = render('<script>alert(1)</script><img src=x onerror="alert(1)">\n\n[a](javascript:alert(1)) <a href="javascript:alert(1)">b</a>');
  expect(html).not.toMatch(/<script|onerror|href="javascript/i);
});

test('prose cannot restyle the page or shadow its names', () => {
  const { html } = render('<style>body{display:none}</style><div style="position:fixed" id="root" class="x" name="y">t</div><form><input name=q></form>');
  expect(html).not.toMatch(/<style|style=|id=|class=|name=|<form|<input/);
  expect(html).toContain('t');
});

test('tables, task lists, strikethrough and bare addresses render as on GitHub', () => {
  const root = dom('| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n\n~~gone~~ https://example.org');
  expect(root.querySelectorAll('table td')).toHaveLength(2);
  expect([...root.querySelectorAll<HTMLInputElement>('li input[type=checkbox]')].map((box) => box.checked)).toEqual([true, false]);
  expect(root.querySelector('s')?.textContent).toBe('gone');
  expect(root.querySelector('a')?.getAttribute('href')).toBe('https://example.org');
});

test('outside links open a new tab without an opener; links to headings stay', () => {
  const root = dom('[out](https://example.org) [in](#part-two)\n\n## Part two');
  const [out, inside] = root.querySelectorAll('a');
  expect(out?.getAttribute('target')).toBe('_blank');
  expect(out?.getAttribute('rel')).toContain('noopener');
  expect(inside?.hasAttribute('target')).toBe(false);
  expect(root.querySelector('h2')?.dataset['anchor']).toBe('part-two');
  expect(root.querySelector('h2')?.dataset['line']).toBe('2');
});

test('math is marked with its TeX; prices are not math', () => {
  const root = dom('Loss $a<b_1$ costs $5 and $10.\n\n$$\n\\sum_i x_i\n$$\n\n\\begin{align}\na &= b\n\\end{align}');
  expect([...root.querySelectorAll('[data-math]')].map((node) => `${node.getAttribute('data-math')}: ${node.textContent}`)).toEqual([
    'inline: a<b_1',
    'display: \\sum_i x_i',
    'display: \\begin{align}\na &= b\n\\end{align}',
  ]);
  expect(root.textContent).toContain('$5 and $10.');
});

test('math inside a fence or a code span stays code', () => {
  const root = dom('`$x$`\n\n```ts\nconst a = "$x$";\n```');
  expect(root.querySelector('[data-math]')).toBeNull();
  expect(root.querySelector('pre')?.dataset['fence']).toBe('ts');
  expect(root.querySelector('pre')?.textContent).toBe('const a = "$x$";');
});

test('an attached image is shown from the cell', () => {
  const root = dom('![dot](attachment:my%20dot.png)', { 'my dot.png': { 'image/png': 'iVBO\nRw0=' } });
  expect(root.querySelector('img')?.getAttribute('src')).toBe('data:image/png;base64,iVBORw0=');
});

test('footnotes are numbered by use and listed at the end', () => {
  const root = dom('First[^b] and second[^a].\n\n[^a]: Note *A*\n[^b]: Note B');
  expect([...root.querySelectorAll('sup')].map((mark) => mark.textContent)).toEqual(['1', '2']);
  expect([...root.querySelectorAll('[data-footnotes] li')].map((note) => note.textContent?.replace('↩', '').trim())).toEqual(['Note B', 'Note A']);
});

test('columns of a table keep their alignment', () => {
  const root = dom('| a | b |\n|:-:|--:|\n| 1 | 2 |');
  expect([...root.querySelectorAll('td')].map((cell) => cell.getAttribute('align'))).toEqual(['center', 'right']);
});

test('pictures from the web are left out where they may not be loaded; attached ones stay', () => {
  const source = '![far](https://example.org/a.png) ![near](data:image/png;base64,AA==) <video poster="//example.org/p.png" src="//example.org/v.mp4"></video> [link](https://example.org)';
  const untrusted = render(source, { web: false });
  expect(untrusted.hadWeb).toBe(true);
  expect(untrusted.html).not.toMatch(/(?:src|poster)="(?:https:)?\/\/example/);
  expect(untrusted.html).toContain('data:image/png');
  expect(untrusted.html).toContain('href="https://example.org"');
  expect(render(source)).toMatchObject({ hadWeb: false });
});

test('prose cannot pass for a cell of the notebook', () => {
  expect(render('<div data-cell-id="a" data-status="ok" slot="x">t</div>').html).not.toMatch(/data-cell|data-status|slot/);
});
