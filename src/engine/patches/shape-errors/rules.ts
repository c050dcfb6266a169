/**
 * What operations ask of shapes, in words: each rule names both shapes and what does not fit, or gives null
 * where the shapes are not to blame. Rules are asked only after an operation has failed.
 */
import { axisOf, sameShape, shapeText, sizeOf, type Shape } from './shapes';

/** Sizes are aligned at the end; of two, they are equal or one of them is 1. */
export function broadcasting(name: string, a: Shape, b: Shape): string | null {
  for (let back = 1; back <= Math.min(a.length, b.length); back++) {
    const [left, right] = [a.at(-back), b.at(-back)];
    if (left === right || left === 1 || right === 1) continue;
    const said = `${name}: ${shapeText(a)} ${signs[name] ?? 'and'} ${shapeText(b)}`;
    return `${said}: ${alignedSizes(a, b, back)} differ; sizes must be equal or 1`;
  }
  return null;
}

/** How an operation is written between two shapes. */
const signs: Readonly<Record<string, string>> = { add: '+', sub: '-', mul: '*', div: '/' };

function alignedSizes(a: Shape, b: Shape, back: number): string {
  const [left, right] = [a.at(-back), b.at(-back)];
  if (back === 1) return `last sizes ${left} and ${right}`;
  if (a.length === b.length) return `sizes ${left} and ${right} of axis ${a.length - back}`;
  return `sizes ${left} (axis ${a.length - back}) and ${right} (axis ${b.length - back})`;
}

export function matMul(name: string, a: Shape, b: Shape, transposeA = false, transposeB = false): string | null {
  const said = `${name}: ${shapeText(a)}${transposeA ? ' transposed' : ''} x ${shapeText(b)}${transposeB ? ' transposed' : ''}`;
  if (a.length < 2 || b.length < 2) return `${said}: both need at least 2 dimensions`;
  const [inner, outer] = [a.at(transposeA ? -2 : -1), b.at(transposeB ? -1 : -2)];
  if (inner !== outer) return `${said}: inner sizes ${inner} and ${outer} differ`;
  const batch = broadcasting(name, a.slice(0, -2), b.slice(0, -2));
  return batch === null ? null : `${said}: batch sizes ${shapeText(a.slice(0, -2))} and ${shapeText(b.slice(0, -2))} differ; sizes must be equal or 1`;
}

/** Vectors and matrices. */
export function dot(a: Shape, b: Shape): string | null {
  const [inner, outer] = [a.at(-1), b.length === 1 ? b[0] : b.at(-2)];
  return inner === outer ? null : `dot: ${shapeText(a)} x ${shapeText(b)}: inner sizes ${inner} and ${outer} differ`;
}

export function reshape(from: Shape, to: Shape): string | null {
  const [has, open] = [sizeOf(from), to.filter((size) => size === -1).length];
  if (open > 1) return `reshape: ${shapeText(to)} leaves ${open} sizes open; only one may be -1`;
  const needs = Math.abs(sizeOf(to));
  const values = `reshape: ${shapeText(from)} has ${count(has, 'value')}, ${shapeText(to)} needs`;
  if (open === 1) return needs > 0 && has % needs === 0 ? null : `${values} a multiple of ${needs}`;
  return has === needs ? null : `${values} ${needs}`;
}

export function concat(shapes: readonly Shape[], axis: unknown): string | null {
  const [first, ...others] = shapes;
  if (!first) return null;
  const along = axisOf(axis, first.length);
  if (along < 0 || along >= first.length) return `concat: axis ${String(axis)} does not exist in ${shapeText(first)}`;
  for (const other of others) {
    const said = `concat: ${shapeText(first)} and ${shapeText(other)} along axis ${along}`;
    if (other.length !== first.length) return `${said}: they have ${first.length} and ${other.length} dimensions, which must be equal`;
    const differs = first.findIndex((size, index) => index !== along && size !== other[index]);
    if (differs >= 0) return `${said}: sizes ${first[differs]} and ${other[differs]} of axis ${differs} differ; all but axis ${along} must be equal`;
  }
  return null;
}

