/** Runs graphs on a backend of this machine, one kernel after another. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../../api';
import type { KernelBackend, Values } from '../../tensors';
import type { Executor, Handle } from '../executor';
import type { Graph, TensorSpec } from '../ir';
import { sizeOf } from '../ir';
import { Program } from '../run';

export class LocalExecutor implements Executor {
  readonly #tf: StockTensorFlow;
  readonly #backendName: string;
  readonly #backend: KernelBackend;
  readonly #tensors = new Map<Handle, TensorInfo>();
  readonly #programs = new Map<string, Program>();

  /** The backend must have been initialised; it need not be current. */
  constructor(tf: StockTensorFlow, backendName: string) {
    const backend = tf.findBackend(backendName);
    if (!backend) throw new Error(`the ${backendName} backend is not ready; await tf.setBackend('${backendName}') first`);
    this.#tf = tf;
    this.#backendName = backendName;
    this.#backend = backend as KernelBackend;
  }

  supports(kernel: string): boolean {
    return Boolean(this.#tf.getKernel(kernel, this.#backendName));
  }

  put(handle: Handle, { shape, dtype }: TensorSpec, values: Values): void {
    this.#tensors.set(handle, { dataId: this.#backend.write(values, [...shape], dtype), shape: [...shape], dtype });
  }

  execute(graph: Graph, inputs: readonly Handle[], scalars: readonly number[], outputs: readonly Handle[], free: readonly Handle[]): void {
    let program = this.#programs.get(graph.key);
    if (program === undefined) {
      program = new Program(graph, this.#tf, this.#backendName, this.#backend);
      this.#programs.set(graph.key, program);
    }
    const made = program.run(inputs.map((handle) => this.#tensor(handle)), scalars);
    made.forEach((tensor, index) => this.#tensors.set(outputs[index] ?? -1, tensor));
    this.free(free);
  }

  async read(handle: Handle): Promise<Values> {
    return this.#backend.read(this.#tensor(handle).dataId);
  }

  readonly readSync = (handle: Handle): Values => this.#backend.readSync(this.#tensor(handle).dataId);

  free(handles: readonly Handle[]): void {
    for (const handle of handles) {
      this.#backend.disposeData(this.#tensor(handle).dataId);
      this.#tensors.delete(handle);
    }
  }

  /** Steps run one after another here as well as anywhere. */
  readonly loop = null;
  readonly devices = 1;

  /** Kernels have run, or stand in the device's own queue, when `execute` returns. */
  async drained(): Promise<void> {}

  get bytes(): number {
    let bytes = 0;
    for (const { shape, dtype } of this.#tensors.values()) bytes += sizeOf(shape) * this.#tf.util.bytesPerElement(dtype);
    return bytes;
  }

  dispose(): void {
    this.free([...this.#tensors.keys()]);
    this.#programs.clear();
  }

  #tensor(handle: Handle): TensorInfo {
    const tensor = this.#tensors.get(handle);
    if (tensor === undefined) throw new Error(`no tensor is called ${handle}; it was freed, or never made`);
    return tensor;
  }
}
