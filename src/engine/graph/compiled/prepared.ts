/** A recording made ready to run on one backend. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../../api';
import type { KernelBackend, NamedAttrMap } from '../../tensors';
import { operationCheck } from '../../patches/operation-checks';
import { installRandom } from '../../random/install';
import { Program } from '../run';
import type { OpenEngine } from './engine';
import { openEngine } from './engine';
import type { Recording, Shape, Source } from './recording';
import type { Live } from './shadow';
import { runShadow } from './shadow';

/** Runs a prepared step inside TensorFlow.js's engine, so that whatever looks at kernels sees it too. */
export const COMPILED_STEP = 'CompiledStep';

/** Why a recording no longer holds. */
export class Stale extends Error {}

export class PreparedStep {
  /** The one device that it can run on. */
  readonly backend: KernelBackend;
  readonly #engine: OpenEngine;
  readonly #check: () => void;
  readonly #program: Program;
  /** Constants, made once. */
  readonly #owned: readonly (Tensor | null)[];
  readonly #live: Live;

  constructor(
    readonly tf: StockTensorFlow,
    readonly recording: Recording,
    readonly backendName: string,
  ) {
    this.#engine = openEngine(tf);
    this.#check = operationCheck(tf);
    this.backend = tf.backend() as KernelBackend;
    this.#program = new Program(recording.graph, tf, backendName, this.backend);
    this.#live = { numbers: [...recording.numbers], tensors: [...recording.tensors] };
    this.#owned = recording.sources.map((source, index) => this.#constant(source, recording.graph.inputs[index]?.shape ?? [], recording.graph.inputs[index]?.dtype ?? 'float32'));
    registerStep(tf, backendName);
  }

  get kernels(): number {
    return this.#program.kernels;
  }

  /** @throws Stale if something that the recording leans on is gone. */
  run(given: readonly Tensor[]): unknown {
    // A scope: devices that put work off finish it at the end of the outermost one.
    return this.tf.tidy(() => this.#run(given) as never);
  }

  #run(given: readonly Tensor[]): unknown {
    const { tf, recording } = this;
    let failure: unknown = null;
    let inputs: readonly TensorInfo[] = [];
    const takeBack: (() => void)[] = [];
    const compute = (): TensorInfo[] => {
      try {
        for (const section of recording.sections) takeBack.unshift(runShadow(tf, this.#engine, section, this.#live));
        this.#draw();
        inputs = recording.sources.map((source, index) => this.#input(source, index, given));
      } catch (mismatch) {
        failure = mismatch;
        takeBack.forEach((one) => one());
        return [];
      }
      try {
        return this.#program.run(inputs, recording.scalars.map((place) => this.#live.numbers[place] ?? NaN), this.#check);
      } catch (stopped) {
        takeBack.forEach((one) => one());
        throw stopped;
      }
    };
    const outputs = this.#engine.runKernel(COMPILED_STEP, {}, { compute } as unknown as NamedAttrMap) as Tensor[];
    if (failure !== null) throw failure;
    const returned = outputs.length - recording.updates.length;
    recording.updates.forEach((variable, index) => {
      const value = outputs[returned + index];
      if (value === undefined) return;
      if (value.dataId !== variable.dataId) variable.assign(value);
      value.dispose();
    });
    return this.#build(recording.returned, outputs, given);
  }

  dispose(): void {
    this.tf.dispose(this.#owned.filter((tensor) => tensor !== null));
  }

  /** Random operations of this run take the keys that they would have taken from the stream. */
  #draw(): void {
    for (const places of this.recording.draws) installRandom(this.tf).nextKey().forEach((word, index) => (this.#live.numbers[places[index] ?? -1] = word));
  }

  #input(source: Source, index: number, given: readonly Tensor[]): TensorInfo {
    switch (source.kind) {
      case 'argument':
        return given[source.index] as Tensor;
      case 'variable':
        if (source.variable.isDisposed) throw new Stale(`the variable '${source.variable.name}' was disposed`);
        return source.variable;
      case 'captured':
        if (source.tensor.isDisposed) throw new Stale(`a tensor [${source.tensor.shape.join()}] of the code around it was disposed; give what changes as an argument`);
        return source.tensor;
      case 'live': {
        const tensor = this.#live.tensors[source.place];
        if (tensor === undefined || tensor.isDisposed) throw new Stale('a tensor of its optimizer was disposed');
        return tensor;
      }
      case 'constant':
      case 'number':
        return this.#owned[index] as Tensor;
    }
  }

  #constant(source: Source, shape: readonly number[], dtype: Tensor['dtype']): Tensor | null {
    if (source.kind !== 'constant' && source.kind !== 'number') return null;
    const values = source.kind === 'constant' ? source.values : typed(source.value, dtype);
    return this.#engine.keep(this.#engine.makeTensor(values, [...shape], dtype));
  }

  #build(shape: Shape, outputs: readonly Tensor[], given: readonly Tensor[]): unknown {
    switch (shape.kind) {
      case 'output': {
        const tensor = outputs[shape.output] as Tensor;
        return shape.kept ? this.#engine.keep(tensor) : tensor;
      }
      case 'argument':
        return given[shape.index];
      case 'value':
        return shape.value;
      case 'list':
        return shape.items.map((item) => this.#build(item, outputs, given));
      case 'object':
        return Object.fromEntries(shape.fields.map(([name, field]) => [name, this.#build(field, outputs, given)]));
    }
  }
}

function typed(value: number, dtype: Tensor['dtype']): Float32Array | Int32Array | Uint8Array {
  return dtype === 'int32' ? Int32Array.of(value) : dtype === 'bool' ? Uint8Array.of(value) : Float32Array.of(value);
}

function registerStep(tf: StockTensorFlow, backendName: string): void {
  if (tf.getKernel(COMPILED_STEP, backendName)) return;
  tf.registerKernel({ kernelName: COMPILED_STEP, backendName, kernelFunc: ({ attrs }) => (attrs as unknown as { compute(): TensorInfo[] }).compute() });
}