export function equalShapes(name: string, shapes: readonly Shape[]): string | null {
  const [first] = shapes;
  const other = first && shapes.find((shape) => !sameShape(shape, first));
  return first && other ? `${name}: ${shapeText(first)} and ${shapeText(other)} differ; all shapes must be equal` : null;
}

/** `size` -1 means up to the end. */
export function slice(shape: Shape, begin: Shape, size: Shape): string | null {
  const said = `slice: ${shapeText(shape)} from ${shapeText(begin)}`;
  if (begin.length > shape.length) return `${said}: the start names ${begin.length} axes of ${shape.length}`;
  for (const [axis, start] of begin.entries()) {
    const [length, whole] = [size[axis] ?? -1, shape[axis] ?? 0];
    const end = (start ?? 0) + Math.max(length, 0);
    if ((start ?? 0) < 0 || end > whole) return `${said}, size ${shapeText(size)}: on axis ${axis} that is ${start} to ${end}, of ${count(whole, 'value')}`;
  }
  return null;
}

export function gather(shape: Shape, axis: unknown, indices: ArrayLike<number>): string | null {
  const along = axisOf(axis, shape.length);
  const length = shape[along];
  if (typeof length !== 'number') return `gather: axis ${String(axis)} does not exist in ${shapeText(shape)}`;
  const wrong = Array.from(indices).find((index) => index < 0 || index >= length);
  return wrong === undefined ? null : `gather: index ${wrong} does not exist on axis ${along} of ${shapeText(shape)}; indices go from 0 to ${length - 1}`;
}

export function split(shape: Shape, parts: unknown, axis: unknown): string | null {
  const along = axisOf(axis, shape.length);
  const length = shape[along];
  if (typeof length !== 'number') return `split: axis ${String(axis)} does not exist in ${shapeText(shape)}`;
  if (typeof parts === 'number') return length % parts === 0 ? null : `split: ${shapeText(shape)} along axis ${along}: ${length} is no multiple of ${parts} parts`;
  if (!Array.isArray(parts) || parts.includes(-1)) return null;
  const sum = parts.reduce<number>((total, part) => total + Number(part), 0);
  return sum === length ? null : `split: ${shapeText(shape)} along axis ${along}: sizes ${parts.join(' + ')} make ${sum}, not ${length}`;
}

/** How a convolution lays out its filter. */
export interface FilterLayout {
  /** Dimensions of the filter; the input has as many, or one less without a batch. */
  readonly rank: number;
  /** What the filter's sizes are, for the message. */
  readonly sizes: string;
  /** Axis of the filter that counts the input's channels. */
  readonly channels: number;
}

export function convolution(name: string, input: Shape, filter: Shape, layout: FilterLayout, channelsFirst: boolean): string | null {
  const said = `${name}: ${shapeText(input)} with filter ${shapeText(filter)}`;
  if (filter.length !== layout.rank) return `${said}: the filter must have ${layout.rank} dimensions, ${layout.sizes}`;
  if (input.length !== layout.rank && input.length !== layout.rank - 1) {
    return `${said}: the input has ${count(input.length, 'dimension')} and must have ${layout.rank - 1}, or ${layout.rank} with a batch`;
  }
  const [has, takes] = [input.at(channelsFirst ? 1 - layout.rank : -1), filter[layout.channels]];
  return has === takes ? null : `${said}: the input has ${count(has ?? 0, 'channel')}, the filter takes ${takes}`;
}

export function pooling(name: string, input: Shape): string | null {
  return input.length === 3 || input.length === 4
    ? null
    : `${name}: ${shapeText(input)}: the input has ${count(input.length, 'dimension')} and must have 3, [height, width, channels], or 4 with a batch`;
}

export function loss(name: string, labels: Shape, predictions: Shape, predicted: 'predictions' | 'logits'): string | null {
  if (sameShape(labels, predictions)) return null;
  const classes = predictions.at(-1);
  const indices = labels.length === predictions.length - 1 && labels.every((size, axis) => size === predictions[axis]);
  const remedy = indices && name.includes('CrossEntropy') ? `; for class numbers write tf.oneHot(labels, ${classes})` : '';
  return `${name}: labels ${shapeText(labels)} and ${predicted} ${shapeText(predictions)} differ; their shapes must be equal${remedy}`;
}

export const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? '' : 's'}`;
