import * as Plot from '@observablehq/plot';
import * as d3 from 'd3';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightDocument } from './document';
import type { LightElement } from './element';
import { installDocument } from './install';
import { serialise } from './serialise';

let document: LightDocument;
beforeEach(() => {
  document = new LightDocument(globalThis);
});
const svgNamespace = 'http://www.w3.org/2000/svg';
const svg = (name: string, attributes: Readonly<Record<string, string | number>> = {}): LightElement => {
  const element = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

describe('a tree of nodes', () => {
  it('keeps its order through inserting, moving and removing', () => {
    const list = document.createElement('ul');
    const [a, b, c] = ['a', 'b', 'c'].map((text) => Object.assign(document.createElement('li'), { textContent: text }));
    if (!a || !b || !c) throw new Error('three items');
    list.append(b, c);
    list.insertBefore(a, b);
    list.appendChild(b);
    expect(list.textContent).toBe('acb');
    expect(a.nextSibling).toBe(c);
    expect(a.compareDocumentPosition(b) & 4).toBe(4);
    expect(b.compareDocumentPosition(a) & 2).toBe(2);
    c.replaceWith('d', document.createElement('hr'));
    expect(list.outerHTML).toBe('<ul><li>a</li>d<hr><li>b</li></ul>');
    list.replaceChildren();
    expect(list.hasChildNodes()).toBe(false);
    expect(a.parentNode).toBeNull();
  });

  it('refuses what is no node, and a node inside itself', () => {
    const box = document.createElement('div');
    expect(() => box.appendChild(5 as never)).toThrow('a DIV takes nodes made by document, not number');
    expect(() => box.appendChild(box)).toThrow('cannot be put into itself');
  });

  it('copies deeply, with styles', () => {
    const box = document.createElement('div');
    box.style['maxWidth'] = '10px';
    box.append('text', document.createElement('b'));
    const copy = box.cloneNode(true);
    expect(copy.outerHTML).toBe('<div style="max-width: 10px;">text<b></b></div>');
    expect(box.cloneNode().outerHTML).toBe('<div style="max-width: 10px;"></div>');
  });

  it('passes events that a cell dispatches to its listeners, up the tree if they bubble', () => {
    const outer = document.createElement('div');
    const inner = document.createElement('b');
    outer.append(inner);
    const heard: string[] = [];
    outer.addEventListener('input', () => heard.push('outer'));
    inner.addEventListener('input', () => heard.push('inner'));
    inner.dispatchEvent(new Event('input', { bubbles: true }));
    inner.dispatchEvent(new Event('input'));
    expect(heard).toEqual(['inner', 'outer', 'inner']);
  });
});

describe('markup', () => {
  it('is HTML for HTML and well-formed XML for SVG', () => {
    const root = svg('svg', { viewBox: '0 0 10 10' });
    const image = svg('image');
    image.setAttributeNS('http://www.w3.org/1999/xlink', 'href', 'data:,');
    root.append(svg('circle', { r: 4 }), Object.assign(svg('text'), { textContent: 'a < "b" & c\u0001' }), image);
    expect(root.outerHTML).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 10 10">' +
        '<circle r="4"/><text>a &lt; "b" &amp; c</text><image xlink:href="data:,"/></svg>',
    );
    const page = document.createElement('DIV');
    const style = document.createElement('style');
    style.textContent = 'a > b {}';
    page.append(style, document.createElement('br'), svg('g'));
    expect(page.outerHTML).toBe('<div><style>a > b {}</style><br><g/></div>');
  });

  it('that is set is written out as it stands', () => {
    const box = document.createElement('p');
    box.innerHTML = 'a <b>bold</b> word';
    expect(box.outerHTML).toBe('<p>a <b>bold</b> word</p>');
    expect(box.textContent).toBe('a bold word');
  });
});

describe('styles', () => {
  it('are one list under both spellings and as an attribute', () => {
    const box = document.createElement('div');
    box.setAttribute('style', 'color: red; background: url("data:image/png;base64,AA==")');
    box.style['fontSize'] = '12px';
    box.style.setProperty('--own', '1');
    box.style.removeProperty('color');
    expect(box.getAttribute('style')).toBe('background: url("data:image/png;base64,AA=="); font-size: 12px; --own: 1;');
    expect(box.style['font-size']).toBe('12px');
  });
});

