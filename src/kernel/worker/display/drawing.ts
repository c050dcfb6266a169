/** Values that are drawings: nodes of the light document, those of other documents, and what holds one. */
import { mime } from '../../../base/mime';
import { LightCanvas } from '../dom/canvas';
import type { LightElement } from '../dom/element';
import { isElement, LightNode, nodeType } from '../dom/node';
import { serialise } from '../dom/serialise';
import { readData } from '../inspect/brand';
import type { Looking } from '../inspect/anatomy';
import { imageBundle, imageLabel } from './image';
import { markupPicture, type Picture, type Shown } from './picture';

/** Nothing in it can run, so it needs no frame of its own and follows the page's theme. */
const inert = { isolated: false } as const;

/** Longest words taken from a drawing as its text. */
const MAX_WORDS = 2000;

/**
 * The drawing that a value is or holds: a node, a D3 selection, an object with `toSVG()` or `outerHTML`.
 * Null for any other value.
 */
export function drawing(value: object, { targetOf }: Looking): Shown | null {
  const node = value instanceof LightNode ? value : selectedNode(value, targetOf);
  if (node !== null) return nodeShown(node);
  const toSvg = readData(value, 'toSVG', targetOf);
  if (typeof toSvg === 'function') {
    const drawn: unknown = Reflect.apply(toSvg, value, []);
    if (drawn instanceof LightNode) return nodeShown(drawn);
    return typeof drawn === 'string' ? pictureOf(drawn) : null;
  }
  const own = readData(value, 'outerHTML', targetOf);
  // A node of a document that a package brought along has it as an accessor.
  const markup: unknown = own === undefined && 'nodeType' in value && 'outerHTML' in value ? value.outerHTML : own;
  return typeof markup === 'string' ? pictureOf(markup) : null;
}

function pictureOf(markup: string): Shown | null {
  const picture = markupPicture(markup);
  return picture === null ? null : { now: picture };
}

/** A D3 selection stands for its first node. */
function selectedNode(value: object, targetOf: Looking['targetOf']): LightNode | null {
  const groups = readData(value, '_groups', targetOf);
  if (!Array.isArray(groups)) return null;
  for (const group of groups as readonly unknown[]) {
    const found = Array.isArray(group) ? (group as readonly unknown[]).find((node) => node instanceof LightNode) : undefined;
    if (found !== undefined) return found;
  }
  return null;
}

function nodeShown(node: LightNode): Shown {
  if (node instanceof LightCanvas) {
    const encoded = imageBundle(node.offscreen);
    const label = { data: { [mime.plain]: imageLabel(node.offscreen) } };
    return encoded instanceof Promise ? { standIn: label, later: encoded.then((data) => ({ data })) } : { now: { data: encoded } };
  }
  const name = node.nodeType === nodeType.element ? node.nodeName.toLowerCase() : 'drawing';
  // Libraries finish what needs measuring in a microtask, as Plot does with its tips.
  return { standIn: { data: { [mime.plain]: name === 'svg' ? 'SVG image' : 'HTML' } }, later: Promise.resolve().then(() => nodePicture(node)) };
}

function nodePicture(node: LightNode): Picture {
  const markup = serialise(node);
  const [only, ...others] = node.nodeType === nodeType.fragment ? drawnIn(node) : [node];
  const svg = only !== undefined && others.length === 0 && isElement(only) && only.localName === 'svg' ? only : null;
  if (svg === null) return { data: { [mime.html]: markup, [mime.plain]: wordsOf(node) ?? 'HTML' }, metadata: { [mime.html]: inert } };
  return { data: { [mime.svg]: markup, [mime.plain]: wordsOf(svg) ?? sizeOf(svg) }, metadata: { [mime.svg]: inert } };
}

/** The parts of a fragment that show. */
const drawnIn = (node: LightNode): readonly LightNode[] =>
  'childNodes' in node ? (node.childNodes as readonly LightNode[]).filter((child) => isElement(child) || child.textContent.trim() !== '') : [];

/** The words that a drawing is read out by, or those written in it. */
function wordsOf(node: LightNode): string | null {
  if (isElement(node)) {
    const label = node.getAttribute('aria-label');
    if (label !== null) return label;
  }
  const words: string[] = [];
  const visit = (at: LightNode): void => {
    if (isElement(at) && /^(?:style|script|defs)$/.test(at.localName)) return;
    if (at.nodeType === nodeType.text || at.nodeType === nodeType.markup) words.push(at.textContent.trim());
    else if ('childNodes' in at) for (const child of at.childNodes as readonly LightNode[]) visit(child);
  };
  visit(node);
  const text = words.filter((word) => word !== '').join(' ');
  return text === '' ? null : text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}…` : text;
}

function sizeOf(svg: LightElement): string {
  const [, , boxWidth, boxHeight] = (svg.getAttribute('viewBox') ?? '').split(/[\s,]+/);
  const [width, height] = [svg.getAttribute('width') ?? boxWidth, svg.getAttribute('height') ?? boxHeight];
  return width !== undefined && height !== undefined ? `SVG image ${width}×${height}` : 'SVG image';
}
