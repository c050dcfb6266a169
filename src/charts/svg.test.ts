import { describe, expect, it } from 'vitest';
import { seriesOf } from './points';
import { isColour } from './palette';
import type { ChartSpec } from './spec';
import { chartSvg } from './svg';

const spec = (count: number, more: Partial<ChartSpec> = {}): ChartSpec => ({
  chartId: 'c',
  title: 'Losses of many trainings',
  x: {},
  y: {},
  series: Array.from({ length: count }, (_, index) => ({ name: `run ${index} with a name of its own`, mark: 'line' })),
  points: Array.from({ length: count }, (_, index) => ({ x: [0, 1, 2], y: [index + 1, index + 2, null] })),
  live: false,
  ...more,
});
const svg = (one: ChartSpec): string => chartSvg(one, seriesOf(one, null));
const numbers = (text: string, name: string): number[] => [...text.matchAll(new RegExp(`<text[^>]* ${name}="(-?[\\d.]+)"`, 'g'))].map((found) => Number(found[1]));

describe('the picture of a chart', () => {
  it('names one series beside the title, thirty in rows below, none outside of it or over the plot', () => {
    expect(svg(spec(1))).toContain('viewBox="0 0 720 300"');
    const many = svg(spec(30));
    const [, height] = /viewBox="0 0 720 (\d+)"/.exec(many) ?? [];
    expect(Number(height)).toBeGreaterThan(340);
    expect(many).toMatch(/and \d+ more/);
    expect(Math.min(...numbers(many, 'x'))).toBeGreaterThan(0);
    expect(Math.max(...numbers(many, 'x'))).toBeLessThan(720);
  });

  it('has the size, the domain and the colours that the spec asks for', () => {
    const own = svg(spec(1, { width: 400, height: 200, fontSize: 14, y: { domain: [0, 100] }, series: [{ name: 'a', mark: 'line', inks: ['teal'] }] }));
    expect(own).toContain('width="400"');
    expect(own).toContain('font-size="14"');
    expect(own).toContain('>100</text>');
    expect(own).toContain('stroke="teal"');
  });

  it('gives each bar its colour', () => {
    const bars = svg(spec(1, { x: { categories: ['a', 'b'] }, series: [{ name: 'a', mark: 'bars', inks: ['red', '#00ff00'] }], points: [{ x: [0, 1], y: [1, 2] }] }));
    expect(bars).toMatch(/fill="red"\/>.*fill="#00ff00"\/>/s);
  });
});

it('colours are those of CSS and nothing that fetches or ends an attribute', () => {
  for (const colour of ['red', '#fff', '#12ab34cc', 'rgb(1, 2, 3)', 'hsl(120 50% 50% / 0.5)', 'oklch(0.5 0.1 200)']) expect(isColour(colour), colour).toBe(true);
  for (const text of ['url(http://a)', '"/><script>', 'red;', 'var(--x)', '#ggg', '', 'rgb(url(a))']) expect(isColour(text), text).toBe(false);
});
