import * as arrow from 'apache-arrow';
import * as aq from 'arquero';
import * as d3 from 'd3';
import * as tf from '@tensorflow/tfjs';
import { expect, it, describe } from 'vitest';
import { LightDocument } from '../dom/document';
import { createHandles } from '../inspect/handles';
import { show, type BundleOptions } from './bundle';
import type { Picture } from './picture';

const options: BundleOptions = { tf, handles: createHandles(), owner: 'r', targetOf: () => undefined, framesOf: () => [], countOf: () => null };
const seen = async (value: unknown): Promise<Picture> => {
  const shown = show(value, options);
  return 'now' in shown ? shown.now : shown.later;
};
const tableOf = async (value: unknown) => (await seen(value)).data['application/vnd.gradbook.table+json'];
const document = new LightDocument(globalThis);
const svgNode = () => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('width', 40);
  svg.setAttribute('height', 30);
  return svg;
};

describe('drawings', () => {
  it('are shown as SVG where the node is one, named by its label, words or size', async () => {
    const svg = svgNode();
    expect(await seen(svg)).toMatchObject({
      data: { 'image/svg+xml': expect.stringMatching(/^<svg xmlns=.*width="40" height="30"\/>$/) as string, 'text/plain': 'SVG image 40×30' },
      metadata: { 'image/svg+xml': { isolated: false } },
    });
    svg.append('words');
    expect((await seen(svg)).data['text/plain']).toBe('words');
    svg.setAttribute('aria-label', 'Losses');
    expect((await seen(svg)).data['text/plain']).toBe('Losses');
  });

  it('are shown as HTML where they are more than an SVG', async () => {
    const figure = document.createElement('figure');
    figure.append('Caption', svgNode());
    expect(await seen(figure)).toMatchObject({ data: { 'text/html': expect.stringMatching(/^<figure>Caption<svg/) as string, 'text/plain': 'Caption' }, metadata: { 'text/html': { isolated: false } } });
    const fragment = document.createDocumentFragment();
    fragment.append(svgNode());
    expect(Object.keys((await seen(fragment)).data)).toContain('image/svg+xml');
  });

  it('finished in a microtask are shown finished', async () => {
    const svg = svgNode();
    const shown = seen(svg);
    void Promise.resolve().then(() => svg.setAttribute('width', 50));
    expect((await shown).data['text/plain']).toBe('SVG image 40×30');
    queueMicrotask(() => svg.setAttribute('height', 60));
    expect((await seen(svg)).data['text/plain']).toBe('SVG image 50×60');
  });

  it('are found in selections of D3, toSVG() and outerHTML', async () => {
    const selection = d3.select(svgNode() as unknown as SVGSVGElement);
    expect((await seen(selection)).data['text/plain']).toBe('SVG image 40×30');
    expect((await seen({ toSVG: () => '<svg></svg>' })).data['image/svg+xml']).toBe('<svg></svg>');
    expect((await seen({ toSVG: svgNode })).data['text/plain']).toBe('SVG image 40×30');
    class Foreign {
      nodeType = 1;
      get outerHTML() {
        return '<p>Foreign</p>';
      }
    }
    expect((await seen(new Foreign())).data).toEqual({ 'text/html': '<p>Foreign</p>', 'text/plain': 'Foreign' });
    expect((await seen({ toSVG: () => 5 })).data).toHaveProperty(['application/vnd.gradbook.inspect+json']);
  });
});

