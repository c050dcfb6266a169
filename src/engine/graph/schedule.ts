/** When each value of a graph is last used, so that its memory is free for the values after it. */
import type { Graph, ValueId } from './ir';
import { valueCount } from './ir';

/** Kernels that write into their inputs; random ones are functions of their keys. */
const STATEFUL = /^OptimizerStep$/;

export const isStateful = (kernel: string): boolean => STATEFUL.test(kernel);

/** The index of the first node that writes into inputs; before it a run can be given up without a trace. */
export function firstWrite({ nodes }: Graph): number {
  const index = nodes.findIndex(({ kernel }) => isStateful(kernel));
  return index === -1 ? nodes.length : index;
}

/** For each node, the values whose memory can go once it has run. Inputs never go: they are lent. */
export function releases(graph: Graph): readonly (readonly ValueId[])[] {
  const kept = new Set(graph.outputs);
  const after: ValueId[][] = graph.nodes.map(() => []);
  const lastUse = new Int32Array(valueCount(graph)).fill(-1);
  graph.nodes.forEach(({ inputs, first, outputs }, index) => {
    // An output that nobody uses goes at once.
    outputs.forEach((_, offset) => (lastUse[first + offset] = index));
    for (const value of inputs) lastUse[value] = index;
  });
  for (let value = graph.inputs.length; value < lastUse.length; value++) {
    if (kept.has(value)) continue;
    after[lastUse[value] ?? -1]?.push(value);
  }
  return after;
}
