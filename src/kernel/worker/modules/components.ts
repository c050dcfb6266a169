/** Groups of modules that import each other, in the order in which they can be linked. */

export interface Component {
  /** In the order in which they run. */
  readonly members: readonly string[];
  readonly isCycle: boolean;
}

/**
 * Strongly connected components of what is reachable from `root`, those that others depend on first
 * (R. Tarjan, "Depth-first search and linear graph algorithms", 1972).
 */
export function componentsOf(root: string, dependenciesOf: (url: string) => readonly string[]): readonly Component[] {
  const components: Component[] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  /** Each after what it imports, but for imports that lead back. */
  const finished: string[] = [];

  const visit = (url: string): void => {
    index.set(url, index.size);
    low.set(url, index.size - 1);
    open.push(url);
    isOpen.add(url);
    const lower = (to: number | undefined) => low.set(url, Math.min(low.get(url) ?? 0, to ?? 0));
    const dependencies = dependenciesOf(url);
    for (const next of dependencies) {
      if (!index.has(next)) {
        visit(next);
        lower(low.get(next));
      } else if (isOpen.has(next)) lower(index.get(next));
    }
    finished.push(url);
    if (low.get(url) !== index.get(url)) return;
    const members = new Set(open.splice(open.indexOf(url)));
    for (const member of members) isOpen.delete(member);
    components.push({ members: finished.filter((one) => members.has(one)), isCycle: members.size > 1 || dependencies.includes(url) });
  };
  visit(root);
  return components;
}
