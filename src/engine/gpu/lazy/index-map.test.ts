import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexMap } from './index-map';
import { along, broadcast, sizeOf, slice, stridesOf, transpose } from './index-map';

const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 });

/** Where the map finds each element, as the shaders compute it. */
function places(map: IndexMap | null, size: number): number[] {
  return Array.from({ length: size }, (_, index) => {
    if (map === null) return index;
    let [place, rest] = [map.offset, index];
    for (let axis = map.lengths.length - 1; axis >= 0; axis--) {
      const length = map.lengths[axis] ?? 1;
      place += (axis > 0 ? rest % length : rest) * (map.strides[axis] ?? 0);
      rest = Math.floor(rest / length);
    }
    return place;
  });
}

/** The coordinates of every element of a shape, in order. */
function coordinates(shape: readonly number[]): number[][] {
  const strides = stridesOf(shape);
  return Array.from({ length: sizeOf(shape) }, (_, index) => shape.map((length, axis) => Math.floor(index / (strides[axis] ?? 1)) % length));
}

const placeOf = (shape: readonly number[], at: readonly number[]): number => stridesOf(shape).reduce((place, stride, axis) => place + stride * (at[axis] ?? 0), 0);

describe('a map from elements to where they lie', () => {
  it('broadcasts as NumPy does', () => {
    fc.assert(
      fc.property(shapes, fc.nat(4), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), (to, dropped, ones) => {
        const from = to.slice(Math.min(dropped, to.length)).map((length, axis) => (ones[axis] ? 1 : length));
        const lead = to.length - from.length;
        const expected = coordinates(to).map((at) => placeOf(from, from.map((length, axis) => (length === 1 ? 0 : (at[axis + lead] ?? 0)))));
        expect(places(broadcast(from, to), sizeOf(to))).toEqual(expected);
      }),
    );
  });

  it('slices', () => {
    fc.assert(
      fc.property(shapes, fc.array(fc.nat(3), { minLength: 5, maxLength: 5 }), (shape, cuts) => {
        const begin = shape.map((length, axis) => Math.min(cuts[axis] ?? 0, length - 1));
        const size = shape.map((length, axis) => length - (begin[axis] ?? 0));
        const expected = coordinates(size).map((at) => placeOf(shape, at.map((place, axis) => place + (begin[axis] ?? 0))));
        expect(places(slice(shape, begin, size), sizeOf(size))).toEqual(expected);
      }),
    );
  });

  it('transposes, and walks along some axes while the others stay', () => {
    fc.assert(
      fc.property(shapes.chain((shape) => fc.tuple(fc.constant(shape), fc.shuffledSubarray(shape.map((_, axis) => axis), { minLength: shape.length }))), ([shape, order]) => {
        const turned = order.map((axis) => shape[axis] ?? 1);
        const origin = (at: readonly number[], axes: readonly number[]): number[] => shape.map((_, axis) => at[axes.indexOf(axis)] ?? 0);
        expect(places(transpose(shape, order), sizeOf(turned))).toEqual(coordinates(turned).map((at) => placeOf(shape, origin(at, order))));
        const some = order.slice(0, 2).sort();
        const part = some.map((axis) => shape[axis] ?? 1);
        expect(places(along(shape, some), sizeOf(part))).toEqual(coordinates(part).map((at) => placeOf(shape, origin(at, some))));
      }),
    );
  });

  it('needs no map where every element keeps its place, and one dimension where they lie in one piece', () => {
    expect(broadcast([4, 1, 3], [4, 3])).toBeNull();
    expect(transpose([1, 5, 1], [1, 0, 2])).toBeNull();
    expect(broadcast([3], [7, 5, 3])).toEqual({ offset: 0, lengths: [35, 3], strides: [0, 1] });
    expect(broadcast([], [7, 5])).toEqual({ offset: 0, lengths: [], strides: [] });
  });
});
