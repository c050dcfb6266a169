import type { _FusedMatMulAttrs } from '@tensorflow/tfjs-core';
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '../tensors';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';

type Stock = (call: KernelCall<NamedAttrMap>) => TensorInfo;
type MatMulAttrs = Pick<_FusedMatMulAttrs, 'transposeA' | 'transposeB'> & NamedAttrMap;

/**
 * Matrix product of `a` [..., m, k] and `b` [..., k, n] in a form that the stock kernel is fast at. It has
 * one fast road, a single pair of untransposed matrices, so operands are transposed beforehand and
 * batches are multiplied one pair at a time on views of their memory.
 */
export function fastMatMul(stock: Stock, plain: Stock) {
  return (call: KernelCall<MatMulAttrs>): TensorInfo => {
    const { inputs, attrs, cpu } = call;
    const a = required(inputs, 'a');
    const b = required(inputs, 'b');
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return plain(call);
    // The stock kernel adds a bias only if it is a vector, and knows no empty matrices.
    const bias = inputs['bias'];
    if (bias != null && bias.shape.length !== 1) return plain(call);
    if (cpu.sizeOf(a) === 0 || cpu.sizeOf(b) === 0) return plain(call);
    const left = attrs.transposeA ? swapLast(cpu, a) : cpu.share(a);
    const right = attrs.transposeB ? swapLast(cpu, b) : cpu.share(b);
    const straight = { ...attrs, transposeA: false, transposeB: false };
    const product = pairwise(stock, { inputs: { ...inputs, a: left, b: right }, attrs: straight, cpu }, left, right);
    cpu.release(left, right);
    return product;
  };
}

/** [..., m, n] as [..., n, m]; the caller releases it. */
function swapLast(cpu: CpuRuntime, tensor: TensorInfo): TensorInfo {
  const { shape } = tensor;
  const [rows, columns] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const batch = cpu.sizeOf(tensor) / (rows * columns) || 0;
  const swapped = cpu.transpose3(tensor, [batch, rows, columns], [0, 2, 1]);
  return { ...swapped, shape: [...shape.slice(0, -2), columns, rows] };
}

function pairwise(stock: Stock, call: KernelCall<NamedAttrMap>, left: TensorInfo, right: TensorInfo): TensorInfo {
  const { cpu, inputs } = call;
  const [m, k, n] = [left.shape.at(-2) ?? 1, left.shape.at(-1) ?? 1, right.shape.at(-1) ?? 1];
  const [leftBatch, rightBatch] = [batchOf(cpu, left), batchOf(cpu, right)];
  const pairs = Math.max(leftBatch, rightBatch);
  const single = leftBatch === 1 && rightBatch === 1;
  const aligned = leftBatch === rightBatch || leftBatch === 1 || rightBatch === 1;
  const prelu = inputs['preluActivationWeights'];
  if (single || !aligned || prelu != null || right.shape.at(-2) !== k) return stock(call);
  const outer = leftBatch === pairs ? left.shape.slice(0, -2) : right.shape.slice(0, -2);
  const product = cpu.allocate([...outer, m, n], 'float32');
  for (let pair = 0; pair < pairs; pair++) {
    const views = [
      new HeapView(cpu, left, leftBatch === 1 ? 0 : pair * m * k, [1, m, k]),
      new HeapView(cpu, right, rightBatch === 1 ? 0 : pair * k * n, [1, k, n]),
    ] as const;
    const one = stock({ ...call, inputs: { ...inputs, a: views[0].tensor, b: views[1].tensor } satisfies NamedTensorInfoMap });
    cpu.view(product).set(cpu.view(one), pair * m * n);
    cpu.release(one);
    for (const view of views) view.forget();
  }
  return product;
}

const batchOf = (cpu: CpuRuntime, tensor: TensorInfo): number =>
  cpu.tf.util.sizeFromShape(tensor.shape.slice(0, -2));

/** Part of another tensor's memory as a tensor of its own; forgetting it leaves the memory alone. */
class HeapView {
  readonly tensor: TensorInfo;
  readonly #cpu: CpuRuntime;

  /** `offset` counts elements. */
  constructor(cpu: CpuRuntime, of: TensorInfo, offset: number, shape: number[]) {
    this.#cpu = cpu;
    const address = cpu.backend.getMemoryOffset(of.dataId) + offset * Float32Array.BYTES_PER_ELEMENT;
    this.tensor = cpu.backend.makeOutput(shape, of.dtype, address);
  }

  forget(): void {
    const { dataIdMap, wasm } = this.#cpu.backend;
    wasm.tfjs.disposeData(dataIdMap.get(this.tensor.dataId).id);
    dataIdMap.delete(this.tensor.dataId);
  }
}
