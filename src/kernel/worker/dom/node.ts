/** Nodes of the light document: a tree that libraries build and that is written out as markup. */
import type { LightDocument } from './document';
import type { LightElement } from './element';
import { Listeners } from './listeners';

export const nodeType = { element: 1, text: 3, comment: 8, document: 9, fragment: 11, markup: 101 } as const;
type NodeType = (typeof nodeType)[keyof typeof nodeType];

/** Bits of `compareDocumentPosition`. */
const position = { disconnected: 1, preceding: 2, following: 4, contains: 8, containedBy: 16 } as const;

export abstract class LightNode extends Listeners {
  abstract readonly nodeType: NodeType;
  abstract readonly nodeName: string;
  /** Null only for the document itself. */
  readonly ownerDocument: LightDocument | null;
  parentNode: ParentNode | null = null;
  previousSibling: LightNode | null = null;
  nextSibling: LightNode | null = null;
  /** What is made here is about to be drawn; libraries that wait for that moment need not. */
  readonly isConnected = true;

  constructor(ownerDocument: LightDocument | null) {
    super();
    this.ownerDocument = ownerDocument;
  }

  get parentElement(): LightElement | null {
    return this.parentNode?.nodeType === nodeType.element ? (this.parentNode as LightElement) : null;
  }
  protected override get listenersAbove(): Listeners | null {
    return this.parentNode;
  }
  get nodeValue(): string | null {
    return null;
  }
  get textContent(): string {
    return '';
  }
  set textContent(text: unknown) {
    void text;
  }
  getRootNode(): LightNode {
    return this.parentNode?.getRootNode() ?? this;
  }
  contains(other: LightNode | null): boolean {
    for (let at = other; at !== null; at = at.parentNode) if (at === this) return true;
    return false;
  }
  compareDocumentPosition(other: LightNode): number {
    if (other === this) return 0;
    if (this.nextSibling === other) return position.following;
    if (this.previousSibling === other) return position.preceding;
    if (this.contains(other)) return position.containedBy | position.following;
    if (other.contains(this)) return position.contains | position.preceding;
    const here = pathOf(this);
    const there = pathOf(other);
    if (here[0] !== there[0]) return position.disconnected | position.following;
    const fork = here.findIndex((node, at) => node !== there[at]);
    for (let at: LightNode | null = here[fork] ?? null; at !== null; at = at.nextSibling) if (at === there[fork]) return position.following;
    return position.preceding;
  }
  remove(): void {
    this.parentNode?.removeChild(this);
  }
  before(...nodes: readonly (LightNode | string)[]): void {
    for (const node of nodes) this.parentNode?.insertBefore(asNode(node, this), this);
  }
  after(...nodes: readonly (LightNode | string)[]): void {
    const { parentNode, nextSibling } = this;
    for (const node of nodes) parentNode?.insertBefore(asNode(node, this), nextSibling);
  }
  replaceWith(...nodes: readonly (LightNode | string)[]): void {
    const { parentNode, nextSibling } = this;
    this.remove();
    for (const node of nodes) parentNode?.insertBefore(asNode(node, this), nextSibling);
  }
  abstract cloneNode(deep?: boolean): LightNode;
}

/** From the root down to the node itself. */
function pathOf(node: LightNode): readonly LightNode[] {
  const path: LightNode[] = [];
  for (let at: LightNode | null = node; at !== null; at = at.parentNode) path.unshift(at);
  return path;
}

function asNode(given: LightNode | string, near: LightNode): LightNode {
  if (given instanceof LightNode) return given;
  return new LightText(near.ownerDocument, String(given));
}

/** A node with children, kept as a chain so that inserting beside one of many is quick. */
export abstract class ParentNode extends LightNode {
  firstChild: LightNode | null = null;
  lastChild: LightNode | null = null;

  get childNodes(): LightNode[] {
    const nodes: LightNode[] = [];
    for (let at = this.firstChild; at !== null; at = at.nextSibling) nodes.push(at);
    return nodes;
  }
  get children(): LightElement[] {
    return this.childNodes.filter(isElement);
  }
  get childElementCount(): number {
    return this.children.length;
  }
  get firstElementChild(): LightElement | null {
    return this.children[0] ?? null;
  }
  get lastElementChild(): LightElement | null {
    return this.children.at(-1) ?? null;
  }
  hasChildNodes(): boolean {
    return this.firstChild !== null;
  }
  override get textContent(): string {
    let text = '';
    for (let at = this.firstChild; at !== null; at = at.nextSibling) if (at.nodeType !== nodeType.comment) text += at.textContent;
    return text;
  }
  override set textContent(text: unknown) {
    this.replaceChildren(...(text === null || text === undefined || text === '' ? [] : [String(text)]));
  }

