import * as brand from './brand';

/** Longest part of a function's text that is read for its head. */
const HEAD = 200;
const PARAMETERS = /^(?:async\s*)?(?:function\s*\*?\s*[\w$]*\s*|\*?\s*[\w$]+\s*)?\(([\w$,.\s]*)\)|^(?:async\s+)?([\w$]+)\s*=>/;
const PARENT = /^class(?:\s+[\w$]+)?\s+extends\s+([\w$.]+)/;

/** `ƒ add(a, b)`, `class Child extends Parent`; parameters that are more than names read `…`. */
export function functionLabel(value: object): string {
  const source = (brand.sourceOf(value) ?? '').slice(0, HEAD);
  const ownName = Object.getOwnPropertyDescriptor(value, 'name')?.value as unknown;
  const name = typeof ownName === 'string' && ownName !== '' ? ownName : 'anonymous';
  if (/^class\b/.test(source)) {
    const parent = PARENT.exec(source)?.[1];
    return parent === undefined ? `class ${name}` : `class ${name} extends ${parent.slice(parent.lastIndexOf('.') + 1)}`;
  }
  const head = PARAMETERS.exec(source);
  const parameters = head?.[1] ?? head?.[2] ?? '…';
  return `ƒ ${name}(${parameters.replace(/\s+/g, ' ').trim()})`;
}
