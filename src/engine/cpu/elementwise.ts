/** Element-wise kernels: arithmetic and comparisons with broadcasting, activations, and gradients in one pass. */
import type { ClipByValueAttrs } from '@tensorflow/tfjs-core';
import type { GeluAttrs } from '../kernels';
import type { TensorInfo } from '../tensors';
import type { Walk } from './broadcast';
import { planBroadcast } from './broadcast';
import type { FastKernel, FastKernels } from './fast';
import { COMPUTED, STREAMED, sizeOf } from './fast';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';
import type { Kernels } from './wasm/kernels';

/** In the order of assembly/unary.ts, with how many values are worth a thread's while. */
export const UNARY = {
  Relu: STREAMED, Sigmoid: COMPUTED, Tanh: COMPUTED, Exp: COMPUTED, Log: COMPUTED, Sqrt: STREAMED, Rsqrt: STREAMED,
  Square: STREAMED, Neg: STREAMED, Abs: STREAMED, Erf: COMPUTED, Reciprocal: STREAMED, Silu: COMPUTED,
  GeluByErf: COMPUTED, GeluByTanh: COMPUTED, Clip: STREAMED,
} as const; // prettier-ignore
type Unary = keyof typeof UNARY;
const UNARY_NAMES = Object.keys(UNARY);

/** In the order of assembly/gradients.ts. */
export const GRADIENTS = { Relu: STREAMED, Sigmoid: STREAMED, Tanh: STREAMED, Square: STREAMED, Silu: COMPUTED, GeluByErf: COMPUTED, GeluByTanh: COMPUTED, Clip: STREAMED } as const;
const GRADIENT_NAMES = Object.keys(GRADIENTS);