  appendChild<T extends LightNode>(child: T): T {
    return this.insertBefore(child, null);
  }
  /** @throws TypeError for what is no node of this kind of document. */
  insertBefore<T extends LightNode>(child: T, reference: LightNode | null | undefined): T {
    if (!(child instanceof LightNode)) throw new TypeError(`a ${this.nodeName} takes nodes made by document, not ${child === null ? 'null' : typeof child}`);
    if (child.contains(this)) throw new TypeError(`a ${child.nodeName} cannot be put into itself or into what it holds`);
    if (child instanceof LightFragment) {
      for (const node of child.childNodes) this.insertBefore(node, reference);
      return child;
    }
    if (child === reference) return child;
    child.remove();
    const next = reference ?? null;
    const previous = next === null ? this.lastChild : next.previousSibling;
    child.parentNode = this;
    child.previousSibling = previous;
    child.nextSibling = next;
    if (previous === null) this.firstChild = child;
    else previous.nextSibling = child;
    if (next === null) this.lastChild = child;
    else next.previousSibling = child;
    return child;
  }
  removeChild<T extends LightNode>(child: T): T {
    if (child.parentNode !== this) throw new TypeError(`the ${child.nodeName} is no child of this ${this.nodeName}`);
    const { previousSibling, nextSibling } = child;
    if (previousSibling === null) this.firstChild = nextSibling;
    else previousSibling.nextSibling = nextSibling;
    if (nextSibling === null) this.lastChild = previousSibling;
    else nextSibling.previousSibling = previousSibling;
    child.parentNode = null;
    child.previousSibling = null;
    child.nextSibling = null;
    return child;
  }
  replaceChild<T extends LightNode>(child: LightNode, old: T): T {
    this.insertBefore(child, old);
    return this.removeChild(old);
  }
  append(...nodes: readonly (LightNode | string)[]): void {
    for (const node of nodes) this.insertBefore(asNode(node, this), null);
  }
  prepend(...nodes: readonly (LightNode | string)[]): void {
    const first = this.firstChild;
    for (const node of nodes) this.insertBefore(asNode(node, this), first);
  }
  replaceChildren(...nodes: readonly (LightNode | string)[]): void {
    while (this.firstChild !== null) this.removeChild(this.firstChild);
    this.append(...nodes);
  }
  protected copyChildren<T extends ParentNode>(into: T): T {
    for (let at = this.firstChild; at !== null; at = at.nextSibling) into.insertBefore(at.cloneNode(true), null);
    return into;
  }
}

export const isElement = (node: LightNode): node is LightElement => node.nodeType === nodeType.element;

/** Text, comments, and markup that was set as a whole and is kept unread. */
abstract class CharacterNode extends LightNode {
  data: string;
  constructor(ownerDocument: LightDocument | null, data: string) {
    super(ownerDocument);
    this.data = data;
  }
  override get nodeValue(): string {
    return this.data;
  }
  override set nodeValue(data: unknown) {
    this.data = String(data);
  }
  override get textContent(): string {
    return this.data;
  }
  override set textContent(data: unknown) {
    this.data = String(data);
  }
}

export class LightText extends CharacterNode {
  readonly nodeType = nodeType.text;
  readonly nodeName = '#text';
  cloneNode(): LightText {
    return new LightText(this.ownerDocument, this.data);
  }
}

export class LightComment extends CharacterNode {
  readonly nodeType = nodeType.comment;
  readonly nodeName = '#comment';
  cloneNode(): LightComment {
    return new LightComment(this.ownerDocument, this.data);
  }
}

/** What `innerHTML` was set to: written out as it stands, for there is no parser here. */
export class LightMarkup extends CharacterNode {
  readonly nodeType = nodeType.markup;
  readonly nodeName = '#markup';
  override get textContent(): string {
    return this.data.replace(/<[^>]*>/g, '');
  }
  override set textContent(data: unknown) {
    this.data = String(data);
  }
  cloneNode(): LightMarkup {
    return new LightMarkup(this.ownerDocument, this.data);
  }
}

export class LightFragment extends ParentNode {
  readonly nodeType = nodeType.fragment;
  readonly nodeName = '#document-fragment';
  cloneNode(deep = false): LightFragment {
    const copy = new LightFragment(this.ownerDocument);
    return deep ? this.copyChildren(copy) : copy;
  }
}
