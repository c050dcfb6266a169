/**
 * The names by which libraries find a document, made when one of them is first used. `window` is the
 * worker's own global scope: plotting libraries look for `window.document`. Set after TensorFlow.js has
 * started, which has then decided what it runs on.
 */
import { inherited } from './bounds';
import { LightDocument } from './document';
import { LightElement } from './element';
import { LightNode } from './node';
import { serialise } from './serialise';
import { createStyle, type LightStyle } from './style';

/** The values of inherited properties and of the element's own style; there is no style sheet to ask. */
function computedStyle(element: LightElement): LightStyle {
  const style = createStyle();
  style.cssText = element.style.cssText;
  for (const name of ['font-family', 'font-size', 'font-weight', 'color', 'fill', 'stroke', 'text-anchor']) {
    style.setProperty(name, inherited(element, name) ?? (name === 'font-size' ? '16px' : ''));
  }
  return style;
}

class MarkupWriter {
  serializeToString(node: LightNode): string {
    return serialise(node);
  }
}

export function installDocument(scope: object): void {
  let document: LightDocument | undefined;
  const define = (name: string, get: () => unknown): void => {
    if (name in scope) return;
    Object.defineProperty(scope, name, {
      configurable: true,
      enumerable: false,
      get,
      set: (value: unknown) => Object.defineProperty(scope, name, { configurable: true, writable: true, enumerable: false, value }),
    });
  };
  define('document', () => (document ??= new LightDocument(scope)));
  define('window', () => scope);
  define('getComputedStyle', () => computedStyle);
  define('XMLSerializer', () => MarkupWriter);
  define('Node', () => LightNode);
  for (const name of ['Element', 'HTMLElement', 'SVGElement']) define(name, () => LightElement);
}
