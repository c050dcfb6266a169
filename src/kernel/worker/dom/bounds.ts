/** Where the shapes of an SVG lie, near enough for libraries that place labels and view boxes by it. */
import type { LightElement } from './element';
import { isElement, nodeType, type LightNode } from './node';
import { pathPoints } from './path-points';
import { textWidth } from './text-width';
import { parseTransform } from './transform';

/** CSS pixels, in the element's own coordinates. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
type Point = readonly [x: number, y: number];

/** Parts of the letters' size above and below the line they stand on. */
const ASCENT = 0.9;
const DESCENT = 0.25;
const UNDRAWN = new Set(['defs', 'clippath', 'mask', 'marker', 'pattern', 'symbol', 'lineargradient', 'radialgradient', 'title', 'desc', 'style', 'script']);

export function boxOf(element: LightElement): Box {
  const points = pointsOf(element).filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  if (points.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function pointsOf(element: LightElement): Point[] {
  const number = (name: string): number => parseFloat(element.getAttribute(name) ?? '') || 0;
  const around = (rx: number, ry: number): Point[] => [
    [number('cx') - rx, number('cy') - ry],
    [number('cx') + rx, number('cy') + ry],
  ];
  const name = element.localName.toLowerCase();
  if (UNDRAWN.has(name)) return [];
  switch (name) {
    case 'rect':
    case 'image':
    case 'foreignobject':
      return [
        [number('x'), number('y')],
        [number('x') + number('width'), number('y') + number('height')],
      ];
    case 'circle':
      return around(number('r'), number('r'));
    case 'ellipse':
      return around(number('rx'), number('ry'));
    case 'line':
      return [
        [number('x1'), number('y1')],
        [number('x2'), number('y2')],
      ];
    case 'polyline':
    case 'polygon':
      return pathPoints(`M${element.getAttribute('points') ?? ''}`);
    case 'path':
      return pathPoints(element.getAttribute('d') ?? '');
    case 'text':
    case 'tspan':
      return textPoints(element);
    default:
      return element.childNodes.filter(isElement).flatMap((child) => {
        const m = parseTransform(child.getAttribute('transform'));
        const corners = m.b === 0 && m.c === 0 ? pointsOf(child) : cornersOf(boxOf(child));
        return corners.map(([x, y]): Point => [m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f]);
      });
  }
}

const cornersOf = ({ x, y, width, height }: Box): Point[] => [
  [x, y],
  [x + width, y],
  [x, y + height],
  [x + width, y + height],
];

function textPoints(element: LightElement): Point[] {
  const size = fontSize(element);
  const anchor = inherited(element, 'text-anchor') ?? 'start';
  const points: Point[] = [];
  const origin: [number, number] = [placed(element, 'x', 'dx', 0, size), placed(element, 'y', 'dy', 0, size)];
  const put = (text: string, [x, y]: Point): number => {
    const width = widthOf(text, element);
    const left = anchor === 'middle' ? x - width / 2 : anchor === 'end' ? x - width : x;
    if (width > 0) points.push([left, y - size * ASCENT], [left + width, y + size * DESCENT]);
    return width;
  };
  for (const node of element.childNodes) {
    if (isElement(node)) {
      if (node.localName !== 'tspan') continue;
      origin[0] = placed(node, 'x', 'dx', origin[0], size);
      origin[1] = placed(node, 'y', 'dy', origin[1], size);
      origin[0] += put(node.textContent, origin);
    } else if (node.nodeType === nodeType.text) origin[0] += put(node.textContent, origin);
  }
  return points;
}

/** An absolute place, else where the text already is, and the shift from there. */
function placed(element: LightElement, absolute: string, shift: string, at: number, size: number): number {
  return length(element.getAttribute(absolute), size, at) + length(element.getAttribute(shift), size, 0);
}

function length(text: string | null, size: number, missing: number): number {
  const value = parseFloat(text ?? '');
  if (Number.isNaN(value)) return missing;
  return /em\s*$/.test(text ?? '') ? value * size : value;
}

/** CSS pixels. */
export function textLength(element: LightElement): number {
  return widthOf(element.textContent, element);
}

function widthOf(text: string, element: LightElement): number {
  const family = inherited(element, 'font-family') ?? 'sans-serif';
  return textWidth(text.trim(), fontSize(element), family, inherited(element, 'font-weight') ?? 'normal');
}

const fontSize = (element: LightElement): number => length(inherited(element, 'font-size'), 16, 16);

/** The value of a property of text that elements pass on to those in them. */
export function inherited(element: LightElement, name: string): string | null {
  for (let at: LightNode | null = element; at !== null; at = at.parentNode) {
    if (!isElement(at)) continue;
    const own = at.style.getPropertyValue(name) || at.getAttribute(name);
    if (own !== null && own !== '') return own;
  }
  return null;
}
