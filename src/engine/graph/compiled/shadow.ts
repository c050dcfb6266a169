/**
 * Optimizers compute some numbers in JavaScript, from a learning rate that a schedule may change or from a count of
 * steps that is theirs to advance. So their part of a step runs again each time, on stand-ins for tensors that nobody
 * computes: a few microseconds where an optimizer is one kernel.
 */
import type { Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import type { DataType } from '@tensorflow/tfjs-core';
import type { StockTensorFlow } from '../../api';
import type { TensorSpec } from '../ir';
import { attributesText } from '../key';
import { splitAttributes } from '../parameters';
import type { OpenEngine } from './engine';
import { during } from './engine';

/** What an optimizer asked of TensorFlow.js, in order. */
export type SectionEvent =
  | {
      readonly kind: 'kernel';
      readonly kernel: string;
      readonly attributes: string;
      /** For each attribute that is a number of the moment, where its numbers are kept. */
      readonly parameters: Readonly<Record<string, number | readonly number[]>>;
      readonly variables: readonly Variable[];
      /** Inputs that are tensors of the optimizer's own: the place where each is kept. */
      readonly held: readonly (readonly [input: string, place: number])[];
      readonly outputs: readonly TensorSpec[];
      readonly isList: boolean;
    }
  | { readonly kind: 'tensor'; readonly spec: TensorSpec; /** Null for values that are no single number. */ readonly number: number | null };

type Gradients = Parameters<Optimizer['applyGradients']>[0];

/** One call of `applyGradients`. */
export interface Section {
  readonly optimizer: Optimizer;
  /** The names and shapes it was given, as a list of a map as it was. */
  readonly gradients: readonly { readonly name: string; readonly spec: TensorSpec | null }[];
  readonly isList: boolean;
  readonly events: readonly SectionEvent[];
}

/** The optimizer does something else than when it was recorded. */
export class ShadowMismatch extends Error {}

/** What sections tell anew in each run. */
export interface Live {
  readonly numbers: number[];
  readonly tensors: Tensor[];
}

/**
 * Lets the optimizer take its step on stand-ins.
 * @returns what takes its count of steps back, should the step not happen.
 * @throws ShadowMismatch, the optimizer's own numbers restored.
 */
export function runShadow(tf: StockTensorFlow, engine: OpenEngine, section: Section, { numbers, tensors }: Live): () => void {
  const { optimizer, events } = section;
  const before = ownNumbers(optimizer);
  let next = 0;
  const standIn = ({ shape, dtype }: TensorSpec): Tensor => new tf.Tensor([...shape], dtype as DataType, {}, engine.nextTensorId());
  const take = <Kind extends SectionEvent['kind']>(kind: Kind, what: string): Extract<SectionEvent, { kind: Kind }> => {
    const event = events[next++];
    if (event?.kind !== kind) throw new ShadowMismatch(`its optimizer now also ${what}`);
    return event as Extract<SectionEvent, { kind: Kind }>;
  };
  const { assign } = tf.Variable.prototype;
  tf.Variable.prototype.assign = () => undefined;
  try {
    during(
      engine,
      {
        runKernel(kernel, inputs, attrs) {
          const event = take('kernel', `runs ${kernel}`);
          const split = splitAttributes(kernel, attrs);
          if (event.kernel !== kernel || event.attributes !== attributesText(split.attributes)) throw new ShadowMismatch(`its optimizer changed from ${event.kernel} to ${kernel}`);
          if (!sameVariables(event.variables, variablesOf(tf, inputs))) throw new ShadowMismatch('its optimizer has other variables now');
          for (const name in event.parameters) keepNumbers(numbers, event.parameters[name] ?? [], split.parameters[name]);
          for (const [name, place] of event.held) tensors[place] = Reflect.get(inputs, name) as Tensor;
          const made = event.outputs.map(standIn);
          return event.isList ? made : (made[0] as Tensor);
        },
        makeTensor(values, shape, dtype = 'float32') {
          const event = take('tensor', 'makes a tensor');
          if (event.number !== null) numbers[event.number] = Number(values[0]);
          return standIn({ shape, dtype });
        },
        makeVariable() {
          throw new ShadowMismatch('its optimizer makes variables');
        },
        readSync() {
          throw new ShadowMismatch('its optimizer reads values');
        },
      },
      () => optimizer.applyGradients(standInGradients(section, standIn)),
    );
    if (next !== events.length) throw new ShadowMismatch('its optimizer does less than before');
  } catch (failure) {
    Object.assign(optimizer, before);
    throw failure;
  } finally {
    tf.Variable.prototype.assign = assign;
  }
  return () => void Object.assign(optimizer, before);
}

export function variablesOf(tf: StockTensorFlow, inputs: object): Variable[] {
  return Object.values(inputs).filter((input): input is Variable => input instanceof tf.Variable);
}

function standInGradients({ gradients, isList }: Section, standIn: (spec: TensorSpec) => Tensor): Gradients {
  const made = gradients.map(({ name, spec }) => ({ name, tensor: spec === null ? null : standIn(spec) }));
  return (isList ? made : Object.fromEntries(made.map(({ name, tensor }) => [name, tensor]))) as Gradients;
}

function keepNumbers(numbers: number[], places: number | readonly number[], given: number | readonly number[] | undefined): void {
  if (typeof places === 'number') numbers[places] = Number(given);
  else places.forEach((place, index) => (numbers[place] = (given as readonly number[] | undefined)?.[index] ?? NaN));
}

/** The plain numbers that an optimizer holds; what a step that did not happen must leave alone. */
const ownNumbers = (optimizer: Optimizer): object => Object.fromEntries(Object.entries(optimizer).filter(([, value]) => typeof value === 'number'));

const sameVariables = (a: readonly Variable[], b: readonly Variable[]): boolean => a.length === b.length && a.every((variable, index) => variable === b[index]);
