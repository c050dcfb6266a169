/** What a training needs that goes on somewhere else: a recording and the numbers of its steps, without their JavaScript. */
import type { TensorInfo, Variable } from '@tensorflow/tfjs-core';
import type { Graph } from '../ir';
import { valueSpecs } from '../ir';
import type { Recording, Shape } from './recording';

/** Inputs and outputs of `graph` are named by position. */
export interface TrainingLayout {
  readonly graph: Graph;
  /** Inputs, and the output that takes the place of each in the next step; `variables` are what they are the values of. */
  readonly state: readonly (readonly [input: number, output: number])[];
  readonly variables: readonly Variable[];
  /** The input that each argument is. */
  readonly feeds: readonly number[];
  /** Outputs of one number. */
  readonly metrics: readonly (readonly [name: string, output: number])[];
}

export interface TrainingPlan extends TrainingLayout {
  readonly inputs: readonly TensorInfo[];
  /** One list a step, or one for all where they are alike. */
  readonly scalars: readonly (readonly number[])[];
  /** Counts, as the optimizers do, that so many steps were done. */
  advance(steps: number): void;
}

/** @throws Error for a step that only its JavaScript can repeat, naming what and the remedy */
export function layoutOf({ sources, updates, returned }: Recording, graph: Graph, arguments_: number): TrainingLayout {
  const first = graph.outputs.length - updates.length;
  const state: (readonly [number, number])[] = [];
  const variables: Variable[] = [];
  updates.forEach((variable, index) => {
    const input = sources.findIndex((source) => source.kind === 'variable' && source.variable === variable);
    if (input === -1) throw new Error(`the step writes the variable '${variable.name}' and never reads it, so its value cannot be carried from step to step; return the tensor instead`);
    state.push([input, first + index]);
    variables.push(variable);
  });
  const feeds = Array.from({ length: arguments_ }, (_, argument) => {
    const input = sources.findIndex((source) => source.kind === 'argument' && source.index === argument);
    if (input === -1) throw new Error(`the step does not use its argument ${argument}; leave that column out of the data`);
    return input;
  });
  return { graph, state, variables, feeds, metrics: metricsOf(returned, graph) };
}

function metricsOf(returned: Shape, graph: Graph): (readonly [string, number])[] {
  const specs = valueSpecs(graph);
  const found: (readonly [string, number])[] = [];
  const visit = (shape: Shape, path: string): void => {
    switch (shape.kind) {
      case 'output': {
        const spec = specs[graph.outputs[shape.output] ?? -1];
        const isNumber = spec !== undefined && spec.shape.every((length) => length === 1) && (spec.dtype === 'float32' || spec.dtype === 'int32');
        if (isNumber) found.push([path === '' ? 'loss' : path, shape.output]);
        return;
      }
      case 'list':
        return shape.items.forEach((item, index) => visit(item, `${path === '' ? 'value' : path}_${index}`));
      case 'object':
        return shape.fields.forEach(([name, field]) => visit(field, path === '' ? name : `${path}.${name}`));
      case 'argument':
      case 'value':
        return;
      default:
        shape satisfies never;
    }
  };
  visit(returned, '');
  return found;
}

/** One list where all are alike. */
export function shortened(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const [first = []] = rows;
  return rows.every((row) => row.every((number, index) => Object.is(number, first[index]))) ? [first] : rows;
}
