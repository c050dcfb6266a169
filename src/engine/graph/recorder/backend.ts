/**
 * A backend that computes nothing: its kernels write down what they were asked, and an executor does the work once
 * values are read, a training step ends, or very much is pending.
 */
import type { DataId, DataType, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../../api';
import type { KernelBackend, Values } from '../../tensors';
import type { Built, DraftNode } from '../builder';
import type { Executor, Handle } from '../executor';
import type { Graph, TensorSpec, ValueId } from '../ir';
import type { LineOf } from '../lines';
import { currentLine } from '../lines';
import { withPrecision } from '../../precision';
import { parameterType, splitAttributes } from '../parameters';
import { infer, shapeRules } from '../shapes';
import { PendingGraph } from './pending';
import { Replays } from './replays';

/** Where the values of one tensor are. */
type Place =
  /** With the executor. */
  | { readonly kind: 'held'; readonly handle: Handle }
  /** To be computed by the pending graph. */
  | { readonly kind: 'pending'; readonly value: ValueId }
  /** A number made in JavaScript; it becomes a parameter of whatever graph uses it. */
  | { readonly kind: 'number'; readonly number: number }
  /** Strings never leave this machine. */
  | { readonly kind: 'text'; readonly values: Values };

interface Datum {
  readonly spec: TensorSpec;
  place: Place;
  references: number;
}

export interface RecorderOptions {
  readonly lineOf: LineOf;
  /** Recording goes on to the executor when this many nodes pend. */
  readonly mostPending?: number;
}

const MOST_PENDING = 20_000;

export class RecordingBackend {
  readonly #tf: StockTensorFlow;
  readonly #executor: Executor;
  readonly #lineOf: LineOf;
  readonly #mostPending: number;
  readonly #data = new Map<DataId, Datum>();
  /** Lines by the name of all that was recorded up to them: a step seen before asks for none. */
  readonly #lines = new Map<string, string | null>();
  readonly #built = new Map<string, Built>();
  readonly #graphs = new Map<string, Graph>();
  #pending = new PendingGraph();
  /** Data whose values the pending graph makes, in order; some may have been disposed since. */
  #made: DataId[] = [];
  /** Handles to be freed after the pending graph, which may use them. */
  #freed: Handle[] = [];
  #lastHandle = 0;
  /** Executes graphs that were recorded before. */
  readonly replays: Replays;
  /** Complex numbers are one buffer of pairs, not two buffers. */
  readonly storesComplexWhole = true;

  constructor(tf: StockTensorFlow, executor: Executor, { lineOf, mostPending = MOST_PENDING }: RecorderOptions) {
    this.#tf = tf;
    this.#executor = executor;
    this.replays = new Replays({ executor, handlesOf: (infos) => this.#handlesOf(infos), adopt: (spec) => this.#adopt(spec) });
    this.#lineOf = lineOf;
    this.#mostPending = mostPending;
  }

  /** Every distinct graph that was executed, in order of its first time. */
  get graphs(): readonly Graph[] {
    return [...this.#graphs.values()];
  }

  get pendingNodes(): number {
    return this.#pending.nodeCount;
  }

  /** Where in a cell the kernel is called that runs now. */
  get line(): string | null {
    return currentLine(this.#lineOf);
  }

  /** What the kernels of this backend do. @throws Error naming the kernel and the line if it cannot be recorded. */
  record(kernel: string, given: NamedTensorInfoMap | readonly TensorInfo[], attrs: Readonly<Record<string, unknown>> | undefined): TensorInfo | TensorInfo[] {
    try {
      return this.#record(kernel, given, attrs);
    } catch (failure) {
      const line = currentLine(this.#lineOf);
      if (!(failure instanceof Error) || line === null) throw failure;
      throw new Error(`${failure.message} (${line})`, { cause: failure });
    }
  }

  #record(kernel: string, given: NamedTensorInfoMap | readonly TensorInfo[], attrs: Readonly<Record<string, unknown>> | undefined): TensorInfo | TensorInfo[] {
    const infos: TensorInfo[] = [];
    let names: string[] | null = null;
    if (isList(given)) infos.push(...given);
    else {
      names = [];
      for (const name in given) {
        const input: TensorInfo | undefined | null = given[name];
        if (input === undefined || input === null) continue;
        if (Array.isArray(input)) throw new Error(`kernel '${kernel}' cannot be recorded: its input '${name}' is a list`);
        names.push(name);
        infos.push(input);
      }
    }
    const [first] = infos;
    if (kernel === 'Identity' && first !== undefined) return this.#shared(first);
    const outputs = infer(this.#tf, { kernel, names, inputs: infos, attrs: attrs ?? {} });
    // Buffers are the executor's to reuse.
    const split = splitAttributes(kernel, attrs?.['inPlace'] === undefined ? attrs : { ...attrs, inPlace: false });
    const inputs = infos.map((info) => this.#valueOf(info));
    const parameters: Record<string, ValueId | readonly ValueId[]> = {};
    for (const name in split.parameters) parameters[name] = this.#parameter(split.parameters[name] ?? NaN, parameterType(kernel, name));
    const draft: Omit<DraftNode, 'line'> = { kernel, names, inputs, attributes: withPrecision(this, kernel, split.attributes), parameters, outputs };
    const value = this.#pending.node(draft, this.#lineFor);
    const made = outputs.map((spec, index): TensorInfo => {
      const dataId = this.#keep(spec, { kind: 'pending', value: value + index });
      this.#made.push(dataId);
      return { dataId, shape: [...spec.shape], dtype: spec.dtype };
    });
    if (this.#pending.nodeCount >= this.#mostPending) this.flush();
    const [only] = made;
    return made.length === 1 && only !== undefined && !LISTS.has(kernel) ? only : made;
  }

  /** Whether the executor computes the kernel: those that it does not are not in its graphs. */
  computes(kernel: string): boolean {
    return this.#executor.supports(kernel) && shapeRules[kernel] !== undefined;
  }

  /** What the executor calls tensors; whatever they depend on is on its way to it. */
  lend(infos: readonly TensorInfo[]): readonly Handle[] {
    const handles = this.#handlesOf(infos);
    this.flush();
    return handles;
  }

  /**
   * Tensors that the executor has from elsewhere.
   * @param make asks it for them, by the handles that they get
   */
  receive(specs: readonly TensorSpec[], make: (handles: readonly Handle[]) => void): TensorInfo[] {
    const made = specs.map((spec) => this.#adopt(spec));
    make(made.map(({ handle }) => handle));
    return made.map(({ info }) => info);
  }

  /** Hands everything pending that is still wanted to the executor. */
  flush(): void {
    this.#handOver();
    const alive = this.#made.filter((id) => this.#data.get(id)?.place.kind === 'pending');
    const pending = this.#pending;
    this.#pending = new PendingGraph();
    this.#made = [];
    if (alive.length > 0) {
      const values = alive.map((id) => (this.#data.get(id) as Datum & { place: { value: ValueId } }).place.value);
      const name = `${pending.prefix} ${values.join()}`;
      let built = this.#built.get(name);
      if (built === undefined) {
        built = pending.build(values);
        this.#built.set(name, built);
      }
      const graph = this.#graphs.get(built.graph.key) ?? built.graph;
      this.#graphs.set(graph.key, graph);
      const handles = alive.map(() => ++this.#lastHandle);
      alive.forEach((id, index) => {
        const datum = this.#data.get(id);
        if (datum !== undefined) datum.place = { kind: 'held', handle: handles[index] ?? 0 };
      });
      const freed = this.#freed;
      this.#freed = [];
      this.#executor.execute(graph, built.inputs.map((value) => pending.handleOf(value)), built.scalars.map((value) => pending.numberOf(value)), handles, freed);
    }
    this.#free();
  }

  write(values: Values, shape: number[], dtype: DataType): DataId {
    const id = {};
    this.move(id, values, shape, dtype, 1);
    return id;
  }

  move(id: DataId, values: Values, shape: number[], dtype: DataType, references: number): void {
    const spec: TensorSpec = { shape: [...shape], dtype };
    this.#data.set(id, { spec, place: this.#place(spec, values), references });
  }

  async read(id: DataId): Promise<Values> {
    const place = this.#settled(id);
    if (place.kind === 'held') return this.#executor.read(place.handle);
    return this.#valuesHere(id, place);
  }

  readSync(id: DataId): Values {
    const place = this.#settled(id);
    if (place.kind !== 'held') return this.#valuesHere(id, place);
    if (this.#executor.readSync === null) throw new Error('values of this device can only be waited for: use `await x.data()` instead of `x.dataSync()`');
    return this.#executor.readSync(place.handle);
  }

  /** What the executor calls a tensor; null while it has none. */
  handleOf(id: DataId): Handle | null {
    const place = this.#data.get(id)?.place;
    return place?.kind === 'held' ? place.handle : null;
  }

  /** Values that are known without the executor; null for others. */
  hostValues(id: DataId): Values | null {
    const place = this.#data.get(id)?.place;
    return place?.kind === 'number' || place?.kind === 'text' ? this.#valuesHere(id, place) : null;
  }

  /** The values of a kernel's input, wherever they are. @throws Error where they can only be waited for */
  valuesOf({ dataId }: TensorInfo): Values {
    this.#takeOver(dataId);
    return this.readSync(dataId);
  }

  disposeData(id: DataId, force = false): boolean {
    const datum = this.#data.get(id);
    if (datum === undefined) return true;
    datum.references--;
    if (!force && datum.references > 0) return false;
    this.#data.delete(id);
    if (datum.place.kind === 'held') {
      this.#freed.push(datum.place.handle);
      if (this.#pending.nodeCount === 0 && !this.replays.isWaiting) this.#free();
    }
    return true;
  }

  refCount(id: DataId): number {
    return this.#data.get(id)?.references ?? 0;
  }

  incRef(id: DataId): void {
    const datum = this.#data.get(id);
    if (datum !== undefined) datum.references++;
  }

  numDataIds(): number {
    return this.#data.size;
  }

  memory(): { unreliable: boolean; numBytesHeld?: number } {
    const { bytes } = this.#executor;
    return { unreliable: false, ...(bytes !== null && { numBytesHeld: bytes }) };
  }

  floatPrecision(): 32 {
    return 32;
  }

  epsilon(): number {
    return 1e-7;
  }

  timerAvailable(): boolean {
    return false;
  }

  async time(work: () => void): Promise<{ kernelMs: number }> {
    const start = performance.now();
    work();
    this.flush();
    await this.#executor.drained(0);
    return { kernelMs: performance.now() - start };
  }

  dispose(): void {
    this.replays.forget();
    this.#data.clear();
    this.#executor.dispose();
  }

  readonly #lineFor = (prefix: string): string | null => {
    const known = this.#lines.get(prefix);
    if (known !== undefined) return known;
    const line = currentLine(this.#lineOf);
    this.#lines.set(prefix, line);
    return line;
  };

  /** As on every backend a tensor's clones have its data, which gradients rely on: they use clones that are disposed. */
  #shared({ dataId, shape, dtype }: TensorInfo): TensorInfo {
    this.#takeOver(dataId);
    this.incRef(dataId);
    return { dataId, shape: [...shape], dtype };
  }

  #parameter(given: number | readonly number[], dtype: DataType): ValueId | readonly ValueId[] {
    return typeof given === 'number' ? this.#pending.scalar(dtype, given) : given.map((number) => this.#pending.scalar(dtype, number));
  }

  #keep(spec: TensorSpec, place: Place): DataId {
    const id = {};
    this.#data.set(id, { spec, place, references: 1 });
    return id;
  }

  #place(spec: TensorSpec, values: Values): Place {
    if (spec.dtype === 'string') return { kind: 'text', values };
    if (spec.shape.length === 0 && spec.dtype !== 'complex64') return { kind: 'number', number: Number(values[0]) };
    const handle = ++this.#lastHandle;
    this.#executor.put(handle, spec, values);
    return { kind: 'held', handle };
  }

  /** As on every backend, a tensor that was made on another one moves when it is first used. */
  #takeOver(id: DataId): void {
    if (!this.#data.has(id)) this.#tf.engine().moveData(this as unknown as KernelBackend, id);
  }

  /** The tensor as a value of the pending graph. */
  #valueOf({ dataId, shape }: TensorInfo): ValueId {
    this.#takeOver(dataId);
    const datum = this.#data.get(dataId);
    if (datum === undefined) throw new Error('the tensor has been disposed');
    const { place, spec } = datum;
    switch (place.kind) {
      case 'pending':
        return place.value;
      case 'held':
        return this.#pending.input(place.handle, { shape: [...shape], dtype: spec.dtype });
      case 'number':
        return this.#pending.scalar(spec.dtype, place.number);
      case 'text':
        throw new Error('tensors of strings cannot be computed with on this device');
    }
  }

  #settled(id: DataId): Place {
    this.#handOver();
    if (this.#data.get(id)?.place.kind === 'pending') this.flush();
    const place = this.#data.get(id)?.place;
    if (place === undefined) throw new Error('the tensor has been disposed');
    return place;
  }

  #valuesHere(id: DataId, place: Place): Values {
    if (place.kind === 'text') return place.values;
    if (place.kind !== 'number') throw new Error('the values are with the executor');
    switch (this.#data.get(id)?.spec.dtype) {
      case 'int32':
        return Int32Array.of(place.number);
      case 'bool':
        return Uint8Array.of(place.number);
      default:
        return Float32Array.of(place.number);
    }
  }

  /** Of tensors that are needed with the executor, whatever is pending and whatever was a mere number. */
  #handlesOf(infos: readonly TensorInfo[]): Handle[] {
    for (const { dataId } of infos) this.#takeOver(dataId);
    this.#handOver();
    if (infos.some(({ dataId }) => this.#data.get(dataId)?.place.kind === 'pending')) this.flush();
    return infos.map(({ dataId }) => {
      const datum = this.#data.get(dataId);
      if (datum === undefined) throw new Error('the tensor has been disposed');
      if (datum.place.kind === 'number') {
        const handle = ++this.#lastHandle;
        this.#executor.put(handle, datum.spec, this.#valuesHere(dataId, datum.place));
        datum.place = { kind: 'held', handle };
      }
      if (datum.place.kind !== 'held') throw new Error('tensors of strings cannot be computed with on this device');
      return datum.place.handle;
    });
  }

  #adopt(spec: TensorSpec): { readonly handle: Handle; readonly info: TensorInfo } {
    const handle = ++this.#lastHandle;
    return { handle, info: { dataId: this.#keep(spec, { kind: 'held', handle }), shape: [...spec.shape], dtype: spec.dtype } };
  }

  #handOver(): void {
    if (!this.replays.isWaiting) return;
    // What pends may have been recorded before; its inputs are freed after it.
    const freed = this.#freed.filter((handle) => !this.#pending.uses(handle));
    this.#freed = this.#freed.filter((handle) => this.#pending.uses(handle));
    this.replays.sendOff(freed);
  }

  #free(): void {
    if (this.#freed.length === 0) return;
    this.#executor.free(this.#freed);
    this.#freed = [];
  }
}

/** Kernels that return a list even of one. */
const LISTS = new Set(['Unpack', 'SplitV', 'OptimizerStep', 'Barrier']);

const isList = (given: NamedTensorInfoMap | readonly TensorInfo[]): given is readonly TensorInfo[] => Array.isArray(given);
