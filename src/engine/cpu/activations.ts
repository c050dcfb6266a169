import type { backend_util } from '@tensorflow/tfjs-core';
import type { NamedTensorInfoMap, TensorInfo } from '../tensors';
import { type Finish, NO_FINISH } from './product';
import type { CpuRuntime } from './runtime';

type Activation = backend_util.Activation;

/** Numbers of the activations in wasm/assembly/finish.ts. */
const NUMBERS: Readonly<Record<Activation, number>> = { linear: 0, relu: 1, relu6: 2, elu: 3, leakyrelu: 4, sigmoid: 5, prelu: 6 };

/** What TensorFlow.js gives to every fused kernel. */
export interface FusedAttrs {
  readonly activation?: Activation | undefined;
  readonly leakyreluAlpha?: number | undefined;
}

/**
 * What is fused to a kernel whose output, [...batches, rows, columns], has `shape`; bias and slopes of PReLU are broadcast to it.
 * @returns null if one of them is broadcast over some batches and not over others
 */
export function finishOf(cpu: CpuRuntime, inputs: NamedTensorInfoMap, { activation, leakyreluAlpha }: FusedAttrs, shape: readonly number[]): Finish | null {
  const { bias, preluActivationWeights: slopes } = inputs;
  if (bias == null && (activation === undefined || activation === 'linear')) return NO_FINISH;
  const added = spread(cpu, bias, shape);
  const sloping = spread(cpu, slopes, shape);
  if (added === null || sloping === null) return null;
  return [...added, ...sloping, NUMBERS[activation ?? 'linear'], leakyreluAlpha ?? 0.2];
}

type Spread = readonly [address: number, row: number, column: number, batch: number];

function spread(cpu: CpuRuntime, tensor: TensorInfo | null | undefined, shape: readonly number[]): Spread | null {
  if (tensor == null) return [0, 0, 0, 0];
  const [rows, columns] = [tensor.shape.at(-2) ?? 1, tensor.shape.at(-1) ?? 1];
  const batches = cpu.sizeOf(tensor) / (rows * columns);
  const whole = tensor.shape.length === shape.length && tensor.shape.slice(0, -2).every((length, axis) => length === shape[axis]);
  if (batches !== 1 && !whole) return null;
  const bytes = 4;
  return [cpu.address(tensor), rows === 1 ? 0 : columns * bytes, columns === 1 ? 0 : bytes, batches === 1 ? 0 : rows * columns * bytes];
}
