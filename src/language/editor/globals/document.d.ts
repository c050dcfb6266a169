/**
 * The light document: nodes in memory that plotting libraries build and that show as a drawing when they are
 * displayed. There is no page around them: nothing is laid out, and no click of the reader reaches them.
 */
interface Node {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly ownerDocument: Document | null;
  readonly parentNode: Node | null;
  readonly parentElement: Element | null;
  readonly childNodes: Node[];
  readonly firstChild: Node | null;
  readonly lastChild: Node | null;
  readonly nextSibling: Node | null;
  readonly previousSibling: Node | null;
  textContent: string | null;
  appendChild<T extends Node>(child: T): T;
  insertBefore<T extends Node>(child: T, reference: Node | null): T;
  removeChild<T extends Node>(child: T): T;
  replaceChild<T extends Node>(child: Node, old: T): T;
  cloneNode(deep?: boolean): this;
  contains(other: Node | null): boolean;
  remove(): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
  removeEventListener(type: string, listener: (event: Event) => void): void;
  /** Calls the listeners that cells have added. */
  dispatchEvent(event: Event): boolean;
}
interface ParentNode extends Node {
  readonly children: Element[];
  append(...nodes: (Node | string)[]): void;
  prepend(...nodes: (Node | string)[]): void;
  replaceChildren(...nodes: (Node | string)[]): void;
  querySelector<E extends Element = Element>(selector: string): E | null;
  querySelectorAll<E extends Element = Element>(selector: string): E[];
}
interface Element extends ParentNode {
  readonly tagName: string;
  readonly localName: string;
  readonly namespaceURI: string;
  id: string;
  className: string;
  /** Written out as it stands; it is not parsed. */
  innerHTML: string;
  readonly outerHTML: string;
  readonly classList: { add(...names: string[]): void; remove(...names: string[]): void; contains(name: string): boolean; toggle(name: string, force?: boolean): boolean };
  readonly style: { cssText: string; setProperty(name: string, value: string | null): void; getPropertyValue(name: string): string; removeProperty(name: string): string; [property: string]: any };
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string | number): void;
  removeAttribute(name: string): void;
  hasAttribute(name: string): boolean;
  getAttributeNS(namespace: string | null, name: string): string | null;
  setAttributeNS(namespace: string | null, name: string, value: string | number): void;
  matches(selector: string): boolean;
  closest<E extends Element = Element>(selector: string): E | null;
}
interface HTMLElement extends Element {
  title: string;
  readonly dataset: Record<string, string | undefined>;
}
interface SVGElement extends Element {
  readonly ownerSVGElement: SVGSVGElement | null;
}
interface SVGGraphicsElement extends SVGElement {
  /** Measured from the shapes, in CSS pixels; near enough to place labels. */
  getBBox(): { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}
interface SVGSVGElement extends SVGGraphicsElement {}
interface SVGTextElement extends SVGGraphicsElement {
  getComputedTextLength(): number;
}
interface HTMLCanvasElement extends HTMLElement {
  width: number;
  height: number;
  getContext(kind: '2d'): OffscreenCanvasRenderingContext2D | null;
  toDataURL(): string;
}
interface HTMLElementTagNameMap {
  canvas: HTMLCanvasElement;
  [name: string]: HTMLElement;
}
interface SVGElementTagNameMap {
  svg: SVGSVGElement;
  text: SVGTextElement;
  [name: string]: SVGGraphicsElement;
}
interface Document extends ParentNode {
  readonly documentElement: HTMLElement;
  readonly head: HTMLElement;
  readonly body: HTMLElement;
  createElement<K extends keyof HTMLElementTagNameMap>(name: K): HTMLElementTagNameMap[K];
  createElementNS<K extends keyof SVGElementTagNameMap>(namespace: 'http://www.w3.org/2000/svg', name: K): SVGElementTagNameMap[K];
  createElementNS(namespace: string | null, name: string): Element;
  createTextNode(text: string): Node;
  createComment(text: string): Node;
  createDocumentFragment(): ParentNode;
  getElementById(id: string): HTMLElement | null;
}
declare const document: Document;
declare const window: typeof globalThis;
declare const XMLSerializer: { new (): { serializeToString(node: Node): string } };
