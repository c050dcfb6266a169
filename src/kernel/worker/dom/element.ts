/** An element of the light document. */
import { boxOf, textLength, type Box } from './bounds';
import { ClassList } from './class-list';
import type { LightDocument } from './document';
import { namespaces, qualifiedName } from './namespaces';
import { isElement, LightMarkup, nodeType, ParentNode, type LightNode } from './node';
import { matchesSelector, parseSelector } from './selector';
import { serialise, serialiseChildren } from './serialise';
import { createStyle, type LightStyle } from './style';

/** What an element without a size of its own measures, in CSS pixels: about what an output has. */
const OPEN_SPACE = { width: 640, height: 400 } as const;

export class LightElement extends ParentNode {
  readonly nodeType = nodeType.element;
  readonly namespaceURI: string;
  readonly localName: string;
  declare readonly ownerDocument: LightDocument;
  readonly #attributes = new Map<string, string>();
  #style: LightStyle | null = null;
  #classList: ClassList | null = null;

  constructor(ownerDocument: LightDocument, namespaceURI: string, name: string) {
    super(ownerDocument);
    this.namespaceURI = namespaceURI;
    this.localName = name;
  }

  get isHtml(): boolean {
    return this.namespaceURI === namespaces.html;
  }
  get tagName(): string {
    return this.isHtml ? this.localName.toUpperCase() : this.localName;
  }
  get nodeName(): string {
    return this.tagName;
  }
  /** Markup written out in the element's place; null for all but canvases. */
  get replacement(): string | null {
    return null;
  }

