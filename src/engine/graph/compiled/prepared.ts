/** A recording made ready to run on one backend. */
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../../api';
import type { KernelBackend, NamedAttrMap } from '../../tensors';
import { operationCheck } from '../../patches/operation-checks';
import { installRandom } from '../../random/install';
import type { Graph } from '../ir';
import type { OpenEngine } from './engine';
import { openEngine } from './engine';
import type { LoopValues } from './looped';
import { LoopedStep } from './looped';
import { partingOf } from './placement';
import type { TrainingPlan } from './plan';
import { layoutOf, shortened } from './plan';
import type { Recording, Shape, Source } from './recording';
import type { Runner } from './runner';
import { asPure, recorderOf, runnerOf } from './runner';
import type { Live } from './shadow';
import { runShadow } from './shadow';

/** Runs a prepared step inside TensorFlow.js's engine, so that whatever looks at kernels sees it too. */
export const COMPILED_STEP = 'CompiledStep';

/** Why a recording no longer holds. */
export class Stale extends Error {}

/** Nothing was run. */
class Refused extends Error {
  constructor(readonly why: unknown) {
    super('refused');
  }
}

export class PreparedStep {
  /** The one device that it can run on. */
  readonly backend: KernelBackend;
  readonly #engine: OpenEngine;
  readonly #check: () => void;
  readonly #runner: Runner;
  /** Null where the device does one step at a time. */
  readonly #looped: LoopedStep | null;
  /** What the reader may do about batches that devices cannot share; null for nothing. */
  readonly advice: string | null;
  /** Constants, made once. */
  readonly #owned: readonly (Tensor | null)[];
  readonly #live: Live;
  readonly #graph: Graph;

  /** @param first the first tensor among the arguments of one step, if there is any */
  constructor(
    readonly tf: StockTensorFlow,
    readonly recording: Recording,
    readonly backendName: string,
    first?: Pick<Tensor, 'shape'>,
  ) {
    this.#engine = openEngine(tf);
    this.#check = operationCheck(tf);
    this.backend = tf.backend() as KernelBackend;
    const recorder = recorderOf(tf);
    const { parted, advice } = partingOf(recording, recorder?.replays.devices ?? 1, first);
    this.advice = advice;
    const graph = { ...recording.graph, parted };
    this.#graph = asPure(graph);
    this.#runner = runnerOf(tf, graph, backendName);
    this.#looped = recorder?.replays.canLoop === true ? new LoopedStep(recorder, recording, graph) : null;
    this.#live = { numbers: [...recording.numbers], tensors: [...recording.tensors] };
    this.#owned = recording.sources.map((source, index) => this.#constant(source, recording.graph.inputs[index]?.shape ?? [], recording.graph.inputs[index]?.dtype ?? 'float32'));
    registerStep(tf, backendName);
  }

  get kernels(): number {
    return this.#runner.kernels;
  }

  get canLoop(): boolean {
    return this.#looped !== null;
  }

