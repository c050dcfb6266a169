/** Runs a graph with the kernels of a backend of this machine. */
import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../api';
import type { Precision } from '../precision';
import { precisionIn, precisionOf } from '../precision';
import type { KernelBackend, NamedAttrMap } from '../tensors';
import type { Graph, GraphNode, TensorSpec, ValueId } from './ir';
import { valueCount } from './ir';
import { firstWrite, releases } from './schedule';

type KernelFunction = (call: { inputs: NamedTensorInfoMap; attrs?: NamedAttrMap; backend: object }) => TensorInfo | TensorInfo[];

interface Call {
  /** Null for a view: the same buffer in another shape. */
  readonly kernel: KernelFunction | null;
  readonly view: TensorSpec | null;
  readonly names: readonly string[] | null;
  readonly inputs: readonly ValueId[];
  readonly attrs: NamedAttrMap;
  readonly parameters: readonly (readonly [name: string, scalars: number | readonly number[]])[];
  readonly first: ValueId;
  readonly outputs: number;
  /** Null where it makes no difference. */
  readonly precision: Precision | null;
  readonly release: readonly ValueId[];
}

/** A graph made ready for one backend: looked up once, run often. */
export class Program {
  readonly #calls: readonly Call[];
  readonly #values: (TensorInfo | undefined)[];
  readonly #scalarsAsTensors: readonly number[];
  readonly #firstWrite: number;
  /** Whether products compute in another precision than float32. */
  readonly #isMixed: boolean;

  /** @throws Error if the backend lacks one of the kernels. */
  constructor(
    readonly graph: Graph,
    tf: StockTensorFlow,
    readonly backendName: string,
    readonly backend: KernelBackend,
  ) {
    const release = releases(graph);
    this.#firstWrite = firstWrite(graph);
    this.#calls = graph.nodes.map((node, index): Call => {
      const registered = tf.getKernel(node.kernel, backendName);
      if (!registered) throw new Error(`kernel '${node.kernel}' is not there on the ${backendName} backend${node.line === null ? '' : ` (${node.line})`}`);
      return {
        kernel: isView(node, backendName) ? null : (registered.kernelFunc as KernelFunction),
        view: node.outputs[0] ?? null,
        names: node.names,
        inputs: node.inputs,
        attrs: node.attributes as NamedAttrMap,
        parameters: Object.entries(node.parameters),
        first: node.first,
        outputs: node.outputs.length,
        precision: precisionIn(node.kernel, node.attributes),
        release: release[index] ?? [],
      };
    });
    this.#isMixed = this.#calls.some(({ precision }) => precision !== null && precision !== 'float32');
    this.#values = new Array<TensorInfo | undefined>(valueCount(graph));
    const used = new Set([...graph.nodes.flatMap(({ inputs }) => inputs), ...graph.outputs]);
    this.#scalarsAsTensors = graph.scalars.map((_, index) => index).filter((index) => used.has(graph.inputs.length + index));
  }

  /** How many kernels a run calls; views cost nothing. */
  get kernels(): number {
    return this.#calls.filter(({ kernel }) => kernel !== null).length;
  }

  /**
   * @param check may end the run by what it throws; called before every kernel up to the first that changes a variable.
   * @returns the outputs, each of which the caller owns one reference to. Inputs are lent.
   */
  run(inputs: readonly TensorInfo[], scalars: readonly number[], check?: () => void): TensorInfo[] {
    const { graph, backend } = this;
    const values = this.#values;
    values.fill(undefined);
    const precision = precisionOf(backend);
    try {
      for (let index = 0; index < inputs.length; index++) values[index] = inputs[index];
      for (const index of this.#scalarsAsTensors) values[inputs.length + index] = scalarTensor(backend, graph.scalars[index] ?? 'float32', scalars[index] ?? NaN);
      for (let index = 0; index < this.#calls.length; index++) {
        if (index <= this.#firstWrite) check?.();
        this.#call(this.#calls[index] as Call, scalars);
      }
      // Plain: what the engine is given as a tensor it takes for a new one.
      const outputs = graph.outputs.map((value): TensorInfo => {
        const { dataId, shape, dtype } = this.#valueOf(value);
        return { dataId, shape, dtype };
      });
      this.#shareRepeated(inputs.length);
      return outputs;
    } catch (failure) {
      for (let value = inputs.length; value < values.length; value++) {
        const made = values[value];
        if (made !== undefined) backend.disposeData(made.dataId);
      }
      throw failure;
    } finally {
      if (this.#isMixed) precisionOf(backend, precision);
      values.fill(undefined);
    }
  }

  #call(call: Call, scalars: readonly number[]): void {
    if (call.kernel === null) this.#view(call);
    else this.#compute(call, call.kernel, scalars);
    for (const value of call.release) {
      const spent = this.#values[value];
      if (spent === undefined) continue;
      this.backend.disposeData(spent.dataId);
      this.#values[value] = undefined;
    }
  }

  #view({ inputs, view, first }: Call): void {
    const { dataId } = this.#valueOf(inputs[0] ?? -1);
    this.backend.incRef(dataId);
    if (view !== null) this.#values[first] = { dataId, shape: view.shape as number[], dtype: view.dtype };
  }

  #compute({ names, inputs, attrs, parameters, first, outputs, precision }: Call, kernel: KernelFunction, scalars: readonly number[]): void {
    const values = this.#values;
    let given: Record<string, TensorInfo> | TensorInfo[];
    if (names === null) {
      given = [];
      for (const value of inputs) given.push(this.#valueOf(value));
    } else {
      given = {};
      for (let index = 0; index < names.length; index++) given[names[index] as string] = this.#valueOf(inputs[index] as number);
    }
    // A copy: some kernels write into what they are given.
    const told: NamedAttrMap = { ...attrs };
    for (const [name, from] of parameters) told[name] = typeof from === 'number' ? (scalars[from] ?? NaN) : from.map((scalar) => scalars[scalar] ?? NaN);
    if (this.#isMixed && precision !== null) precisionOf(this.backend, precision);
    const made = kernel({ inputs: given as NamedTensorInfoMap, attrs: told, backend: this.backend });
    if (Array.isArray(made)) for (let index = 0; index < outputs; index++) values[first + index] = made[index];
    else values[first] = made;
  }

  #valueOf(value: ValueId): TensorInfo {
    const info = this.#values[value];
    if (info === undefined) throw new Error(`value ${value} of the graph is not there`);
    return info;
  }

  /** An input that is also an output, or an output asked for twice, gets an owner for each. */
  #shareRepeated(inputCount: number): void {
    const seen = new Set<ValueId>();
    for (const value of this.graph.outputs) {
      if (value < inputCount || seen.has(value)) this.backend.incRef(this.#valueOf(value).dataId);
      seen.add(value);
    }
  }
}

function scalarTensor(backend: KernelBackend, dtype: TensorInfo['dtype'], value: number): TensorInfo {
  const values = dtype === 'int32' ? Int32Array.of(value) : dtype === 'bool' ? Uint8Array.of(value) : Float32Array.of(value);
  return { dataId: backend.write(values, [], dtype), shape: [], dtype };
}

/** Kernels that compute nothing on backends whose buffers have no shape. */
function isView({ kernel, outputs }: GraphNode, backendName: string): boolean {
  if (kernel !== 'Reshape' && kernel !== 'Identity' && kernel !== 'ExpandDims') return false;
  const dtype = outputs[0]?.dtype;
  return (backendName === 'wasm' || backendName === 'webgpu') && dtype !== 'complex64' && dtype !== 'string';
}
