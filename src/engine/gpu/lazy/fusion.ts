import type { TensorFlow } from '../../api';
import type { DispatchBackend } from '../../patches/webgpu/dispatch/backend';
import { TENSOR_USAGE } from '../../patches/webgpu/dispatch/backend';
import type { Pipeline, Recorder } from '../../patches/webgpu/dispatch/recorder';
import type { DataId, TensorInfo } from '../../tensors';
import type { FormulaName } from './formulas';
import type { IndexMap } from './index-map';
import { along, broadcast, sizeOf } from './index-map';
import type { Operand, Pinnable } from './pending';
import { Pending, isUncomputed, valueType } from './pending';
import type { Reduction, ReductionPlan } from './shaders';
import { WORKGROUP, elementShader, reductionShader } from './shaders';
import { TokenWriter, writeMap } from './tokens';

/** Formulas in one shader; longer ones would compile slowly and compute the same things again and again. */
const MOST_FORMULAS = 48;
/** What is cheaper than this is computed again by whoever needs it, rather than stored. */
const CHEAP = 6;
const WORD_LIMIT = 200;

/**
 * Puts element-wise work off until its values are needed, and then computes whole formulas in one shader, or within
 * the reduction that takes them. Values are needed by a kernel of another kind, by a read, and at the end of the
 * outermost scope, so that nothing put off outlives it.
 */
export class Fusion {
  readonly #backend: DispatchBackend;
  readonly #recorder: Recorder;
  readonly #shaders = new Map<string, Pipeline>();
  readonly #uncomputed = new Set<Pending>();
  readonly #mostBuffers: number;
  readonly #widest: number;
  #flushing = false;

  constructor(backend: DispatchBackend, recorder: Recorder) {
    this.#backend = backend;
    this.#recorder = recorder;
    this.#mostBuffers = backend.device.limits.maxStorageBuffersPerShaderStage;
    this.#widest = backend.device.limits.maxComputeWorkgroupsPerDimension;
  }

  /** The tensor as `shape` sees it, `map` instead of broadcasting if one is given; null if it cannot be read from a formula. */
  operand({ dataId, shape, dtype }: TensorInfo, to: readonly number[], map?: IndexMap | null): Operand | null {
    const stored: Pinnable = this.#backend.tensorMap.get(dataId);
    if (stored.complexTensorInfos || stored.dtype === 'string') return null;
    if (isUncomputed(stored)) {
      // A second reader would compute a long formula again.
      if (stored.uses++ > 0 && stored.cost > CHEAP) this.compute(stored);
    } else if (stored.resource == null) {
      const { values } = stored;
      if (values == null) return null;
      if (values.length === 1) return { value: Number(values[0]), type: valueType(dtype) };
      this.#backend.uploadToGPU(dataId);
    }
    if (!isUncomputed(stored) && !(stored.resource instanceof GPUBuffer)) return null;
    return { stored, map: map === undefined ? broadcast(shape, to) : map };
  }

  /** A tensor of the formula's values; null where the stock kernel has to do it. */
  apply(formula: FormulaName, given: readonly (Operand | null)[], shape: readonly number[], dtype: TensorInfo['dtype']): TensorInfo | null {
    const operands: Operand[] = [];
    for (const operand of given) {
      if (operand === null) return null;
      operands.push(operand);
    }
    const size = sizeOf(shape);
    if (size === 0 || size >= 2 ** 31) return null;
    this.#shorten(operands);
    const pending = new Pending(formula, operands, dtype, size, this.compute);
    for (const operand of operands) if ('stored' in operand) operand.stored.pins = (operand.stored.pins ?? 0) + 1;
    const info = this.#backend.makeTensorInfo(shape, dtype);
    // The count of records must not change, so the plain one goes first.
    this.#backend.tensorMap.delete(info.dataId);
    this.#backend.tensorMap.set(info.dataId, pending);
    this.#uncomputed.add(pending);
    return info;
  }

