/** Makes a graph of the kernels that a running step calls. */
import type { NamedAttrMap, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { Optimizer } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../../api';
import type { DataId, Values } from '../../tensors';
import { withPrecision } from '../../precision';
import { GraphBuilder } from '../builder';
import type { TensorSpec, ValueId } from '../ir';
import { specText } from '../ir';
import { attributesText } from '../key';
import { parameterType, splitAttributes } from '../parameters';
import type { OpenEngine } from './engine';
import type { Recording, Shape, Source } from './recording';
import type { Section, SectionEvent } from './shadow';
import { variablesOf } from './shadow';
import { isPlain } from './signature';
import type { Refusal, Traced } from './trace';

/** Kernels whose outputs' shapes depend on values. */
const DYNAMIC = /^(Unique|NonMaxSuppression|Sparse(FillEmptyRows|Reshape|Segment)|Ragged|String|StaticRegex|Where|Draw|FromPixels)/;

type Gradients = Parameters<Optimizer['applyGradients']>[0];

export class Tracer {
  readonly #builder = new GraphBuilder();
  /** By buffer, the values that tensors of it stand for: reshaped views share one. */
  readonly #values = new Map<DataId, Map<string, ValueId>>();
  /** By buffer, the one that it is a copy of: some backends copy what a kernel saves for its gradient. */
  readonly #copies = new Map<DataId, DataId>();
  readonly #sources = new Map<ValueId, Source>();
  /** By scalar, the place of its number. */
  readonly #places = new Map<ValueId, number>();
  readonly #numbers: number[] = [];
  readonly #live = new Set<number>();
  readonly #keys = new Map<string, readonly ValueId[]>();
  readonly #tensors: Tensor[] = [];
  readonly #sections: Section[] = [];
  readonly #made = new Set<DataId>();
  readonly #arguments: ReadonlyMap<number, number>;
  readonly #variables: ReadonlySet<Variable>;
  readonly #given: readonly Tensor[];
  /** Buffers that were there before. */
  readonly #foreign: ReadonlySet<DataId>;
  readonly #firstId: number;
  #events: SectionEvent[] | null = null;
  #refusal: Refusal | null = null;

  constructor(
    readonly tf: StockTensorFlow,
    readonly engine: OpenEngine,
    tensors: readonly Tensor[],
    readonly line: () => string | null,
  ) {
    this.#arguments = new Map(tensors.map(({ id }, index) => [id, index]));
    this.#variables = new Set(Object.values(engine.state.registeredVariables));
    this.#given = tensors;
    this.#foreign = new Set([...tensors, ...this.#variables].map(({ dataId }) => dataId));
    this.#firstId = engine.nextTensorId();
  }

  refuse(reason: string, isFinal: boolean): void {
    if (this.#refusal === null || (isFinal && !this.#refusal.isFinal)) this.#refusal = { reason, line: this.line(), isFinal };
  }

  kernel(kernel: string, inputs: object, attrs: NamedAttrMap | undefined, made: Tensor | Tensor[]): void {
    if (this.#refusal?.isFinal === true) return;
    if (DYNAMIC.test(kernel)) return this.refuse(`what ${kernel} makes depends on values`, true);
    try {
      this.#kernel(kernel, inputs, attrs, made);
    } catch (failure) {
      this.refuse(failure instanceof Error ? failure.message : String(failure), true);
    }
  }

  #kernel(kernel: string, given: object, attrs: NamedAttrMap | undefined, made: Tensor | Tensor[]): void {
    const names: string[] | null = Array.isArray(given) ? null : [];
    const inputs: ValueId[] = [];
    const held: [string, number][] = [];
    for (const [name, input] of Object.entries(given) as [string, unknown][]) {
      if (input === undefined || input === null) continue;
      if (!(input instanceof this.tf.Tensor)) throw new Error(`kernel '${kernel}' takes lists of tensors, which cannot be recorded`);
      names?.push(name);
      const value = this.#valueOf(input);
      const source = this.#sources.get(value);
      if (source?.kind === 'live') held.push([name, source.place]);
      inputs.push(value);
    }
    const { attributes, parameters: now } = splitAttributes(kernel, attrs);
    const scalars: Record<string, ValueId | readonly ValueId[]> = {};
    const places: Record<string, number | readonly number[]> = {};
    for (const [name, numbers] of Object.entries(now)) {
      const isFresh = name === 'key' && attributes['fresh'] === true && this.#events === null;
      const made = isFresh ? this.#drawn([numbers].flat()) : [numbers].flat().map((number) => this.#scalar(parameterType(kernel, name), number));
      const placed = made.map((value) => this.#places.get(value) ?? -1);
      scalars[name] = typeof numbers === 'number' ? (made[0] ?? -1) : made;
      places[name] = typeof numbers === 'number' ? (placed[0] ?? -1) : placed;
    }
    const outputs = [made].flat();
    const specs = outputs.map(specOf);
    const first = this.#builder.node({ kernel, names, inputs, attributes: withPrecision(this.tf.backend(), kernel, attributes), parameters: scalars, outputs: specs, line: this.line() });
    const isInPlace = attributes['inPlace'] === true;
    outputs.forEach((output, index) => this.#means(output, first + index, isInPlace));
    this.#events?.push({ kind: 'kernel', kernel, attributes: attributesText(attributes), parameters: places, variables: variablesOf(this.tf, given), held, outputs: specs, isList: Array.isArray(made) });
  }

  /** A copy that a kernel keeps, perhaps of an output that is not known yet. */
  copy(source: Tensor, made: Tensor): void {
    if (source.dataId !== made.dataId) this.#copies.set(made.dataId, source.dataId);
  }

  /** A tensor that was made of values of JavaScript. */
  tensor(made: Tensor, values: Values): void {
    const spec = specOf(made);
    const isNumber = spec.shape.length === 0 && spec.dtype !== 'string' && spec.dtype !== 'complex64';
    let value: ValueId;
    if (isNumber) value = this.#scalar(spec.dtype, Number(values[0]));
    else {
      if (spec.dtype === 'string') this.refuse('it works with text', true);
      value = this.#builder.input(spec);
      this.#sources.set(value, { kind: 'constant', values: values.slice() as Values });
    }
    this.#means(made, value, false);
    this.#events?.push({ kind: 'tensor', spec, number: isNumber ? (this.#places.get(value) ?? null) : null });
  }

  /** What an optimizer does with gradients. */
  section(optimizer: Optimizer, gradients: Gradients, apply: () => void): void {
    if (this.#events !== null) return apply();
    const events: SectionEvent[] = [];
    this.#events = events;
    try {
      apply();
    } finally {
      this.#events = null;
    }
    const isList = Array.isArray(gradients);
    const named = isList ? (gradients as { name: string; tensor?: Tensor | null }[]) : Object.entries(gradients as Record<string, Tensor | null>).map(([name, tensor]) => ({ name, tensor }));
    this.#sections.push({ optimizer, isList, events, gradients: named.map(({ name, tensor }) => ({ name, spec: tensor === null || tensor === undefined ? null : specOf(tensor) })) });
  }

  finish<T>(result: T): Traced<T> {
    const outputs: ValueId[] = [];
    const returned = this.#shapeOf(result, outputs);
    const updates: Variable[] = [];
    for (const variable of this.#variables) {
      if (variable.isDisposed) {
        this.refuse(`it disposes the variable '${variable.name}'`, false);
        continue;
      }
      const value = this.#known(variable);
      const source = value === undefined ? undefined : this.#sources.get(value);
      if (value === undefined || (source?.kind === 'variable' && source.variable === variable)) continue;
      updates.push(variable);
      outputs.push(value);
    }
    if (this.#refusal === null) this.#refuseKept(result);
    if (this.#refusal !== null) return { result, recording: null, refusal: this.#refusal };
    const { graph, inputs, scalars } = this.#builder.build(outputs);
    const recording: Recording = {
      graph,
      sources: inputs.map((value) => this.#sources.get(value) as Source),
      scalars: scalars.map((value) => this.#places.get(value) ?? -1),
      numbers: this.#numbers,
      live: this.#live,
      draws: [...this.#keys.values()].map((values) => values.map((value) => this.#places.get(value) ?? -1)),
      tensors: this.#tensors,
      sections: this.#sections,
      returned,
      updates,
    };
    return { result, recording };
  }

  #scalar(dtype: TensorSpec['dtype'], number: number): ValueId {
    const value = this.#builder.scalar(dtype);
    const place = this.#numbers.push(number) - 1;
    this.#places.set(value, place);
    if (this.#events !== null) this.#live.add(place);
    return value;
  }

  /** The key that a random operation took from its stream: an equal one is the same one in each run. */
  #drawn(key: readonly number[]): readonly ValueId[] {
    const known = this.#keys.get(key.join());
    if (known !== undefined) return known;
    const values = key.map((number) => this.#scalar('int32', number));
    for (const value of values) this.#live.add(this.#places.get(value) ?? -1);
    this.#keys.set(key.join(), values);
    return values;
  }

  #known(tensor: Tensor): ValueId | undefined {
    let id: DataId | undefined = tensor.dataId;
    while (id !== undefined && !this.#values.has(id)) id = this.#copies.get(id);
    return id === undefined ? undefined : this.#values.get(id)?.get(specText(tensor));
  }

  #valueOf(tensor: Tensor): ValueId {
    const known = this.#known(tensor);
    if (known !== undefined) return known;
    const index = this.#arguments.get(tensor.id);
    const isVariable = tensor instanceof this.tf.Variable;
    if (index === undefined && !isVariable && tensor.id > this.#firstId) throw new Error('it makes a tensor in a way that cannot be recorded');
    const value = this.#builder.input(specOf(tensor));
    this.#sources.set(value, this.#sourceOf(tensor, index));
    this.#mean(tensor, value);
    return value;
  }

  #sourceOf(tensor: Tensor, argument: number | undefined): Source {
    if (tensor instanceof this.tf.Variable) return { kind: 'variable', variable: tensor };
    if (argument !== undefined) return { kind: 'argument', index: argument };
    return this.#events === null ? { kind: 'captured', tensor } : { kind: 'live', place: this.#tensors.push(tensor) - 1 };
  }

  #means(tensor: Tensor, value: ValueId, isInPlace: boolean): void {
    this.#made.add(tensor.dataId);
    // What stood there before is overwritten.
    if (isInPlace) this.#values.delete(tensor.dataId);
    if (isInPlace || this.#known(tensor) === undefined) this.#mean(tensor, value);
  }

  #mean(tensor: Tensor, value: ValueId): void {
    const views = this.#values.get(tensor.dataId) ?? new Map<string, ValueId>();
    views.set(specText(tensor), value);
    this.#values.set(tensor.dataId, views);
  }

  #shapeOf(value: unknown, outputs: ValueId[]): Shape {
    if (value instanceof this.tf.Variable) return { kind: 'value', value };
    if (value instanceof this.tf.Tensor) {
      const index = this.#arguments.get(value.id);
      if (index !== undefined) return { kind: 'argument', index };
      const known = this.#known(value);
      if (known === undefined) return { kind: 'value', value };
      return { kind: 'output', output: outputs.push(known) - 1, kept: value.kept };
    }
    if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => this.#shapeOf(item, outputs)) };
    if (value instanceof Promise) this.refuse('it is asynchronous', true);
    if (isPlain(value)) return { kind: 'object', fields: Object.entries(value).map(([name, field]) => [name, this.#shapeOf(field, outputs)]) };
    return { kind: 'value', value };
  }

  /** A tensor that the step keeps for itself would be kept once, and never again. */
  #refuseKept(result: unknown): void {
    for (const tensor of this.#given) if (tensor.isDisposed) this.refuse('it disposes its input', true);
    const owned = new Set(this.#foreign);
    for (const { dataId } of [...this.#variables, ...this.#tensorsIn(result)]) owned.add(dataId);
    for (const source of this.#sources.values()) if (source.kind === 'captured') owned.add(source.tensor.dataId);
    for (const { dataId } of this.#tensors) owned.add(dataId);
    for (const id of this.#made) {
      if (owned.has(id) || !this.engine.state.tensorInfo.has(id)) continue;
      this.refuse('it keeps a tensor beyond its end (tf.keep); return it instead', true);
      return;
    }
  }

  #tensorsIn(value: unknown): Tensor[] {
    if (value instanceof this.tf.Tensor) return [value];
    if (Array.isArray(value)) return value.flatMap((item) => this.#tensorsIn(item));
    return isPlain(value) ? Object.values(value).flatMap((item) => this.#tensorsIn(item)) : [];
  }
}

const specOf = ({ shape, dtype }: Tensor): TensorSpec => ({ shape: [...shape], dtype });
