/** The `style` of an element: declarations in the order they were set, reachable by either spelling of their names. */
export interface LightStyle {
  cssText: string;
  readonly length: number;
  item(index: number): string;
  getPropertyValue(name: string): string;
  getPropertyPriority(name: string): string;
  setProperty(name: string, value: unknown, priority?: string | null): void;
  removeProperty(name: string): string;
  [property: string]: unknown;
}

/** Semicolons inside quotes and brackets, as those of a data address, end no declaration. */
const DECLARATION = /([\w-]+)\s*:\s*((?:"[^"]*"|'[^']*'|\([^)]*\)|[^;"'(])+)/g;

class Declarations {
  readonly #values = new Map<string, string>();

  get cssText(): string {
    return [...this.#values].map(([name, value]) => `${name}: ${value};`).join(' ');
  }
  set cssText(text: string) {
    this.#values.clear();
    for (const [, name = '', value = ''] of String(text).matchAll(DECLARATION)) this.#values.set(name, value.trim());
  }
  get length(): number {
    return this.#values.size;
  }
  item(index: number): string {
    return [...this.#values.keys()][index] ?? '';
  }
  getPropertyValue(name: string): string {
    return (this.#values.get(name) ?? '').replace(/\s*!important$/, '');
  }
  getPropertyPriority(name: string): string {
    return this.#values.get(name)?.endsWith('!important') === true ? 'important' : '';
  }
  setProperty(name: string, value: unknown, priority?: string | null): void {
    const text = value === null || value === undefined ? '' : String(value);
    if (text === '') this.#values.delete(name);
    else this.#values.set(name, priority === 'important' ? `${text} !important` : text);
  }
  removeProperty(name: string): string {
    const value = this.getPropertyValue(name);
    this.#values.delete(name);
    return value;
  }
}

/** `maxWidth` → `max-width`, `WebkitFilter` → `-webkit-filter`, `cssFloat` → `float`. */
const cssName = (property: string): string => (property === 'cssFloat' ? 'float' : property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));

export function createStyle(): LightStyle {
  const declarations = new Declarations();
  const style = new Proxy(declarations, {
    get(target, key) {
      if (typeof key === 'symbol') return Reflect.get(target, key, target);
      if (!(key in target)) return target.getPropertyValue(cssName(key));
      const member: unknown = Reflect.get(target, key, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
    set(target, key, value: unknown) {
      if (typeof key === 'symbol') return false;
      if (key === 'cssText') target.cssText = String(value);
      else target.setProperty(cssName(key), value);
      return true;
    },
  });
  // Through the Proxy every other name reads as a declaration.
  return style as unknown as LightStyle;
}