describe('tables of other libraries', () => {
  it('Arrow: names, types, dates, large integers, lists and records', async () => {
    const numbers = arrow.tableFromArrays({ a: Float64Array.of(1.5, 2), s: ['p', 'q'], at: [new Date(0), new Date(86_400_000)], big: BigInt64Array.of(1n, 2n) });
    expect(await tableOf(numbers)).toEqual({
      columns: [{ name: 'a', type: 'number' }, { name: 's', type: 'string' }, { name: 'at', type: 'date' }, { name: 'big', type: 'number' }],
      rows: [['1.5', 'p', '1970-01-01T00:00:00.000Z', '1'], ['2', 'q', '1970-01-02T00:00:00.000Z', '2']],
      totalRows: 2,
      totalColumns: 4,
    }); // prettier-ignore
    const nested = arrow.tableFromJSON([{ box: { x: 1 }, list: [1, 2], on: true }, { box: { x: 2 }, list: [3], on: null }]); // prettier-ignore
    expect(await tableOf(nested)).toMatchObject({ rows: [['{x: 1}', '[1, 2]', 'true'], ['{x: 2}', '[3]', 'null']] }); // prettier-ignore
  });

  it('Arquero: the rows that are left, in their order', async () => {
    const table = aq.table({ k: ['a', 'b', 'c'], n: [1, 2, 3], odd: [null, [1, { z: 1 }], Uint8Array.of(1, 2)] });
    const shown = await tableOf(table.filter((row: { n: number }) => row.n > 1).orderby(aq.desc('n')));
    expect(shown).toMatchObject({ columns: [{ name: 'k' }, { name: 'n', type: 'number' }, { name: 'odd', type: 'mixed' }], totalRows: 2 });
    expect(shown).toMatchObject({ rows: [['c', '3', 'Uint8Array(2) [1, 2]'], ['b', '2', '[1, {…}]']] }); // prettier-ignore
  });

  it('Danfo: columns and values', async () => {
    const frame = { columns: ['x', 'y'], values: [[1, 'a'], [2, 'b']], shape: [2, 2], iloc: () => null }; // prettier-ignore
    expect(await tableOf(frame)).toMatchObject({ columns: [{ name: 'x', type: 'number' }, { name: 'y', type: 'string' }], rows: [['1', 'a'], ['2', 'b']] }); // prettier-ignore
  });

  it('shows 200 rows of many and says how many there are', async () => {
    const table = await tableOf(arrow.tableFromArrays({ i: Int32Array.from({ length: 5000 }, (_, at) => at) }));
    expect(table).toMatchObject({ totalRows: 5000 });
    expect((table as unknown as { rows: unknown[] }).rows).toHaveLength(200);
  });

  it('that fail while they are read are shown as objects', async () => {
    const broken = { columnNames: () => ['a'], numRows: () => 1, get: () => { throw new Error('gone'); } }; // prettier-ignore
    expect((await seen(broken)).data).toHaveProperty(['application/vnd.gradbook.inspect+json']);
  });

  it('Maps in an array are records', async () => {
    expect(await tableOf([new Map([['a', 1]]), new Map<string, unknown>([['a', 2], ['b', 5n]])])).toMatchObject({ columns: [{ name: 'a' }, { name: 'b', type: 'number' }], rows: [['1', ''], ['2', '5']] }); // prettier-ignore
  });
});

describe('specs', () => {
  const bars = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: 'Fuel',
    data: { values: [{ k: 'a', n: 2 }, { k: 'b', n: 5 }] },
    mark: 'bar',
    encoding: { x: { field: 'k', type: 'nominal' }, y: { field: 'n', aggregate: 'sum', type: 'quantitative' } },
  }; // prettier-ignore

  it('of Vega-Lite keep their spec and get a picture and words', async () => {
    const shown = show(bars, options);
    expect('standIn' in shown && shown.standIn.data).toMatchObject({ 'application/vnd.vegalite.v6+json': { mark: 'bar' }, 'text/plain': 'Vega-Lite chart: Fuel. bar, x k, y sum of n' });
    const { data } = await seen({ ...bars, $schema: 'https://vega.github.io/schema/vega-lite/v5.17.0.json' });
    expect(data['application/vnd.vegalite.v5+json']).toMatchObject({ title: 'Fuel' });
    expect(data['image/svg+xml']).toMatch(/^<svg[^>]*xmlns=.*aria-roledescription="bar"/s);
  }, 30_000);

  it('that cannot be drawn keep their words', async () => {
    const { data } = await seen({ $schema: 'https://vega.github.io/schema/vega/v6.json', marks: [{ type: 'nothing', from: { data: 'missing' } }] });
    expect(Object.keys(data)).toEqual(['application/vnd.vega.v6+json', 'text/plain']);
  }, 30_000);

  it('are known by their schema alone', async () => {
    expect((await seen({ mark: 'bar' })).data).toHaveProperty(['application/vnd.gradbook.inspect+json']);
  });
});
