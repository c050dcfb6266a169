/** Everything behind one import, read side by side. */
import { ModuleProblem } from './failure';
import { wantedKey, type ModuleNode, type Wanted } from './module-node';
import type { ModuleStore } from './module-store';
import { isNotebookFile } from './specifier';

export interface ModuleGraph {
  readonly root: string;
  /** By address; modules that are linked already, and what is behind them, may be left out. */
  readonly nodes: ReadonlyMap<string, ModuleNode>;
  /** The module that a module's import leads to, `key` as in `ModuleNode.wanted`; null where it was left out. */
  dependency(node: ModuleNode, key: string): string | null;
}

export interface GraphParts {
  readonly store: ModuleStore;
  /** Such a module needs no reading. */
  readonly isLinked: (url: string) => boolean;
}

/** `importers`: what led here, the nearest first. @throws ModuleProblem with the chain of importers */
export function loadGraph(wanted: Wanted, parts: GraphParts): Promise<ModuleGraph> {
  const whole = (node: ModuleNode): Promise<unknown> => readBehind(node, parts);
  return chained([], () => parts.store.node(wanted, whole)).then((node) => readBehind(node, parts));
}

function readBehind(root: ModuleNode, parts: GraphParts): Promise<ModuleGraph> {
  const { store, isLinked } = parts;
  const nodes = new Map<string, ModuleNode>();
  const found = new Map<string, string>();
  const asked = new Map<string, Promise<void>>();
  return new Promise((resolve, reject) => {
    let open = 0;
    const begin = (work: Promise<void>): void => {
      open++;
      work.then(() => {
        if (--open === 0) resolve(graph);
      }, reject);
    };
    const visit = (node: ModuleNode, importers: readonly string[]): void => {
      if (nodes.has(node.url)) return;
      nodes.set(node.url, node);
      if (isLinked(node.url)) return;
      const chain = [node.url, ...importers];
      const isFile = isNotebookFile(node.url);
      for (const wanted of node.wanted.values()) {
        const key = wantedKey(wanted);
        if (asked.has(key)) continue;
        const reading = chained(chain, () => store.node(wanted, isFile ? (child) => readBehind(child, parts) : undefined)).then((child) => {
          found.set(key, child.url);
          visit(child, chain);
        });
        asked.set(key, reading);
        begin(reading);
      }
    };
    const graph: ModuleGraph = {
      root: root.url,
      nodes,
      dependency(node, key) {
        const wanted = node.wanted.get(key);
        return (wanted && found.get(wantedKey(wanted))) ?? null;
      },
    };
    begin(Promise.resolve().then(() => visit(root, [])));
  });
}

async function chained(importers: readonly string[], work: () => Promise<ModuleNode>): Promise<ModuleNode> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof ModuleProblem)) throw cause;
    throw new ModuleProblem(cause.problems.map(({ failure, importers: nearer }) => ({ failure, importers: [...nearer, ...importers] })));
  }
}
