/** What a figure is drawn with: a few SVG elements as plain data, which become text in files and elements in the page. */

export interface Shape {
  readonly tag: 'rect' | 'path' | 'text' | 'g' | 'image';
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Words of a `text`. */
  readonly text?: string;
  readonly children?: readonly Shape[];
}

/** A place that can be pointed at, by mouse or keyboard, and what stands there. Pixels. */
export interface Target {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly text: string;
  /** Index of the figure's sprite to show. */
  readonly sprite?: number;
}

export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
  /** In reading order. */
  readonly targets: readonly Target[];
}

export const rect = (x: number, y: number, width: number, height: number, attributes: Shape['attributes']): Shape => ({
  tag: 'rect',
  attributes: { x: round(x), y: round(y), width: round(Math.max(0, width)), height: round(Math.max(0, height)), ...attributes },
});

export const path = (d: string, attributes: Shape['attributes']): Shape => ({ tag: 'path', attributes: { d, fill: 'none', ...attributes } });

export const words = (text: string, x: number, y: number, attributes: Shape['attributes']): Shape => ({ tag: 'text', attributes: { x: round(x), y: round(y), ...attributes }, text });

/** All points as one path of round ends: a tenth of what circles would take. */
export function dots(points: readonly (readonly [x: number, y: number])[], size: number, attributes: Shape['attributes']): Shape {
  return path(points.map(([x, y]) => `M${round(x)} ${round(y)}h0`).join(''), { 'stroke-width': size, 'stroke-linecap': 'round', ...attributes });
}

/** A tenth of a pixel is finer than any screen draws. */
export const round = (value: number): number => Math.round(value * 10) / 10;

/** Shortens to what fits; letters of Inter are 0.56 em wide on average. */
export function fitting(text: string, width: number, size = 11): string {
  const most = Math.max(1, Math.floor(width / (size * 0.56)));
  return text.length <= most ? text : `${text.slice(0, Math.max(1, most - 1))}…`;
}

export const widthOf = (text: string, size = 11): number => text.length * size * 0.58;

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

export function shapeText({ tag, attributes, text, children }: Shape): string {
  const own = Object.entries(attributes).map(([name, value]) => ` ${name}="${escape(String(value))}"`);
  const inner = `${text === undefined ? '' : escape(text)}${(children ?? []).map(shapeText).join('')}`;
  return inner === '' ? `<${tag}${own.join('')}/>` : `<${tag}${own.join('')}>${inner}</${tag}>`;
}
