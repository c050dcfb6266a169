/** The `classList` of an element, over its `class` attribute. */
interface Holder {
  getAttribute(name: string): string | null;
  setAttribute(name: string, value: string): void;
}

export class ClassList {
  readonly #holder: Holder;
  constructor(holder: Holder) {
    this.#holder = holder;
  }
  get value(): string {
    return this.#holder.getAttribute('class') ?? '';
  }
  set value(text: string) {
    this.#holder.setAttribute('class', text);
  }
  get length(): number {
    return this.#names().length;
  }
  item(index: number): string | null {
    return this.#names()[index] ?? null;
  }
  contains(name: string): boolean {
    return this.#names().includes(name);
  }
  add(...names: readonly string[]): void {
    this.value = [...new Set([...this.#names(), ...names])].join(' ');
  }
  remove(...names: readonly string[]): void {
    this.value = this.#names().filter((name) => !names.includes(name)).join(' ');
  }
  replace(old: string, name: string): boolean {
    if (!this.contains(old)) return false;
    this.value = this.#names().map((one) => (one === old ? name : one)).join(' ');
    return true;
  }
  toggle(name: string, force = !this.contains(name)): boolean {
    if (force) this.add(name);
    else this.remove(name);
    return force;
  }
  forEach(callback: (name: string, index: number) => void): void {
    this.#names().forEach((name, index) => callback(name, index));
  }
  [Symbol.iterator](): Iterator<string> {
    return this.#names()[Symbol.iterator]();
  }
  toString(): string {
    return this.value;
  }
  #names(): readonly string[] {
    return this.value.split(/\s+/).filter((name) => name !== '');
  }
}
