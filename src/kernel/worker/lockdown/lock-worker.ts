import type { Right } from './rights';

/**
 * Takes the rights from the scope and from everything it inherits from.
 * @throws Error naming what could not be removed; no cell may run then.
 */
export function lockWorker(scope: object & { readonly navigator: object }, rights: readonly Right[]): void {
  const left: string[] = [];
  for (const right of rights) {
    for (const name of [...right.globals, ...namesLike(scope, right.families ?? [])]) {
      if (!remove(scope, name)) left.push(name);
    }
    for (const name of right.navigator) if (!remove(scope.navigator, name)) left.push(`navigator.${name}`);
  }
  if (left.length > 0) throw new Error(`this browser does not let the kernel give up ${left.join(', ')}; cells cannot run safely in it`);
}

function namesLike(scope: object, families: readonly string[]): string[] {
  return chain(scope).flatMap((at) => Object.getOwnPropertyNames(at).filter((name) => families.some((family) => name.startsWith(family))));
}

/** Deletes the name from the object and everything it inherits from. */
function remove(from: object, name: string): boolean {
  for (const at of chain(from)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, name);
    if (descriptor === undefined) continue;
    // An object made before, as a thread, must not lead back to its constructor.
    const { value } = descriptor as { readonly value?: unknown };
    const prototype: unknown = typeof value === 'function' ? value.prototype : null;
    if (typeof prototype === 'object' && prototype !== null) Reflect.deleteProperty(prototype, 'constructor');
    Reflect.deleteProperty(at, name);
  }
  return !(name in from);
}

function chain(from: object): object[] {
  const objects: object[] = [];
  for (let at: object | null = from; at !== null; at = Object.getPrototypeOf(at) as object | null) objects.push(at);
  return objects;
}
