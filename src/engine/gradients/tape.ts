/** Members of TensorFlow.js's engine that its declarations keep private, as far as gradients need them. */
import type { StockTensorFlow } from '../api';
import type { NamedAttrMap } from '../tensors';

export type Tensor = InstanceType<StockTensorFlow['Tensor']>;
export type NamedTensors = Readonly<Record<string, Tensor>>;

/** One operation that was run while gradients were being followed. */
export interface TapeNode {
  readonly id: number;
  readonly kernelName: string;
  readonly inputs: NamedTensors;
  readonly outputs: readonly Tensor[];
  /** Clones kept for the gradient; disposed with the tape. */
  readonly saved: readonly Tensor[];
  /** Of the outputs' gradients (null: none) makes those of the inputs, each when asked for. Absent where none is known. */
  readonly gradient?: (dys: readonly (Tensor | null)[]) => Readonly<Record<string, () => Tensor>>;
}

/** As registered with TensorFlow.js: of a bare dy if there is one output, else of a list. */
export type GradientFunction = (dy: unknown, saved: readonly Tensor[], attrs: NamedAttrMap | undefined) => Readonly<Record<string, () => Tensor>>;

export interface DifferentiatingEngine {
  readonly state: { activeTape: TapeNode[] | null; gradientDepth: number; nextTapeNodeId: number };
  addTapeNode(
    kernelName: string,
    inputs: NamedTensors,
    outputs: readonly Tensor[],
    gradient: GradientFunction | null,
    saved: readonly Tensor[],
    attrs: NamedAttrMap | undefined,
  ): void;
  startTape(): void;
  endTape(): void;
  scopedRun<T>(start: () => void, end: () => void, work: () => T): T;
  tidy<T>(name: string, work: () => T): T;
  gradients(f: () => Tensor, xs: readonly Tensor[], dy?: Tensor | null, allowNoGradients?: boolean): { value: Tensor; grads: Tensor[] };
}

export const engineOf = (tf: StockTensorFlow): DifferentiatingEngine => tf.engine() as unknown as DifferentiatingEngine;

/** Whether the values cannot change gradually, as those of a comparison. */
export const isDiscrete = ({ dtype }: Tensor): boolean => dtype === 'bool' || dtype === 'int32';

/**
 * The nodes on a path from one of `xs` to `y`, in order, each with only those inputs that depend on `xs`. A path ends
 * at discrete values that no gradient is known of: a comparison inside `where` hinders nothing.
 */
export function nodesBetween(tape: readonly TapeNode[], xs: readonly Tensor[], y: Tensor): TapeNode[] {
  const fromX = new Set(xs.map(({ id }) => id));
  const dependent = tape.filter(({ inputs, outputs, gradient }) => {
    const depends = Object.values(inputs).some(({ id }) => fromX.has(id));
    if (depends) for (const output of outputs) if (gradient || !isDiscrete(output)) fromX.add(output.id);
    return depends;
  });
  const toY = new Set([y.id]);
  const leading: TapeNode[] = [];
  for (const node of dependent.toReversed()) {
    if (!node.outputs.some(({ id }) => toY.has(id))) continue;
    const inputs = Object.entries(node.inputs).filter(([, { id }]) => fromX.has(id));
    for (const [, { id }] of inputs) toY.add(id);
    leading.push({ ...node, inputs: Object.fromEntries(inputs) });
  }
  return leading.reverse();
}