  readonly compute = (root: Pending): void => {
    this.#fit(root);
    const { uniforms } = this.#recorder;
    uniforms.start(4);
    uniforms.int(root.size);
    const writer = new TokenWriter(uniforms);
    const value = writer.stored(root, 0);
    const stores = [{ pending: root, value }];
    // What somebody else will ask for is stored along, rather than computed again.
    for (const met of writer.met) {
      if (met.pending === root || met.pending.size !== root.size || met.pending.refCount === 0) continue;
      if (!this.#flushing && met.pending.cost <= CHEAP) continue;
      if (writer.buffers.length + stores.length < this.#mostBuffers) stores.push(met);
    }
    const key = `${writer.line}${stores.map((store) => `${store.value}${valueType(store.pending.dtype)}`).join()}`;
    let pipeline = this.#shaders.get(key);
    if (pipeline === undefined) {
      const types = stores.map((store) => ({ value: store.value, type: valueType(store.pending.dtype) }));
      this.#shaders.set(key, (pipeline = this.#recorder.compile(elementShader(writer.line, types), 'fused')));
    }
    const buffers = stores.map(({ pending }) => this.#backend.bufferManager.acquireBuffer(4 * pending.size, TENSOR_USAGE()));
    this.#recorder.dispatch(pipeline, [...buffers, ...writer.buffers], this.#groups(Math.ceil(root.size / WORKGROUP)));
    stores.forEach(({ pending }, index) => {
      pending.buffer = buffers[index] ?? null;
      this.#uncomputed.delete(pending);
    });
    for (const { pending } of stores) this.#release(pending);
  };

  /** A tensor of the input reduced over the axes; null where the stock kernel has to do it. */
  reduce(kind: Reduction, input: TensorInfo, axes: readonly number[], shape: readonly number[], dtype: TensorInfo['dtype']): TensorInfo | null {
    const operand = this.operand(input, input.shape);
    const [outputs, count] = [sizeOf(shape), axes.reduce((product, axis) => product * (input.shape[axis] ?? 1), 1)];
    if (operand === null || 'value' in operand || outputs === 0 || count === 0) return null;
    if (isUncomputed(operand.stored)) this.#fit(operand.stored);
    const rest = input.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
    const [outer, inner] = [along(input.shape, rest), along(input.shape, axes)];
    const lastStays = outputs >= 16 && (rest.at(-1) ?? -1) > (axes.at(-1) ?? -1);
    const columns = lastStays ? 32 : 1;
    const lanes = lastStays ? 8 : count >= 4096 ? 256 : 64;
    const plan: ReductionPlan = { kind, columns, lanes, outer: outer?.lengths.length ?? -1, inner: inner?.lengths.length ?? -1, type: valueType(dtype) };
    const { uniforms } = this.#recorder;
    uniforms.start(4);
    uniforms.int(outputs);
    uniforms.int(count);
    if (outer !== null) writeMap(uniforms, outer);
    if (inner !== null) writeMap(uniforms, inner);
    const writer = new TokenWriter(uniforms);
    const value = writer.stored(operand.stored, 0);
    const key = `${kind}${columns}:${lanes}:${plan.outer}:${plan.inner}${plan.type}|${writer.line}`;
    let pipeline = this.#shaders.get(key);
    if (pipeline === undefined) this.#shaders.set(key, (pipeline = this.#recorder.compile(reductionShader(writer.line, value, plan), `fused ${kind}`)));
    const output = this.#backend.makeTensorInfo(shape, dtype);
    const buffer = this.#backend.bufferManager.acquireBuffer(4 * outputs, TENSOR_USAGE());
    this.#backend.tensorMap.get(output.dataId).resource = buffer;
    this.#recorder.dispatch(pipeline, [buffer, ...writer.buffers], this.#groups(Math.ceil(outputs / columns)));
    return output;
  }

  /** Computes what is alive, the latest first: it stores the earlier ones it is made of along. */
  flush(): void {
    if (this.#uncomputed.size === 0) return;
    this.#flushing = true;
    try {
      for (const pending of [...this.#uncomputed].reverse()) if (isUncomputed(pending) && pending.refCount > 0) this.compute(pending);
    } finally {
      this.#flushing = false;
    }
  }

  /** Takes a tensor out of the table; its buffer is given back when no formula reads it any more. */
  remove(dataId: DataId, stored: Pinnable): void {
    this.#backend.tensorMap.delete(dataId);
    stored.orphan = true;
    if ((stored.pins ?? 0) === 0) this.#drop(stored);
  }

  #drop(stored: Pinnable): void {
    if (stored instanceof Pending) {
      this.#uncomputed.delete(stored);
      this.#release(stored);
      if (stored.buffer === null) return;
    }
    const { resource } = stored;
    stored.resource = null;
    if (stored.external) return;
    if (resource instanceof GPUBuffer) this.#backend.bufferManager.releaseBuffer(resource);
    else if (resource instanceof GPUTexture) this.#backend.textureManager.releaseTexture(resource);
  }

  /** Lets go of what a formula read. */
  #release(pending: Pending): void {
    const { operands } = pending;
    pending.operands = [];
    for (const operand of operands) {
      if ('value' in operand) continue;
      const { stored } = operand;
      stored.pins = (stored.pins ?? 1) - 1;
      if (stored.pins === 0 && stored.orphan) this.#drop(stored);
    }
  }

  /**
   * Computes operands until a shader can bind all that is read. What operands shared when the formula was put off, they
   * no longer share once others have had them computed: two of one buffer are then two buffers.
   */
  #fit(root: Pending): void {
    if (root.reads < this.#mostBuffers) return;
    while (buffersOf(root.operands) >= this.#mostBuffers) {
      const uncomputed = root.operands.flatMap((operand) => ('stored' in operand && isUncomputed(operand.stored) ? [operand.stored] : []));
      const [longest] = uncomputed.sort((a, b) => b.reads - a.reads);
      if (longest === undefined) return;
      this.compute(longest);
    }
  }

  /** Computes operands until the formula fits a shader. */
  #shorten(operands: readonly Operand[]): void {
    for (;;) {
      let [cost, reads] = [1, 0];
      let longest: Pending | null = null;
      for (const operand of operands) {
        if ('value' in operand) continue;
        const { stored } = operand;
        if (!isUncomputed(stored)) {
          reads++;
          continue;
        }
        cost += stored.cost;
        reads += stored.reads;
        if (longest === null || stored.cost + 4 * stored.reads > longest.cost + 4 * longest.reads) longest = stored;
      }
      if (longest === null) return;
      if (cost <= MOST_FORMULAS && (reads < this.#mostBuffers || buffersOf(operands) < this.#mostBuffers) && reads * 8 + cost < WORD_LIMIT) return;
      this.compute(longest);
    }
  }

  #groups(count: number): [number, number, number] {
    if (count <= this.#widest) return [count, 1, 1];
    const side = Math.ceil(Math.sqrt(count));
    return [side, Math.ceil(count / side), 1];
  }
}

/** Distinct buffers that the operands are computed from. */
function buffersOf(operands: readonly Operand[]): number {
  const seen = new Set<Pinnable>();
  const visit = (list: readonly Operand[]): void => {
    for (const operand of list) {
      if ('value' in operand || seen.has(operand.stored)) continue;
      seen.add(operand.stored);
      if (isUncomputed(operand.stored)) {
        seen.delete(operand.stored);
        visit(operand.stored.operands);
      }
    }
  };
  visit(operands);
  return seen.size;
}

/** Formulas are put off within scopes only: at the end of the outermost, and of an operation outside any, all are computed. */
export function flushAfterScopes(tf: TensorFlow, flush: () => void): void {
  const engine = tf.engine();
  const endScope = engine.endScope.bind(engine);
  let failed = false;
  engine.endScope = (result) => {
    // `tidy` ends its scope once more where ending it failed; the scope is gone by then.
    const again = failed && engine.state.scopeStack.length === 0;
    failed = false;
    if (again) return;
    endScope(result);
    if (engine.state.scopeStack.length > 0 || engine.state.gradientDepth > 0) return;
    try {
      flush();
    } catch (failure) {
      failed = true;
      throw failure;
    }
  };
}
