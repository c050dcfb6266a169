/** Turns a graph of modules into blobs that the browser links and runs natively. */
import { componentsOf } from './components';
import type { ModuleGraph } from './graph';
import type { ModuleNode } from './module-node';
import type { ModulePlatform } from './platform';
import { rewriteModule, type Support } from './rewrite';
import { isNotebookFile } from './specifier';

export interface Linker {
  /** Whether the module has its blob for good. */
  isLinked(url: string): boolean;
  /** The address of the blob of the graph's root. */
  link(graph: ModuleGraph): Promise<string>;
}

export function createLinker(platform: ModulePlatform, support: Support): Linker {
  /** Blobs by module; of files of the notebook only the newest. */
  const blobs = new Map<string, string>();
  /**
   * Blobs of files of the notebook by their text, which names the blobs of what they import: a file that did not
   * change, nor anything behind it, stays the module that it is.
   */
  const byText = new Map<string, string>();

  const publish = (url: string, text: string): void => {
    const known = isNotebookFile(url) ? byText.get(text) : undefined;
    const blob = known ?? platform.publish(text);
    blobs.set(url, blob);
    if (isNotebookFile(url)) byText.set(text, blob);
  };
  const isLinked = (url: string): boolean => !isNotebookFile(url) && blobs.has(url);
  const blobAt = (url: string): string => {
    const blob = blobs.get(url);
    if (blob === undefined) throw new Error(`${url} is not linked yet`);
    return blob;
  };

  return {
    isLinked,
    async link(graph) {
      const nodeAt = (url: string): ModuleNode => {
        const node = graph.nodes.get(url);
        if (node === undefined) throw new Error(`${url} was not read`);
        return node;
      };
      const dependency = (node: ModuleNode, key: string): string => {
        const url = graph.dependency(node, key);
        if (url === null) throw new Error(`'${key}' of ${node.url} was not read`);
        return url;
      };
      const dependenciesOf = (url: string): readonly string[] => {
        if (isLinked(url)) return [];
        const node = nodeAt(url);
        return [...node.wanted.keys()].map((key) => dependency(node, key));
      };
      const components = componentsOf(graph.root, dependenciesOf);
      const { mergeCycle } = components.some(({ isCycle }) => isCycle) ? await import('./cycle/merge') : { mergeCycle: null };
      // From here to the end nothing waits: imports that go on side by side must not link one module twice.
      for (const { members, isCycle } of components) {
        if (members.every(isLinked)) continue;
        if (!isCycle || mergeCycle === null) {
          for (const url of members) {
            const node = nodeAt(url);
            publish(url, rewriteModule(node, support, (key) => blobAt(dependency(node, key))));
          }
          continue;
        }
        const { text, facades } = mergeCycle(members.map(nodeAt), { dependency, blobAt, publish: platform.publish, support });
        const [first = ''] = members;
        const merged = `${first}#cycle`;
        publish(merged, text);
        for (const [url, facade] of facades(blobAt(merged))) publish(url, facade);
      }
      return blobAt(graph.root);
    },
  };
}