/** In the order of assembly/binary.ts, where whole numbers have those eight further. */
export const BINARY = ['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'SquaredDifference', 'Pow'] as const;
const WHOLE: Readonly<Partial<Record<(typeof BINARY)[number], number>>> = { Add: 8, Sub: 9, Multiply: 10, Maximum: 11, Minimum: 12 };

/** In the order of assembly/binary.ts; whole numbers six further. */
const COMPARISONS = ['Equal', 'NotEqual', 'Less', 'LessEqual', 'Greater', 'GreaterEqual'] as const;

function map({ cpu }: KernelCall<unknown>, kernels: Kernels, name: Unary, x: TensorInfo, low = 0, high = 0): TensorInfo | null {
  if (x.dtype !== 'float32') return null;
  const made = cpu.allocate(x.shape, 'float32');
  const size = sizeOf(x.shape);
  kernels.run('unary', size, UNARY[name], [UNARY_NAMES.indexOf(name), cpu.address(x), cpu.address(made), low, high]);
  return made;
}

const unary = (name: Unary): FastKernel<unknown> => {
  const operation = UNARY_NAMES.indexOf(name);
  const grain = UNARY[name];
  return ({ inputs, cpu }, kernels) => {
    const x = required(inputs, 'x');
    if (x.dtype !== 'float32') return null;
    const made = cpu.allocate(x.shape, 'float32');
    kernels.run('unary', sizeOf(x.shape), grain, [operation, cpu.address(x), cpu.address(made), 0, 0]);
    return made;
  };
};

function gradient(call: KernelCall<unknown>, kernels: Kernels, name: keyof typeof GRADIENTS, input: string, low = 0, high = 0): TensorInfo | null {
  const { inputs, cpu } = call;
  const dy = required(inputs, 'dy');
  const x = required(inputs, input);
  if (dy.dtype !== 'float32' || x.dtype !== 'float32') return null;
  const made = cpu.allocate(x.shape, 'float32');
  const values = [GRADIENT_NAMES.indexOf(name), cpu.address(dy), cpu.address(x), cpu.address(made), low, high] as const;
  kernels.run('elementGradient', sizeOf(x.shape), GRADIENTS[name], values);
  return made;
}

type Walker = (size: number, a: number, b: number, out: number, ...walk: Walk) => void;

/** A new tensor that `run` fills; operands that take more axes than it walks are repeated in memory first. */
function broadcast(cpu: CpuRuntime, a: TensorInfo, b: TensorInfo, dtype: TensorInfo['dtype'], run: Walker): TensorInfo {
  const plan = planBroadcast(a.shape, b.shape);
  if (plan !== null) {
    const made = cpu.backend.makeOutput(plan.shape, dtype);
    run(plan.size, cpu.address(a), cpu.address(b), cpu.address(made), ...plan.walk);
    return made;
  }
  const shape = cpu.tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const [wideA, wideB] = [repeated(cpu, a, shape), repeated(cpu, b, shape)];
  const made = broadcast(cpu, wideA, wideB, dtype, run);
  cpu.release(wideA, wideB);
  return made;
}

function repeated(cpu: CpuRuntime, x: TensorInfo, shape: readonly number[]): TensorInfo {
  const padded = [...new Array<number>(shape.length - x.shape.length).fill(1), ...x.shape];
  return cpu.run('Tile', { x: { ...x, shape: padded } }, { reps: shape.map((length, axis) => (padded[axis] === length ? 1 : length)) });
}

const binary = (name: (typeof BINARY)[number]): FastKernel<unknown> => {
  const operation = BINARY.indexOf(name);
  const whole = WHOLE[name];
  const grain = name === 'Pow' ? COMPUTED : STREAMED;
  return ({ inputs, cpu }, kernels) => {
    const [a, b] = [required(inputs, 'a'), required(inputs, 'b')];
    if (a.dtype !== b.dtype) return null;
    const number = a.dtype === 'float32' ? operation : a.dtype === 'int32' ? whole : undefined;
    if (number === undefined) return null;
    return broadcast(cpu, a, b, a.dtype, (size, ...values) => kernels.run('binary', size, grain, [number, ...values]));
  };
};

const comparison = (name: (typeof COMPARISONS)[number]): FastKernel<unknown> => {
  const operation = COMPARISONS.indexOf(name);
  return ({ inputs, cpu }, kernels) => {
    const [a, b] = [required(inputs, 'a'), required(inputs, 'b')];
    if (a.dtype !== b.dtype || (a.dtype !== 'float32' && a.dtype !== 'int32')) return null;
    const number = a.dtype === 'float32' ? operation : operation + COMPARISONS.length;
    return broadcast(cpu, a, b, 'bool', (size, ...values) => kernels.run('compare', size, STREAMED, [number, ...values]));
  };
};

const named = <Name extends string>(names: readonly Name[], make: (name: Name) => FastKernel<unknown>): FastKernels =>
  Object.fromEntries(names.map((name) => [name, make(name)]));

export const ELEMENTWISE: FastKernels = {
  ...named(['Relu', 'Sigmoid', 'Tanh', 'Exp', 'Log', 'Sqrt', 'Rsqrt', 'Square', 'Neg', 'Abs', 'Erf', 'Reciprocal', 'Silu'], unary),
  ...named(BINARY, binary),
  ...named(COMPARISONS, comparison),
  Relu6: (call: KernelCall<unknown>, kernels: Kernels) => map(call, kernels, 'Clip', required(call.inputs, 'x'), 0, 6),
  ClipByValue: (call: KernelCall<ClipByValueAttrs>, kernels: Kernels) =>
    map(call, kernels, 'Clip', required(call.inputs, 'x'), call.attrs.clipValueMin, call.attrs.clipValueMax),
  Gelu: (call: KernelCall<GeluAttrs>, kernels: Kernels) => map(call, kernels, geluName(call.attrs), required(call.inputs, 'x')),
  GeluGrad: (call: KernelCall<GeluAttrs>, kernels: Kernels) => gradient(call, kernels, geluName(call.attrs), 'x'),
  SiluGrad: (call: KernelCall<unknown>, kernels: Kernels) => gradient(call, kernels, 'Silu', 'x'),
  ReluGrad: (call: KernelCall<unknown>, kernels: Kernels) => gradient(call, kernels, 'Relu', 'x'),
  SigmoidGrad: (call: KernelCall<unknown>, kernels: Kernels) => gradient(call, kernels, 'Sigmoid', 'y'),
  TanhGrad: (call: KernelCall<unknown>, kernels: Kernels) => gradient(call, kernels, 'Tanh', 'y'),
  SquareGrad: (call: KernelCall<unknown>, kernels: Kernels) => gradient(call, kernels, 'Square', 'x'),
  ClipByValueGrad: (call: KernelCall<ClipByValueAttrs>, kernels: Kernels) =>
    gradient(call, kernels, 'Clip', 'x', call.attrs.clipValueMin, call.attrs.clipValueMax),
};

const geluName = ({ approximate }: GeluAttrs): 'GeluByTanh' | 'GeluByErf' => (approximate ? 'GeluByTanh' : 'GeluByErf');
