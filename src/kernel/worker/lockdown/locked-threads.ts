/**
 * The threads of the wasm backend are workers of their own, with all rights, and the backend keeps them
 * where a cell can find them and send them a script to load. So each gives its rights up as it starts.
 */
import type { Right } from './rights';

interface ThreadScope {
  Worker?: typeof Worker | undefined;
}

/**
 * Lets the locked scope start workers again that have none of the rights, but those to load their own script,
 * until the returned function is called.
 */
export function lendThreads(scope: ThreadScope, NativeWorker: typeof Worker, rights: readonly Right[]): () => void {
  const prelude = removalScript(rights);
  scope.Worker = new Proxy(NativeWorker, {
    construct(Native, [url, options]: [string | URL, WorkerOptions?]) {
      const address = new URL(url, location.href).href;
      const script = new Blob([prelude, `importScripts(${JSON.stringify(address)});\n`], { type: 'text/javascript' });
      return new Native(URL.createObjectURL(script), options);
    },
  });
  return () => void Reflect.deleteProperty(scope, 'Worker');
}

/** Stands alone: a thread shares no module with us, and minified functions refer to names around them. */
export function removalScript(rights: readonly Right[]): string {
  const list = rights.map(({ globals, families = [], navigator }) => ({ globals: globals.filter((name) => name !== 'importScripts'), families, navigator }));
  return `'use strict';
{
  const chain = (at) => (at === null ? [] : [at, ...chain(Object.getPrototypeOf(at))]);
  const remove = (from, name) => {
    for (const at of chain(from)) {
      const value = Object.getOwnPropertyDescriptor(at, name)?.value;
      if (typeof value === 'function' && value.prototype) delete value.prototype.constructor;
      Reflect.deleteProperty(at, name);
    }
    if (name in from) throw new Error('a thread keeps ' + name);
  };
  for (const { globals, families, navigator: own } of ${JSON.stringify(list)}) {
    const like = chain(self).flatMap((at) => Object.getOwnPropertyNames(at)).filter((name) => families.some((family) => name.startsWith(family)));
    for (const name of [...globals, ...like]) remove(self, name);
    for (const name of own) remove(self.navigator, name);
  }
}
`;
}
