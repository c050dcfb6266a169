/** Nodes as markup: SVG as XML that also stands on its own, HTML as HTML. */
import type { LightElement } from './element';
import { namespaces } from './namespaces';
import { isElement, nodeType, type LightNode, type ParentNode } from './node';

const VOID = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'track', 'wbr']);
/** Their text is no markup in HTML. */
const RAW = new Set(['style', 'script']);

export function serialise(node: LightNode): string {
  const parts: string[] = [];
  write(node, parts);
  return parts.join('');
}

export function serialiseChildren(parent: ParentNode): string {
  const parts: string[] = [];
  for (let at = parent.firstChild; at !== null; at = at.nextSibling) write(at, parts);
  return parts.join('');
}

function write(node: LightNode, parts: string[]): void {
  if (isElement(node)) return writeElement(node, parts);
  switch (node.nodeType) {
    case nodeType.text: {
      const parent = node.parentElement;
      parts.push(parent?.isHtml === true && RAW.has(parent.localName) ? node.textContent : escapeText(node.textContent));
      return;
    }
    case nodeType.comment:
      parts.push(`<!--${node.textContent.replaceAll('--', '- -')}-->`);
      return;
    case nodeType.markup:
      parts.push(node.nodeValue ?? '');
      return;
    default:
      for (const child of (node as ParentNode).childNodes) write(child, parts);
  }
}

function writeElement(element: LightElement, parts: string[]): void {
  const picture = element.replacement;
  if (picture !== null) {
    parts.push(picture);
    return;
  }
  const name = element.localName;
  parts.push(`<${name}`);
  if (isSvgRoot(element)) for (const [prefix, address] of missingNamespaces(element)) parts.push(` ${prefix}="${address}"`);
  for (const attribute of element.attributes) parts.push(` ${attribute.name}="${escapeAttribute(attribute.value)}"`);
  if (element.firstChild === null) {
    if (!element.isHtml) {
      parts.push('/>');
      return;
    }
    parts.push('>');
    if (VOID.has(name)) return;
  } else {
    parts.push('>');
    for (let at: LightNode | null = element.firstChild; at !== null; at = at.nextSibling) write(at, parts);
  }
  parts.push(`</${name}>`);
}

const isSvgRoot = (element: LightElement): boolean => element.localName === 'svg' && element.parentElement?.namespaceURI !== namespaces.svg;

function missingNamespaces(svg: LightElement): readonly (readonly [string, string])[] {
  return [
    ['xmlns', namespaces.svg] as const,
    ['xmlns:xlink', namespaces.xlink] as const,
  ].filter(([name]) => !svg.hasAttribute(name));
}

/** Characters that XML cannot hold at all are left out: one of them would make the whole picture unreadable. */
const legal = (text: string): string => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
const escapeText = (text: string): string => legal(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const escapeAttribute = (text: string): string => escapeText(text).replaceAll('"', '&quot;');
