/** What layers and models ask of the shapes they are given; like `rules`, asked only after a failure. */
import { count } from './rules';
import { shapeOf, shapeText, type Shape } from './shapes';

/** What a layer asks of one input. */
export interface LayerInput {
  readonly ndim?: number;
  readonly minNDim?: number;
  readonly maxNDim?: number;
  /** Axis → size. */
  readonly axes?: Readonly<Record<number, number>>;
  readonly shape?: Shape;
}

export interface NamedLayer {
  readonly name: string;
  readonly inputSpec?: readonly LayerInput[] | null;
  getClassName(): string;
}

export function layerInput(layer: NamedLayer, given: unknown): string | null {
  const inputs: readonly unknown[] = Array.isArray(given) ? given : [given];
  for (const [index, spec] of (layer.inputSpec ?? []).entries()) {
    const shape = shapeOf(inputs[index]);
    const wrong = shape && misfit(spec, shape);
    if (shape && wrong !== null) return `${layer.getClassName()} layer '${layer.name}': input ${shapeText(shape)}: ${wrong}`;
  }
  return null;
}

function misfit({ ndim, minNDim, maxNDim, axes = {}, shape: wanted = [] }: LayerInput, shape: Shape): string | null {
  const has = `it has ${count(shape.length, 'dimension')}`;
  if (typeof ndim === 'number' && shape.length !== ndim) return `${has} and must have ${ndim}, batch included`;
  if (typeof minNDim === 'number' && shape.length < minNDim) return `${has} and must have at least ${minNDim}, batch included`;
  if (typeof maxNDim === 'number' && shape.length > maxNDim) return `${has} and must have at most ${maxNDim}, batch included`;
  const asked = [...Object.entries(axes).map(([axis, size]) => [Number(axis), size] as const), ...wanted.entries()];
  for (const [axis, size] of asked) {
    const actual = shape.at(axis);
    if (size === null || actual === null || actual === size) continue;
    const place = axis === -1 || axis === shape.length - 1 ? 'the last size' : `the size of axis ${axis < 0 ? axis + shape.length : axis}`;
    return `${place} is ${actual} and must be ${size}`;
  }
  return null;
}

/** A model's inputs or outputs. */
interface ModelEnd {
  readonly name: string;
  readonly shape: Shape;
}

export interface NamedModel {
  readonly name: string;
  readonly inputs?: readonly ModelEnd[];
  readonly outputs?: readonly ModelEnd[];
  readonly loss?: unknown;
}

export function modelInput(method: string, model: NamedModel, x: unknown): string | null {
  const { inputs = [] } = model;
  const given: readonly unknown[] = inputs.length === 1 && !Array.isArray(x) ? [x] : Array.isArray(x) ? x : [];
  if (Array.isArray(x) && given.length !== inputs.length) {
    return `${method}: ${count(given.length, 'tensor')} given, but the model has ${count(inputs.length, 'input')}: ${inputs.map(endText).join(', ')}`;
  }
  return firstMisfit(method, 'x', given, inputs, "the model's input");
}

export function modelTarget(method: string, model: NamedModel, x: unknown, y: unknown): string | null {
  const { outputs = [], loss } = model;
  const [examples, targets] = [shapeOf(Array.isArray(x) ? x[0] : x), shapeOf(Array.isArray(y) ? y[0] : y)];
  if (examples && targets && examples[0] !== targets[0]) {
    return `${method}: x ${shapeText(examples)} and y ${shapeText(targets)}: ${examples[0]} and ${targets[0]} examples differ`;
  }
  // Class numbers in place of one-hot rows.
  const sparse = /^sparse/i.test(typeof loss === 'string' ? loss : '');
  const wanted = outputs.map((output) => (sparse ? { ...output, shape: [...output.shape.slice(0, -1), 1] } : output));
  const given: readonly unknown[] = Array.isArray(y) ? y : [y];
  return firstMisfit(method, 'y', given, wanted, sparse ? `targets for '${String(loss)}'` : "the model's output");
}

function firstMisfit(method: string, argument: string, given: readonly unknown[], ends: readonly ModelEnd[], what: string): string | null {
  for (const [index, end] of ends.entries()) {
    const shape = shapeOf(given[index]);
    if (!shape) continue;
    const said = `${method}: ${argument} ${shapeText(shape)} does not fit ${what} ${endText(end)}`;
    if (shape.length !== end.shape.length) return `${said}: it has ${count(shape.length, 'dimension')}, not ${end.shape.length}`;
    const axis = end.shape.findIndex((size, at) => size !== null && shape[at] !== size);
    if (axis >= 0) return `${said}: sizes ${shape[axis]} and ${end.shape[axis]} of axis ${axis} differ`;
  }
  return null;
}

const endText = ({ name, shape }: ModelEnd): string => `'${name}' ${shapeText(shape)}`;
