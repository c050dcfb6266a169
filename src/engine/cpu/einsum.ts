import type { EinsumAttrs } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '../tensors';
import type { FastKernels } from './fast';
import { sizeOf } from './fast';
import type { CpuRuntime, KernelCall } from './runtime';

/** A tensor whose axes are named by numbers, those of the equation's letters. */
interface Operand {
  readonly tensor: TensorInfo;
  readonly axes: readonly number[];
}

/**
 * The sum of products of one or two tensors over named axes: a matrix product where an axis is summed that both
 * have, else a product with broadcasting. Null for types other than float32.
 */
function einsum({ inputs, attrs, cpu }: KernelCall<EinsumAttrs>): TensorInfo | null {
  // The declarations call it a map by name; it is a list.
  const tensors = inputs as unknown as readonly TensorInfo[];
  const { decodeEinsumEquation, checkEinsumDimSizes } = cpu.tf.backend_util;
  const { allDims, summedDims, idDims } = decodeEinsumEquation(attrs.equation, tensors.length);
  if (tensors.some(({ dtype }) => dtype !== 'float32')) return null;
  checkEinsumDimSizes(allDims.length, idDims, tensors as never);
  const output = allDims.map((_, axis) => axis).slice(0, allDims.length - summedDims.length);
  const work = new Work(cpu);
  const [a, b] = tensors.map((tensor, index): Operand => ({ tensor, axes: idDims[index] ?? [] }));
  if (a === undefined) return null;
  const only = work.summed(a, new Set([...output, ...(b?.axes ?? [])]));
  const product = b === undefined ? only : work.product(only, work.summed(b, new Set([...output, ...a.axes])), new Set(output));
  return work.finish(work.arranged(product, output).tensor);
}

export const EINSUM: FastKernels = { Einsum: einsum };

/** Makes operands of operands, and releases all but the last. */
class Work {
  readonly #cpu: CpuRuntime;
  readonly #made: TensorInfo[] = [];

  constructor(cpu: CpuRuntime) {
    this.#cpu = cpu;
  }

  finish(tensor: TensorInfo): TensorInfo {
    const kept = this.#cpu.share(tensor);
    this.#cpu.release(...this.#made);
    return kept;
  }

  /** Without the axes that nobody wants any more, which are summed over. */
  summed(operand: Operand, wanted: ReadonlySet<number>): Operand {
    const gone = operand.axes.flatMap((axis, index) => (wanted.has(axis) ? [] : [index]));
    if (gone.length === 0) return operand;
    return { tensor: this.#run('Sum', { x: operand.tensor }, { axis: gone, keepDims: false }), axes: operand.axes.filter((axis) => wanted.has(axis)) };
  }

  arranged(operand: Operand, axes: readonly number[]): Operand {
    const perm = axes.map((axis) => operand.axes.indexOf(axis));
    if (perm.every((from, to) => from === to)) return operand;
    return { tensor: this.#run('Transpose', { x: operand.tensor }, { perm }), axes };
  }

  /** The product of both, summed over what they share and `wanted` does not hold. */
  product(a: Operand, b: Operand, wanted: ReadonlySet<number>): Operand {
    const shared = a.axes.filter((axis) => b.axes.includes(axis));
    const batch = shared.filter((axis) => wanted.has(axis));
    const inner = shared.filter((axis) => !wanted.has(axis));
    const left = a.axes.filter((axis) => !shared.includes(axis));
    const right = b.axes.filter((axis) => !shared.includes(axis));
    const lengths = new Map([a, b].flatMap(({ tensor, axes }) => axes.map((axis, index) => [axis, tensor.shape[index] ?? 1] as const)));
    const shapeOf = (axes: readonly number[]): number[] => axes.map((axis) => lengths.get(axis) ?? 1);
    if (inner.length === 0 || sizeOf(shapeOf([...left, ...right])) === 1) return this.#spread(a, b, { batch, inner, left, right }, shapeOf);
    const [n, m, k, p] = [batch, left, inner, right].map((axes) => sizeOf(shapeOf(axes))) as [number, number, number, number];
    // A matrix that lies the other way round needs no copy: the product takes it transposed.
    const transposeA = same(a.axes, [...batch, ...inner, ...left]);
    const transposeB = same(b.axes, [...batch, ...right, ...inner]);
    const first = transposeA ? a : this.arranged(a, [...batch, ...left, ...inner]);
    const second = transposeB ? b : this.arranged(b, [...batch, ...inner, ...right]);
    const made = this.#run(
      'BatchMatMul',
      {
        a: { ...first.tensor, shape: transposeA ? [n, k, m] : [n, m, k] },
        b: { ...second.tensor, shape: transposeB ? [n, p, k] : [n, k, p] },
      },
      { transposeA, transposeB },
    );
    const axes = [...batch, ...left, ...right];
    return { tensor: { ...made, shape: shapeOf(axes) }, axes };
  }

  /** The product where nothing makes a matrix: value by value, then summed. */
  #spread(a: Operand, b: Operand, kinds: Readonly<Record<'batch' | 'inner' | 'left' | 'right', number[]>>, shapeOf: (axes: readonly number[]) => number[]): Operand {
    const { batch, inner, left, right } = kinds;
    const first = this.arranged(a, [...batch, ...left, ...inner]);
    const second = this.arranged(b, [...batch, ...right, ...inner]);
    const ones = (axes: readonly number[]): number[] => axes.map(() => 1);
    const made = this.#run('Multiply', {
      a: { ...first.tensor, shape: [...shapeOf([...batch, ...left]), ...ones(right), ...shapeOf(inner)] },
      b: { ...second.tensor, shape: [...shapeOf(batch), ...ones(left), ...shapeOf([...right, ...inner])] },
    });
    const axes = [...batch, ...left, ...right];
    return this.summed({ tensor: made, axes: [...axes, ...inner] }, new Set(axes));
  }

  #run(...call: Parameters<CpuRuntime['run']>): TensorInfo {
    const made = this.#cpu.run(...call);
    this.#made.push(made);
    return made;
  }
}

const same = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((axis, index) => axis === b[index]);
