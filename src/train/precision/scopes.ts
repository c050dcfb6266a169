/** Where computation is in 16 bits: natively, by the device's precision, or emulated, by rounding after each operation. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import type { HalfFormat } from './formats';
import { computeDtypeOf, type Policy } from './policy';
import { createRounding, type Round } from './rounding';

/** Members of TensorFlow.js's engine that its declarations keep private. */
interface OpenEngine {
  readonly state: { readonly activeTape: readonly TapeNode[] | null; readonly nextTapeNodeId: number };
  /** There while a step is recorded, another one each time. */
  readonly recording?: object;
  /** Called while a step is recorded, in place of what is hooked below. */
  aroundKernel?(kernel: string, inputs: KernelInputs, run: (inputs: KernelInputs) => Outputs): Outputs;
  runKernelFunc(call: KernelCall): Outputs;
  addTapeNode(...args: unknown[]): void;
}
interface TapeNode {
  readonly id: number;
  gradient?: (dys: readonly unknown[]) => Readonly<Record<string, () => tfjs.Tensor>>;
}
type KernelInputs = Readonly<Record<string, tfjs.Tensor>> | readonly tfjs.Tensor[];
type Outputs = tfjs.Tensor | tfjs.Tensor[];
interface KernelCall {
  readonly kernelName?: string;
  readonly inputs: KernelInputs;
}

/** Results stay in float32: what mixed precision computes so wherever it is. */
const IN_FLOAT32 = /softmax|crossentropy|^(Max|Min|ArgMax|ArgMin)$/i;
/** Pass values on as they are; what comes in rounded goes out rounded. */
const PASSING = new Set(['Identity', 'Reshape', 'Transpose', 'Slice', 'StridedSlice', 'Concat', 'Pack', 'Unpack', 'SplitV', 'GatherV2', 'GatherNd', 'Tile', 'Reverse', 'PadV2', 'Relu', 'Step', 'Neg', 'Abs', 'Maximum', 'Minimum', 'Select', 'MaxPool', 'ZerosLike', 'OnesLike', 'ExpandDims']);

export interface Scopes {
  /** Computes as the policy says; gradients of what is computed follow the same policy. @throws Error where the device cannot */
  within<T>(policy: Policy, compute: () => T): T;
  /** Computes in float32 as far as rounding after operations goes. */
  exactly<T>(compute: () => T): T;
  round(format: HalfFormat): Round;
  /** What operations are rounded to now, as a text; empty where they are not. */
  current(): string;
}

/** One for each TensorFlow.js. @param ask answers the device's precision, after setting it if told to */
export function createScopes(tf: TrainOps, ask: (wanted?: string) => string): Scopes {
  const rounds = new Map<HalfFormat, Round>();
  const round = (format: HalfFormat): Round => {
    const known = rounds.get(format) ?? createRounding(tf, format);
    rounds.set(format, known);
    return known;
  };
  /** What operations are rounded to now; null: to nothing. */
  let rounding: HalfFormat | null = null;
  /** A precision of the device that gradients have to set again; null where it stays as it is. */
  let native: string | null = null;
  /** By recording: what comes from before it may come in unrounded the next time. */
  const rounded = new WeakMap<object, WeakSet<tfjs.Tensor>>();
  const roundedNow = (): WeakSet<tfjs.Tensor> => {
    const engine = tf.engine() as unknown as OpenEngine;
    const key = engine.recording ?? engine;
    const known = rounded.get(key) ?? new WeakSet<tfjs.Tensor>();
    rounded.set(key, known);
    return known;
  };
  const hooked = { kernels: false, tape: false };

  const withRounding = <T>(format: HalfFormat | null, compute: () => T): T => {
    const before = rounding;
    rounding = format;
    try {
      return compute();
    } finally {
      rounding = before;
    }
  };
  const withNative = <T>(wanted: string, compute: () => T): T => {
    const [before, outer] = [ask(), native];
    if (before === wanted) return compute();
    ask(wanted);
    native = wanted;
    try {
      return compute();
    } finally {
      native = outer;
      ask(before);
    }
  };
  const toFormat = (tensor: tfjs.Tensor, format: HalfFormat): tfjs.Tensor => {
    if (tensor.dtype !== 'float32') return tensor;
    const known = roundedNow();
    if (known.has(tensor)) return tensor;
    const made = withRounding(null, () => round(format)(tensor));
    known.add(made);
    return made;
  };

  /** Runs a kernel on rounded inputs, and rounds what it gives. */
  const aroundKernel = (kernel: string, inputs: KernelInputs, run: (inputs: KernelInputs) => Outputs): Outputs => {
    const format = rounding;
    if (format === null || IN_FLOAT32.test(kernel)) return run(inputs);
    const given = (input: tfjs.Tensor | null | undefined): tfjs.Tensor => (input == null ? (input as unknown as tfjs.Tensor) : toFormat(input, format));
    const outputs = run(isList(inputs) ? inputs.map(given) : Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, given(input)])));
    const finish = (output: tfjs.Tensor): tfjs.Tensor => {
      if (PASSING.has(kernel)) roundedNow().add(output);
      return toFormat(output, format);
    };
    return Array.isArray(outputs) ? outputs.map(finish) : finish(outputs);
  };

  /** Once, when something is first computed so: what never is costs nothing. */
  const hookKernels = (): void => {
    if (hooked.kernels) return;
    hooked.kernels = true;
    const engine = tf.engine() as unknown as OpenEngine;
    const run = engine.runKernelFunc.bind(engine);
    engine.aroundKernel = aroundKernel;
    engine.runKernelFunc = (call) => {
      const { kernelName, inputs } = call;
      if (kernelName === undefined || engine.recording !== undefined) return run(call);
      return aroundKernel(kernelName, inputs, (given) => run({ ...call, inputs: given }));
    };
  };
  /** Gradients are computed as what they are of. */
  const hookTape = (): void => {
    if (hooked.tape) return;
    hooked.tape = true;
    const engine = tf.engine() as unknown as OpenEngine;
    const add = engine.addTapeNode.bind(engine);
    engine.addTapeNode = (...args) => {
      const [format, wanted, id] = [rounding, native, engine.state.nextTapeNodeId];
      add(...args);
      if (format === null && wanted === null) return;
      const node = engine.state.activeTape?.findLast((one) => one.id === id);
      const { gradient } = node ?? {};
      if (node === undefined || gradient === undefined) return;
      const again = <T>(compute: () => T): T => withRounding(format, () => (wanted === null ? compute() : withNative(wanted, compute)));
      node.gradient = (dys) => Object.fromEntries(Object.entries(again(() => gradient(dys))).map(([name, make]) => [name, () => again(make)]));
    };
  };

  return {
    round,
    current: () => rounding ?? '',
    exactly: (compute) => withRounding(null, compute),
    within(policy, compute) {
      hookTape();
      const format = computeDtypeOf(policy.name);
      if (policy.emulate) hookKernels();
      if (policy.emulate) return withRounding(format === 'float32' ? null : format, compute);
      return withRounding(null, () => withNative(policy.name, compute));
    },
  };
}

const isList = (inputs: KernelInputs): inputs is readonly tfjs.Tensor[] => Array.isArray(inputs);