  /** @throws Stale if something that the recording leans on is gone. */
  run(given: readonly Tensor[]): unknown {
    return this.#inEngine(given, () => {
      const takeBack: (() => void)[] = [];
      const [inputs, scalars] = this.#orTakeBack(takeBack, () => {
        const numbers = this.#advance(takeBack);
        return [this.#inputs(given), numbers] as const;
      });
      try {
        return this.#runner.run(inputs, scalars, this.#check);
      } catch (stopped) {
        takeBack.forEach((one) => one());
        throw stopped;
      }
    });
  }

  /**
   * As many runs as `steps` in one, of tensors with an axis of steps before their own.
   * @returns the results along such an axis, and how many steps were done: fewer where it was stopped
   * @throws Stale, ShadowMismatch where they cannot be one: nothing was done then
   */
  loop(given: readonly Tensor[], steps: number, onValues: LoopValues | null): { readonly result: unknown; readonly done: Promise<number> } {
    const looped = this.#looped;
    if (looped === null) throw new Stale('its device does one step at a time now');
    let done = Promise.resolve(0);
    const result = this.#inEngine(given, () => {
      const takeBack: (() => void)[] = [];
      /** What takes back each step, in order. */
      const undo: (() => void)[] = [];
      const rows: (readonly number[])[] = [];
      const inputs = this.#orTakeBack(takeBack, () => {
        let first: readonly Tensor[] = [];
        for (let step = 0; step < steps; step++) {
          const before = takeBack.length;
          rows.push(this.#advance(takeBack));
          const own = takeBack.slice(0, takeBack.length - before);
          undo.push(() => own.forEach((one) => one()));
          if (step === 0) first = [...this.#live.tensors];
          else if (this.#live.tensors.some((tensor, place) => tensor !== first[place])) throw new Stale('its optimizer works with other tensors in each step');
        }
        return this.#inputs(given);
      });
      try {
        this.#check();
        const { made, run } = looped.run(inputs, rows, onValues);
        done = looped.settle(run, undo);
        // Whoever reads the results hears of it.
        done.catch(() => undefined);
        return made;
      } catch (stopped) {
        takeBack.forEach((one) => one());
        throw stopped;
      }
    });
    return { result, done };
  }

  /**
   * What `steps` runs need to be done elsewhere, of arguments like `given`. Nothing changes here but the stream of random
   * numbers, which moves on.
   * @throws Error where only the step's own JavaScript can repeat it
   */
  plan(given: readonly Tensor[], steps: number): TrainingPlan {
    const undo: (readonly (() => void)[])[] = [];
    const rows: (readonly number[])[] = [];
    try {
      for (let step = 0; step < steps; step++) {
        const first = [...this.#live.tensors];
        const takeBack: (() => void)[] = [];
        undo.push(takeBack);
        rows.push(this.#advance(takeBack));
        if (step > 0 && this.#live.tensors.some((tensor, place) => tensor !== first[place])) throw new Stale('its optimizer works with other tensors in each step');
      }
      const layout = layoutOf(this.recording, this.#graph, given.length);
      return { ...layout, inputs: this.#inputs(given), scalars: shortened(rows), advance: (count) => void Array.from({ length: count }, () => this.#advance([])) };
    } finally {
      undo.toReversed().forEach((step) => step.forEach((one) => one()));
    }
  }

  /**
   * Runs inside of the engine, gives variables their new values and puts together what the step returns.
   * @param compute what it throws as `Refused` is thrown on
   */
  #inEngine(given: readonly Tensor[], compute: () => TensorInfo[]): unknown {
    // A scope: devices that put work off finish it at the end of the outermost one.
    return this.tf.tidy(() => {
      try {
        return this.#compute(given, compute) as never;
      } finally {
        this.#runner.finish();
      }
    });
  }

  #compute(given: readonly Tensor[], compute: () => TensorInfo[]): unknown {
    const { recording } = this;
    let refused: Refused | null = null;
    const tried = (): TensorInfo[] => {
      try {
        return compute();
      } catch (failure) {
        if (!(failure instanceof Refused)) throw failure;
        refused = failure;
        return [];
      }
    };
    const outputs = this.#engine.runKernel(COMPILED_STEP, {}, { compute: tried } as unknown as NamedAttrMap) as Tensor[];
    if (refused !== null) throw (refused as Refused).why;
    const returned = outputs.length - recording.updates.length;
    recording.updates.forEach((variable, index) => {
      const value = outputs[returned + index];
      if (value === undefined) return;
      if (value.dataId !== variable.dataId) variable.assign(value);
      value.dispose();
    });
    return this.#build(recording.returned, outputs, given);
  }

  /** The numbers of the next step. @param takeBack gets, at its front, what undoes that it was taken */
  #advance(takeBack: (() => void)[]): readonly number[] {
    const { recording } = this;
    for (const section of recording.sections) takeBack.unshift(runShadow(this.tf, this.#engine, section, this.#live));
    this.#draw();
    return recording.scalars.map((place) => this.#live.numbers[place] ?? NaN);
  }

  #inputs(given: readonly Tensor[]): TensorInfo[] {
    return this.recording.sources.map((source, index) => this.#input(source, index, given));
  }

  /** What makes the recording useless is no failure of the kernel that runs it. @throws Refused */
  #orTakeBack<T>(takeBack: readonly (() => void)[], work: () => T): T {
    try {
      return work();
    } catch (why) {
      takeBack.forEach((one) => one());
      throw new Refused(why);
    }
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
