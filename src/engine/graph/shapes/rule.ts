/** What a kernel makes, told from its inputs' shapes and types alone. */
import type { StockTensorFlow } from '../../api';
import type { TensorSpec } from '../ir';

/** One call as a rule sees it. */
export interface RuleCall {
  /** Inputs in order, whether the kernel names them or takes a list. */
  readonly all: readonly TensorSpec[];
  /** @throws Error if the input is missing. */
  input(name: string): TensorSpec;
  has(name: string): boolean;
  /** Attributes as TensorFlow.js documents them for the kernel. */
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly tf: StockTensorFlow;
}

/** @throws Error if the kernel cannot take these shapes, or what it makes depends on values. */
export type ShapeRule = (call: RuleCall) => readonly TensorSpec[];
export type ShapeRules = Readonly<Record<string, ShapeRule>>;

export const float = (shape: readonly number[]): TensorSpec => ({ shape, dtype: 'float32' });

/** The first input's shape and type. */
export const likeFirst: ShapeRule = ({ all }) => [first(all)];

export const like =
  (name: string): ShapeRule =>
  ({ input }) => [input(name)];

export function first(all: readonly TensorSpec[]): TensorSpec {
  const [one] = all;
  if (one === undefined) throw new Error('the kernel has no input');
  return one;
}

/** The same rule for many kernels. */
export const every = (names: readonly string[], rule: ShapeRule): ShapeRules => Object.fromEntries(names.map((name) => [name, rule]));

/** An attribute that is a list of numbers, or one number for a list of one. */
export function numbers(value: unknown, name: string): readonly number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return value as readonly number[];
  throw new Error(`attribute '${name}' must be numbers`);
}

export function number(value: unknown, name: string): number {
  if (typeof value !== 'number') throw new Error(`attribute '${name}' must be a number`);
  return value;
}

/** Counts an axis from the front. */
export const axisOf = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);

/** @throws Error for an axis that is not there */
export function axisWithin(axis: number, rank: number): number {
  const found = axisOf(axis, rank);
  if (!Number.isInteger(axis) || found < 0 || found >= rank) throw new Error(`axis ${axis} is not among ${rank} axes`);
  return found;
}

export const at = (shape: readonly number[], axis: number): number => {
  const length = shape.at(axis);
  if (length === undefined) throw new Error(`shape [${shape.join()}] has no axis ${axis}`);
  return length;
};

export function broadcast(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, index) => {
    const [m, n] = [a.at(index - rank) ?? 1, b.at(index - rank) ?? 1];
    if (m !== n && m !== 1 && n !== 1) throw new Error(`shapes [${a.join()}] and [${b.join()}] cannot be broadcast together`);
    return m === 1 ? n : m;
  });
}
