import { describe, expect, it } from 'vitest';
import { createNotebook } from './create';
import { importPins, pinsOfCell, setImportPins } from './import-pins';

const notebook = createNotebook([{ type: 'code', source: '' }]);

describe('versions that a notebook has settled on', () => {
  it('are kept in its metadata, sorted, beside what else is there', () => {
    const held = { ...notebook, metadata: { accelerator: 'GPU', gradbook: { other: [1], imports: { old: '1.0.0' } } } };
    const kept = setImportPins(held, { zod: '3.1.0', 'd3-array@3': '3.2.4' });
    expect(kept.metadata).toEqual({ accelerator: 'GPU', gradbook: { other: [1], imports: { 'd3-array@3': '3.2.4', zod: '3.1.0' } } });
    expect(Object.keys(importPins(kept))).toEqual(['d3-array@3', 'zod']);
  });

  it('leave no trace once they are forgotten', () => {
    const pinned = setImportPins(notebook, { zod: '3.1.0' });
    expect(setImportPins(pinned, {}).metadata).toEqual(notebook.metadata);
  });

  it.each([
    [{ gradbook: 7 }],
    [{ gradbook: { imports: ['d3'] } }],
    [{ gradbook: { imports: { d3: 3, 'no name': '1.0.0', x: 'latest', __proto__: '1.0.0' } } }],
  ])('are ignored where a file has something else in their place: %j', (metadata) => {
    expect(importPins({ ...notebook, metadata })).toEqual({});
  });
});

describe('versions at the head of a cell', () => {
  it.each([
    ['//@imports d3-array@3.2.4', { 'd3-array': '3.2.4' }],
    ['#!/usr/bin/env x\n\n// plot\n// @imports @observablehq/plot@0.6.17, d3@7@7.9.0', { '@observablehq/plot': '0.6.17', 'd3@7': '7.9.0' }],
    ['//@imports {"d3-array@3": "3.2.4"}\n//@imports zod@3.0.0-beta.1', { 'd3-array@3': '3.2.4', zod: '3.0.0-beta.1' }],
    ['let x = 1;\n//@imports zod@3.0.0', {}],
    ['//@imports zod@3 {oops', {}],
    ['//@imports {oops', {}],
    ['//@importsnot zod@3.0.0', {}],
  ])('%j', (source, pins) => {
    expect(pinsOfCell(source)).toEqual(pins);
  });
});
