/** Charts of one group share where values are read: the losses and the metrics of a fit, the charts of several runs. */
export interface Pointed {
  /** Another chart of the group is read at x, or no longer. */
  pointed(x: number | null): void;
}

const groups = new Map<string, Set<Pointed>>();

export function joinGroup(name: string, chart: Pointed): { tell(x: number | null): void; leave(): void } {
  const members = groups.get(name) ?? new Set();
  groups.set(name, members.add(chart));
  return {
    tell(x) {
      for (const member of members) if (member !== chart) member.pointed(x);
    },
    leave() {
      members.delete(chart);
      if (members.size === 0 && groups.get(name) === members) groups.delete(name);
    },
  };
}
