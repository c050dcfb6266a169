/** Shapes of what operations are given, and how a message writes them. */

/** `null` for a size that is open, as a model's batch. */
export type Shape = readonly (number | null)[];

/** "[128, 784]"; an open size is a dot. */
export const shapeText = (shape: Shape): string => `[${shape.map((size) => size ?? '·').join(', ')}]`;

/** The shape of a live tensor, or of nested arrays of numbers as TensorFlow.js reads them; null for what is neither. */
export function shapeOf(value: unknown): Shape | null {
  if (typeof value === 'number' || typeof value === 'boolean') return [];
  if (ArrayBuffer.isView(value)) return 'length' in value && typeof value.length === 'number' ? [value.length] : null;
  if (Array.isArray(value)) {
    if (value.length === 0) return [0];
    const inner = shapeOf(value[0]);
    return inner && [value.length, ...inner];
  }
  if (typeof value !== 'object' || value === null || !('shape' in value)) return null;
  const isGone = 'isDisposed' in value && value.isDisposed === true;
  return !isGone && isShape(value.shape) ? value.shape : null;
}

/** The shapes of several values; null if one of them has none. */
export function shapesOf(values: unknown): readonly Shape[] | null {
  if (!Array.isArray(values)) return null;
  const shapes = values.map(shapeOf);
  return shapes.every((shape) => shape !== null) ? shapes : null;
}

export const sizeOf = (shape: Shape): number => shape.reduce<number>((product, size) => product * (size ?? 1), 1);

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, axis) => size === b[axis]);

/** A negative axis counts from the end. */
export const axisOf = (axis: unknown, rank: number): number => (typeof axis !== 'number' ? 0 : axis < 0 ? axis + rank : axis);

const isShape = (value: unknown): value is Shape => Array.isArray(value) && value.every((size) => typeof size === 'number' || size === null);
