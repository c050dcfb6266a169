/** What one eager run of a step left behind, enough to run it again without its JavaScript. */
import type { DataType, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { Values } from '../../tensors';
import type { Graph } from '../ir';
import type { Section } from './shadow';

/** Where an input of the graph comes from at each run. */
export type Source =
  | { readonly kind: 'argument'; readonly index: number }
  /** Read and written by reference. */
  | { readonly kind: 'variable'; readonly variable: Variable }
  /** A tensor of the code around the step, the same one each time. */
  | { readonly kind: 'captured'; readonly tensor: Tensor }
  /** A tensor that an optimizer holds and may replace: its part of the step names it in each run. */
  | { readonly kind: 'live'; readonly place: number }
  /** Values made in JavaScript by the step. */
  | { readonly kind: 'constant'; readonly values: Values }
  /** A number that is the same in each run, as a tensor of rank 0. */
  | { readonly kind: 'number'; readonly dtype: DataType; readonly value: number };

/** How what the step returned is made of the graph's outputs. */
export type Shape =
  | { readonly kind: 'output'; readonly output: number; readonly kept: boolean }
  | { readonly kind: 'argument'; readonly index: number }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'list'; readonly items: readonly Shape[] }
  | { readonly kind: 'object'; readonly fields: readonly (readonly [name: string, shape: Shape])[] };

export interface Recording {
  readonly graph: Graph;
  readonly sources: readonly Source[];
  /** For each scalar of the graph, its place in `numbers`. */
  readonly scalars: readonly number[];
  /** Every number made in JavaScript, in order, as it was when recorded. */
  readonly numbers: readonly number[];
  /** Places of the keys of random kernels, each replaced by the stream's next in each run. */
  readonly draws: readonly (readonly number[])[];
  /** Places in `numbers` that are given anew in each run. */
  readonly live: ReadonlySet<number>;
  /** Tensors that optimizers hold, as they were when recorded. */
  readonly tensors: readonly Tensor[];
  readonly sections: readonly Section[];
  readonly returned: Shape;
  /** Variables that the step changed, in the order of the outputs after those that are returned. */
  readonly updates: readonly Variable[];
}
