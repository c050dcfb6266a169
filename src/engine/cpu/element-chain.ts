/** Element-wise kernels of tensors of one size as one kernel: each value is gone through once. */
import type { NamedAttrMap, TensorInfo } from '../tensors';
import { BINARY, GRADIENTS, UNARY } from './elementwise';
import type { FastKernels } from './fast';
import { COMPUTED, STREAMED, sizeOf } from './fast';
import type { KernelCall } from './runtime';
import type { Kernels } from './wasm/kernels';

export const FUSED_ELEMENTWISE = 'FusedElementwise';

/** Values of a block, as assembly/chain.ts has it. */
const CHAIN_BLOCK = 512;
const ENTRY_WORDS = 10;

const FAMILIES = { unary: 0, binary: 1, gradient: 2 } as const;

/** What a kernel is among those that can be chained. */
export interface ChainOperation {
  readonly family: keyof typeof FAMILIES;
  /** Its number there. */
  readonly operation: number;
  /** Names of its inputs. */
  readonly inputs: readonly string[];
  /** Of a clip. */
  readonly limits: readonly [low: number, high: number];
  /** How many values of it alone are worth a thread's while. */
  readonly grain: number;
}

/** Null for kernels that are none of these. */
export function chainOperation(kernel: string, attributes: Readonly<Record<string, unknown>>): ChainOperation | null {
  const isGradient = kernel.endsWith('Grad');
  const [name, limits] = spelled(isGradient ? kernel.slice(0, -4) : kernel, attributes);
  if (isGradient) {
    if (!isKeyOf(GRADIENTS, name)) return null;
    const output = name === 'Sigmoid' || name === 'Tanh';
    return { family: 'gradient', operation: Object.keys(GRADIENTS).indexOf(name), inputs: ['dy', output ? 'y' : 'x'], limits, grain: GRADIENTS[name] };
  }
  if (isKeyOf(UNARY, name)) return { family: 'unary', operation: Object.keys(UNARY).indexOf(name), inputs: ['x'], limits, grain: UNARY[name] };
  const operation = (BINARY as readonly string[]).indexOf(name);
  return operation === -1 ? null : { family: 'binary', operation, inputs: ['a', 'b'], limits, grain: name === 'Pow' ? COMPUTED : STREAMED };
}

function spelled(name: string, attributes: Readonly<Record<string, unknown>>): [name: string, limits: [number, number]] {
  switch (name) {
    case 'Gelu':
      return [attributes['approximate'] === true ? 'GeluByTanh' : 'GeluByErf', [0, 0]];
    case 'ClipByValue':
      return ['Clip', [Number(attributes['clipValueMin']), Number(attributes['clipValueMax'])]];
    case 'Relu6':
      return ['Clip', [0, 6]];
    default:
      return [name, [0, 0]];
  }
}

const isKeyOf = <T extends object>(holder: T, name: string): name is keyof T & string => Object.hasOwn(holder, name);

/** One operation of a chain: a and b are inputs from 0 on, results of earlier operations as -1 - place. */
export type ChainStep = readonly [family: number, operation: number, a: number, b: number, low: number, high: number];

export interface ChainAttributes {
  readonly steps: readonly ChainStep[];
  /** The places of the operations whose results are outputs. */
  readonly stores: readonly number[];
  /** Of the outputs, in the order of `stores`; all of one size. */
  readonly shapes: readonly (readonly number[])[];
  /** Fewest values worth a thread's while. */
  readonly grain: number;
}

export const chainStep = ({ family, operation, limits }: ChainOperation, a: number, b: number): ChainStep => [FAMILIES[family], operation, a, b, ...limits];

/** How many values of a chain are worth a thread's while. */
export const chainGrain = (operations: readonly ChainOperation[]): number => Math.ceil(1 / operations.reduce((cost, { grain }) => cost + 1 / grain, 0));

