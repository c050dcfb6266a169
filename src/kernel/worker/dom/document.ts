/** The document that cells and the packages they import find: a tree in memory that nobody sees until a node of it is shown. */
import { LightCanvas } from './canvas';
import { findAll, LightElement } from './element';
import { namespaces } from './namespaces';
import { LightComment, LightFragment, LightText, nodeType, ParentNode, type LightNode } from './node';

export class LightDocument extends ParentNode {
  readonly nodeType = nodeType.document;
  readonly nodeName = '#document';
  readonly contentType = 'text/html';
  readonly compatMode = 'CSS1Compat';
  readonly readyState = 'complete';
  readonly visibilityState = 'visible';
  readonly hidden = false;
  readonly currentScript = null;
  readonly documentElement: LightElement;
  readonly head: LightElement;
  readonly body: LightElement;
  /** The global scope, where libraries look for `Event` and the like. */
  readonly defaultView: object;
  title = '';

  constructor(defaultView: object) {
    super(null);
    this.defaultView = defaultView;
    this.documentElement = this.createElement('html');
    this.head = this.createElement('head');
    this.body = this.createElement('body');
    this.documentElement.append(this.head, this.body);
    this.appendChild(this.documentElement);
  }

  createElement(name: string): LightElement {
    const lower = String(name).toLowerCase();
    return lower === 'canvas' ? new LightCanvas(this) : new LightElement(this, namespaces.html, lower);
  }
  createElementNS(namespace: string | null, name: string): LightElement {
    const space = namespace ?? namespaces.html;
    if (space === namespaces.html) return this.createElement(name);
    return new LightElement(this, space, String(name));
  }
  createTextNode(text: unknown): LightText {
    return new LightText(this, String(text));
  }
  createComment(text: unknown): LightComment {
    return new LightComment(this, String(text));
  }
  createDocumentFragment(): LightFragment {
    return new LightFragment(this);
  }
  importNode<T extends LightNode>(node: T, deep = false): LightNode {
    return node.cloneNode(deep);
  }
  adoptNode<T extends LightNode>(node: T): T {
    node.remove();
    return node;
  }
  getElementById(id: string): LightElement | null {
    return findAll(this, `[id="${id.replaceAll('"', '')}"]`, 1)[0] ?? null;
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
    return this.documentElement.getElementsByClassName(names);
  }
  /** There is one document; libraries clone it only to parse into, which this one cannot. */
  cloneNode(): LightDocument {
    return new LightDocument(this.defaultView);
  }
}
