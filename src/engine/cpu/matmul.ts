import type { NamedAttrMap, TensorInfo } from '../tensors';
import { type FusedAttrs, finishOf } from './activations';
import type { CpuRuntime, KernelCall } from './runtime';
import { required } from './runtime';
import { type Finish, GRAIN_OPERATIONS, type Matrices, multiply, multiplyOne, pack, packedBytes } from './product';
import type { Kernels } from './wasm/kernels';

type Fallback = (call: KernelCall<NamedAttrMap>) => TensorInfo;

export interface MatMulAttrs extends FusedAttrs {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Right sides beyond this are packed one at a time. */
const MOST_PACKED_BYTES = 2 ** 26;

/**
 * Matrix product of `a` [..., m, k] and `b` [..., k, n], either of them stored transposed, with batches broadcast against each
 * other; bias and activation are fused. B is packed once, in panels, by all threads; then they share the rows of the product.
 * @param plain for what is too rare for a kernel: complex numbers, empty matrices, a bias broadcast over some batches only
 */
export function matMul(kernels: Kernels, plain: Fallback) {
  return (call: KernelCall<MatMulAttrs>): TensorInfo => {
    const { inputs, attrs, cpu } = call;
    const a = required(inputs, 'a');
    const b = required(inputs, 'b');
    const product = planOf(cpu, a, b, attrs);
    const slow = (): TensorInfo => plain({ ...call, attrs: { ...attrs } });
    if (product === null) return slow();
    if (a.dtype === 'int32' && b.dtype === 'int32') return inputs['bias'] == null && !attrs.activation ? wholeProduct(cpu, kernels, product) : slow();
    const finish = finishOf(cpu, inputs, attrs, product.shape);
    if (finish === null || a.dtype !== 'float32' || b.dtype !== 'float32') return slow();
    const made = cpu.allocate(product.shape, 'float32');
    floatProduct(cpu, kernels, product, cpu.address(made), finish);
    return made;
  };
}

/** One matrix of each batch: where the first lies, and how its rows and columns lie. */
interface Side {
  readonly tensor: TensorInfo;
  readonly rowBytes: number;
  readonly columnBytes: number;
  /** Of the tensor; each has as many bytes as `matrixBytes`. */
  readonly batches: number;
  readonly matrixBytes: number;
}

interface Product {
  readonly shape: readonly number[];
  readonly batches: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly left: Side;
  readonly right: Side;
  /** The batch of `left` and of `right` for each batch of the product; null if there is only one each. */
  readonly pairs: readonly (readonly [number, number])[] | null;
}

function planOf(cpu: CpuRuntime, a: TensorInfo, b: TensorInfo, { transposeA, transposeB }: MatMulAttrs): Product | null {
  const left = sideOf(cpu, a, transposeA);
  const right = sideOf(cpu, b, transposeB);
  const [m, k] = transposeA ? [a.shape.at(-1) ?? 1, a.shape.at(-2) ?? 1] : [a.shape.at(-2) ?? 1, a.shape.at(-1) ?? 1];
  const [inner, n] = transposeB ? [b.shape.at(-1) ?? 1, b.shape.at(-2) ?? 1] : [b.shape.at(-2) ?? 1, b.shape.at(-1) ?? 1];
  if (k !== inner || m * k * n === 0) return null;
  if (left.batches === 1 && right.batches === 1) {
    const outer = a.shape.length >= b.shape.length ? a.shape : b.shape;
    return { shape: [...outer.slice(0, -2), m, n], batches: 1, m, k, n, left, right, pairs: null };
  }
  const outerA = a.shape.slice(0, -2);
  const outerB = b.shape.slice(0, -2);
  const outer = cpu.tf.broadcast_util.assertAndGetBroadcastShape(outerA, outerB);
  const [fromA, fromB] = [batchNumbers(outerA, outer), batchNumbers(outerB, outer)];
  if (fromA.length === 0) return null;
  return { shape: [...outer, m, n], batches: fromA.length, m, k, n, left, right, pairs: fromA.map((batch, index) => [batch, fromB[index] ?? 0]) };
}

function sideOf(cpu: CpuRuntime, tensor: TensorInfo, transposed: boolean): Side {
  const [rows, columns] = [tensor.shape.at(-2) ?? 1, tensor.shape.at(-1) ?? 1];
  const [along, across] = [columns * 4, 4];
  const batches = cpu.sizeOf(tensor) / (rows * columns);
  return { tensor, batches, matrixBytes: rows * columns * 4, rowBytes: transposed ? across : along, columnBytes: transposed ? along : across };
}

/** For each batch of `outer`, in order, the number of the batch of `shape` that is broadcast to it. */
function batchNumbers(shape: readonly number[], outer: readonly number[]): number[] {
  let numbers = [0];
  for (let axis = 0; axis < outer.length; axis++) {
    const own = shape[axis - outer.length + shape.length] ?? 1;
    numbers = numbers.flatMap((number) => Array.from({ length: outer[axis] ?? 1 }, (_, index) => number * own + (own === 1 ? 0 : index)));
  }
  return numbers;
}

function floatProduct(cpu: CpuRuntime, kernels: Kernels, product: Product, to: number, finish: Finish): void {
  const { batches, m, n, left, right, pairs } = product;
  if (pairs === null) return multiplyOne(kernels, product, matrices(cpu, left), matrices(cpu, right), to, finish);
  const bytes = packedBytes(product);
  if (bytes * right.batches > MOST_PACKED_BYTES) {
    for (const [batch, [ofLeft, ofRight]] of pairs.entries()) {
      multiplyOne(kernels, product, matrices(cpu, left, ofLeft), matrices(cpu, right, ofRight), to + batch * m * n * 4, ofBatch(finish, batch));
    }
    return;
  }
  const packed = kernels.scratch(bytes * right.batches + 4 * (2 * batches + right.batches));
  const leftOffsets = packed + bytes * right.batches;
  const [rightNumbers, offsets] = [leftOffsets + 4 * batches, leftOffsets + 8 * batches];
  const table = cpu.words(leftOffsets, 2 * batches + right.batches);
  for (let batch = 0; batch < batches; batch++) {
    table[batch] = (pairs[batch]?.[0] ?? 0) * left.matrixBytes;
    table[batches + batch] = pairs[batch]?.[1] ?? 0;
  }
  for (let batch = 0; batch < right.batches; batch++) table[2 * batches + batch] = batch * right.matrixBytes;
  pack(kernels, product, matrices(cpu, right), { offsets, batches: right.batches }, packed);
  multiply(kernels, product, matrices(cpu, left), packed, { count: batches, leftOffsets, rightNumbers }, to, finish);
}

const matrices = (cpu: CpuRuntime, { tensor, rowBytes, columnBytes, matrixBytes }: Side, batch = 0): Matrices => ({
  address: cpu.address(tensor) + batch * matrixBytes,
  rowBytes,
  columnBytes,
});

/** The same for one of the batches. */
function ofBatch([bias, biasRow, biasColumn, biasBatch, slopes, slopesRow, slopesColumn, slopesBatch, activation, alpha]: Finish, batch: number): Finish {
  return [
    bias + batch * biasBatch, biasRow, biasColumn, 0,
    slopes + batch * slopesBatch, slopesRow, slopesColumn, 0, activation, alpha,
  ]; // prettier-ignore
}

function wholeProduct(cpu: CpuRuntime, kernels: Kernels, product: Product): TensorInfo {
  const { m, k, n, left, right, batches, pairs } = product;
  const straight = right.columnBytes === 4;
  const b = straight ? cpu.share(right.tensor) : cpu.transpose3(right.tensor, [right.batches, n, k], [0, 2, 1]);
  const made = cpu.allocate(product.shape, 'int32');
  const offsets = kernels.scratch(8 * batches);
  const table = cpu.words(offsets, 2 * batches);
  for (let batch = 0; batch < batches; batch++) {
    table[2 * batch] = (pairs?.[batch]?.[0] ?? 0) * left.matrixBytes;
    table[2 * batch + 1] = (pairs?.[batch]?.[1] ?? 0) * right.matrixBytes;
  }
  const grain = Math.ceil(GRAIN_OPERATIONS / (8 * k * n));
  kernels.run('wholeMatmul', batches * m, grain, [cpu.address(left.tensor), left.rowBytes, left.columnBytes, cpu.address(b), offsets, cpu.address(made), m, k, n]);
  cpu.release(b);
  return made;
}