  get attributes(): { readonly name: string; readonly value: string }[] {
    return this.getAttributeNames().map((name) => ({ name, value: this.getAttribute(name) ?? '' }));
  }
  getAttributeNames(): string[] {
    return [...this.#attributes.keys(), ...(this.#style === null || this.#style.length === 0 ? [] : ['style'])];
  }
  getAttribute(name: string): string | null {
    if (name === 'style') return this.#style === null || this.#style.length === 0 ? null : this.#style.cssText;
    return this.#attributes.get(name) ?? null;
  }
  hasAttribute(name: string): boolean {
    return this.getAttribute(name) !== null;
  }
  setAttribute(name: string, value: unknown): void {
    if (name === 'style') this.style.cssText = String(value);
    else this.#attributes.set(this.isHtml ? name.toLowerCase() : name, String(value));
  }
  removeAttribute(name: string): void {
    if (name === 'style') this.#style = null;
    else this.#attributes.delete(name);
  }
  toggleAttribute(name: string, force = !this.hasAttribute(name)): boolean {
    if (force) this.setAttribute(name, '');
    else this.removeAttribute(name);
    return force;
  }
  getAttributeNS(namespace: string | null, name: string): string | null {
    return this.getAttribute(qualifiedName(namespace, name));
  }
  hasAttributeNS(namespace: string | null, name: string): boolean {
    return this.hasAttribute(qualifiedName(namespace, name));
  }
  setAttributeNS(namespace: string | null, name: string, value: unknown): void {
    this.setAttribute(qualifiedName(namespace, name), value);
  }
  removeAttributeNS(namespace: string | null, name: string): void {
    this.removeAttribute(qualifiedName(namespace, name));
  }

  get id(): string {
    return this.getAttribute('id') ?? '';
  }
  set id(value: unknown) {
    this.setAttribute('id', value);
  }
  get className(): string {
    return this.getAttribute('class') ?? '';
  }
  set className(value: unknown) {
    this.setAttribute('class', value);
  }
  get title(): string {
    return this.getAttribute('title') ?? '';
  }
  set title(value: unknown) {
    this.setAttribute('title', value);
  }
  get href(): string {
    return this.getAttribute('href') ?? '';
  }
  set href(value: unknown) {
    this.setAttribute('href', value);
  }
  get src(): string {
    return this.getAttribute('src') ?? '';
  }
  set src(value: unknown) {
    this.setAttribute('src', value);
  }
  get classList(): ClassList {
    return (this.#classList ??= new ClassList(this));
  }
  get style(): LightStyle {
    return (this.#style ??= createStyle());
  }
  set style(text: unknown) {
    this.style.cssText = String(text);
  }
  /** `data-*` attributes by their names in camel case. */
  get dataset(): Record<string, string | undefined> {
    const attribute = (key: string): string => `data-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    return new Proxy<Record<string, string | undefined>>(
      {},
      {
        get: (_, key) => (typeof key === 'string' ? (this.getAttribute(attribute(key)) ?? undefined) : undefined),
        set: (_, key, value) => {
          if (typeof key === 'string') this.setAttribute(attribute(key), value);
          return typeof key === 'string';
        },
        deleteProperty: (_, key) => {
          if (typeof key === 'string') this.removeAttribute(attribute(key));
          return true;
        },
      },
    );
  }

  get nextElementSibling(): LightElement | null {
    let at: LightNode | null = this.nextSibling;
    while (at !== null && !isElement(at)) at = at.nextSibling;
    return at;
  }
  get previousElementSibling(): LightElement | null {
    let at: LightNode | null = this.previousSibling;
    while (at !== null && !isElement(at)) at = at.previousSibling;
    return at;
  }
  get ownerSVGElement(): LightElement | null {
    for (let at = this.parentElement; at !== null; at = at.parentElement) if (at.localName === 'svg') return at;
    return null;
  }

  matches(selector: string): boolean {
    return matchesSelector(this, parseSelector(selector), this);
  }
  closest(selector: string): LightElement | null {
    const parsed = parseSelector(selector);
    const above = (at: LightElement | null): LightElement | null => (at === null || matchesSelector(at, parsed, this) ? at : above(at.parentElement));
    return above(this);
  }
  querySelector(selector: string): LightElement | null {
    return findAll(this, selector, 1)[0] ?? null;
  }
  querySelectorAll(selector: string): LightElement[] {
    return findAll(this, selector);
  }
  getElementsByTagName(name: string): LightElement[] {
    return findAll(this, name);
  }
  getElementsByClassName(names: string): LightElement[] {
    return findAll(this, names.trim().split(/\s+/).map((name) => `.${name}`).join(''));
  }

  get innerHTML(): string {
    return serialiseChildren(this);
  }
  set innerHTML(markup: unknown) {
    const text = markup === null || markup === undefined ? '' : String(markup);
    this.replaceChildren();
    if (text !== '') this.appendChild(new LightMarkup(this.ownerDocument, text));
  }
  get outerHTML(): string {
    return serialise(this);
  }
  get innerText(): string {
    return this.textContent;
  }
  set innerText(text: unknown) {
    this.textContent = text;
  }
  insertAdjacentHTML(place: 'beforebegin' | 'afterbegin' | 'beforeend' | 'afterend', markup: string): void {
    this.insertAdjacentElement(place, new LightMarkup(this.ownerDocument, String(markup)));
  }
  insertAdjacentElement(place: 'beforebegin' | 'afterbegin' | 'beforeend' | 'afterend', node: LightNode): void {
    switch (place) {
      case 'beforebegin':
        return this.before(node);
      case 'afterbegin':
        return this.prepend(node);
      case 'beforeend':
        return this.append(node);
      case 'afterend':
        return this.after(node);
    }
  }

  cloneNode(deep = false): LightElement {
    const copy = this.blank();
    for (const { name, value } of this.attributes) copy.setAttribute(name, value);
    return deep ? this.copyChildren(copy) : copy;
  }
  protected blank(): LightElement {
    return new LightElement(this.ownerDocument, this.namespaceURI, this.localName);
  }

  getBBox(): Box {
    return boxOf(this);
  }
  getComputedTextLength(): number {
    return textLength(this);
  }
  /** The drawing's own coordinates stand for those of the page, which it has no place on yet. */
  getBoundingClientRect(): Box & { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number } {
    const box = this.isHtml || this.localName === 'svg' ? { x: 0, y: 0, width: this.clientWidth, height: this.clientHeight } : boxOf(this);
    return { ...box, left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height };
  }
  get clientWidth(): number {
    return this.#size('width');
  }
  get clientHeight(): number {
    return this.#size('height');
  }
  get offsetWidth(): number {
    return this.clientWidth;
  }
  get offsetHeight(): number {
    return this.clientHeight;
  }
  #size(side: 'width' | 'height'): number {
    const own = [this.getAttribute(side) ?? '', this.style.getPropertyValue(side)].map(parseFloat).find((size) => size > 0);
    return own ?? OPEN_SPACE[side];
  }
}

/** Elements below `root` that match, in document order; at most `limit`. */
export function findAll(root: ParentNode, selector: string, limit = Infinity): LightElement[] {
  const parsed = parseSelector(selector);
  const scope = root instanceof LightElement ? root : null;
  const found: LightElement[] = [];
  const visit = (parent: ParentNode): void => {
    for (let at = parent.firstChild; at !== null && found.length < limit; at = at.nextSibling) {
      if (!isElement(at)) continue;
      if (matchesSelector(at, parsed, scope)) found.push(at);
      visit(at);
    }
  };
  visit(root);
  return found.slice(0, limit);
}