/** What a chain needs beside addresses, made once. */
interface Plan {
  /** The table, with the places in the threads' rooms. */
  readonly words: Int32Array;
  /** Words that are addresses of inputs, and of outputs: word, number among them. */
  readonly inputs: readonly (readonly [word: number, input: number])[];
  readonly outputs: readonly (readonly [word: number, output: number])[];
  readonly size: number;
  readonly scratchBytes: number;
}

/** For each operation the room of its result in units of a block, -1 for outputs; a room is taken again after its last reader. */
function roomsOf({ steps, stores }: ChainAttributes): { readonly rooms: readonly number[]; readonly count: number } {
  const lastUse = steps.map((_, place) => place);
  steps.forEach(([, , a, b], place) => {
    for (const operand of [a, b]) if (operand < 0) lastUse[-1 - operand] = place;
  });
  const free: number[] = [];
  let count = 0;
  const rooms: number[] = [];
  steps.forEach((_, place) => {
    rooms.push(stores.includes(place) ? -1 : (free.pop() ?? count++));
    lastUse.forEach((last, earlier) => {
      const room = rooms[earlier] ?? -1;
      if (last === place && room !== -1) free.push(room);
    });
  });
  return { rooms, count };
}

function planOf(attrs: ChainAttributes, given: readonly TensorInfo[]): Plan {
  const { steps, stores, shapes } = attrs;
  const { rooms, count } = roomsOf(attrs);
  const size = sizeOf(shapes[0] ?? []);
  const words = new Int32Array(steps.length * ENTRY_WORDS);
  const floats = new Float32Array(words.buffer);
  const inputs: [number, number][] = [];
  const outputs: [number, number][] = [];
  const put = (at: number, operand: number): void => {
    const room = rooms[-1 - operand] ?? -1;
    if (operand >= 0) inputs.push([at, operand]);
    else if (room === -1) outputs.push([at, stores.indexOf(-1 - operand)]);
    else words[at] = room * CHAIN_BLOCK * 4;
    const isOne = operand >= 0 && size > 1 && sizeOf(given[operand]?.shape ?? []) === 1;
    words[at + 1] = isOne ? 2 : operand < 0 && room !== -1 ? 0 : 1;
  };
  steps.forEach(([family, operation, a, b, low, high], place) => {
    const at = place * ENTRY_WORDS;
    words[at] = family;
    words[at + 1] = operation;
    put(at + 2, a);
    put(at + 4, b);
    put(at + 6, -1 - place);
    floats[at + 8] = low;
    floats[at + 9] = high;
  });
  return { words, inputs, outputs, size, scratchBytes: count * CHAIN_BLOCK * 4 };
}

/** By the steps, which belong to one node of one graph, so that shapes are always the same. */
const plans = new WeakMap<object, Plan>();

function run({ inputs, attrs, cpu }: KernelCall<ChainAttributes>, kernels: Kernels): TensorInfo[] {
  const given = inputs as unknown as readonly TensorInfo[];
  let plan = plans.get(attrs.steps);
  if (plan === undefined) plans.set(attrs.steps, (plan = planOf(attrs, given)));
  const made = attrs.shapes.map((shape) => cpu.allocate(shape, 'float32'));
  const table = kernels.scratch(plan.words.byteLength);
  const words = cpu.words(table, plan.words.length);
  words.set(plan.words);
  for (const [word, input] of plan.inputs) words[word] = cpu.address(given[input] as TensorInfo);
  for (const [word, output] of plan.outputs) words[word] = cpu.address(made[output] as TensorInfo);
  kernels.run('elementChain', plan.size, attrs.grain, [table, attrs.steps.length], plan.scratchBytes);
  return made;
}

export const ELEMENT_CHAIN: FastKernels = {
  // Attributes are plain data to TensorFlow.js; these are made in one place, graph/fusion.
  [FUSED_ELEMENTWISE]: (call: KernelCall<NamedAttrMap>, kernels: Kernels) => run({ ...call, attrs: call.attrs as unknown as ChainAttributes }, kernels),
};