describe('selectors', () => {
  it.each([
    ['g', 3],
    ['.tick', 2],
    ['g.tick line', 2],
    ['g.tick:not(:first-of-type) line', 1],
    ['.axis > .tick:last-child text', 1],
    ['[data-k]', 1],
    ['[data-k="a b"], #root', 1],
    ['text + line', 1],
    ['line ~ text', 1],
    ['g:nth-child(2n+1)', 2],
    [':scope > g', 1],
    ['> g', 1],
    ['*', 8],
    ['linearGradient', 0],
  ])('%s', (selector, count) => {
    const root = svg('svg', { id: 'root' });
    const axis = svg('g', { class: 'axis' });
    const [first, second] = [svg('g', { class: 'tick' }), svg('g', { class: 'tick last' })];
    first.append(svg('text'), svg('line', { 'data-k': 'a b' }));
    second.append(svg('line'), svg('text'));
    axis.append(first, second);
    root.append(axis, svg('rect'));
    expect(root.querySelectorAll(selector)).toHaveLength(count);
  });

  it('that are not known are named', () => {
    expect(() => document.querySelector('a:hover')).toThrow("the selector 'a:hover' cannot be read at 8: :hover is not known here");
    expect(() => document.querySelector('a[')).toThrow("the selector 'a[' cannot be read at 2");
  });
});

describe('places of shapes', () => {
  it('follow their geometry and the transforms of what they hold', () => {
    const group = svg('g');
    const moved = svg('g', { transform: 'translate(10, 20) scale(2)' });
    moved.append(svg('rect', { x: 1, y: 1, width: 4, height: 2 }));
    group.append(moved, svg('path', { d: 'M0,0l5-5h3v10z' }));
    expect(group.getBBox()).toEqual({ x: 0, y: -5, width: 20, height: 31 });
    const turned = svg('g');
    turned.append(svg('line', { x1: 0, y1: 0, x2: 10, y2: 0, transform: 'rotate(90)' }));
    expect(turned.getBBox().height).toBeCloseTo(10);
  });

  it('of text follow its anchor and size', () => {
    const text = svg('text', { x: 100, y: 50, 'text-anchor': 'end', 'font-size': 10 });
    text.textContent = 'label';
    const { x, y, width } = text.getBBox();
    expect(x + width).toBeCloseTo(100);
    expect(width).toBeGreaterThan(15);
    expect(y).toBeCloseTo(41);
    expect(text.getComputedTextLength()).toBeCloseTo(width);
  });
});

describe('plotting libraries', () => {
  it('D3 joins data, sets attributes and draws axes', () => {
    const root = d3.select(svg('svg') as unknown as SVGSVGElement);
    const x = d3.scaleLinear([0, 10], [0, 200]);
    const bars = (data: readonly number[]) =>
      root.selectAll<SVGRectElement, number>('rect.bar').data(data).join('rect').attr('class', 'bar').attr('width', x).order();
    bars([1, 2, 3]);
    bars([5, 6]);
    root.append('g').call(d3.axisBottom(x).ticks(3)).selectAll('.tick:last-of-type text').text('end');
    root.insert('title', ':first-child').text('Bars');
    const markup = serialise(root.node() as unknown as LightElement);
    expect(markup.match(/<rect class="bar" width="[\d.]+"\/>/g)).toEqual(['<rect class="bar" width="100"/>', '<rect class="bar" width="120"/>']);
    expect(markup).toContain('<title>Bars</title>');
    expect(markup).toMatch(/class="tick"[^>]*><line stroke="currentColor" y2="6"\/><text[^>]*>end</);
  });

  it('Plot draws marks, facets and titles', () => {
    const figure = Plot.plot({
      document: document as unknown as Document,
      title: 'Two groups',
      marks: [
        Plot.frame(),
        Plot.dot([{ a: 1, b: 2, k: 'x' }, { a: 2, b: 3, k: 'y' }], { x: 'a', y: 'b', fx: 'k', fill: 'k', title: 'k' }),
        Plot.text([[1, 2]], { text: ['word'], lineWidth: 4 }),
      ],
    }) as unknown as LightElement; // prettier-ignore
    expect(figure.outerHTML).toMatch(/^<figure class="plot-[^"]*".*<h2>Two groups<\/h2><svg .*<\/svg><\/figure>$/s);
    expect(figure.querySelectorAll('circle')).toHaveLength(2);
    expect(figure.querySelector('circle title')?.textContent).toBe('x');
  });
});

describe('the names of the document', () => {
  it('appear on the scope when first used, are one document, and can be replaced', () => {
    const scope: { document?: LightDocument; window?: object } = {};
    installDocument(scope);
    expect(Object.keys(scope)).toEqual([]);
    expect(scope.window).toBe(scope);
    expect(scope.document?.body.ownerDocument).toBe(scope.document);
    Object.assign(scope, { document: undefined });
    expect(scope.document).toBeUndefined();
  });
});
