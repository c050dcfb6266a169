import { describe, expect, it } from 'vitest';
import type { layers } from '@tensorflow/tfjs';
import { cutLayers, groupsOf } from './stages';

/** Layers are cut by how many weights they have, and by nothing else. */
const layersOf = (sizes: readonly number[]): layers.Layer[] => sizes.map((size) => ({ countParams: () => size }) as unknown as layers.Layer);
const cut = (sizes: readonly number[], stages: number): number[] => cutLayers(layersOf(sizes), stages).map(({ length }) => length);

describe('layers are cut into stages', () => {
  it('of about the same number of weights', () => {
    expect(cut([10, 10, 10, 10], 2)).toEqual([2, 2]);
    expect(cut([100, 1, 1, 1], 2)).toEqual([1, 3]);
    expect(cut([1, 1, 1, 100], 2)).toEqual([3, 1]);
    expect(cut([30, 0, 30, 0, 30, 0], 3)).toEqual([2, 2, 2]);
  });

  it('none of them empty', () => {
    for (let stages = 1; stages <= 5; stages++) {
      const lengths = cut([1000, 1, 1, 1, 1], stages);
      expect(lengths).toHaveLength(stages);
      expect(Math.min(...lengths)).toBeGreaterThan(0);
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(5);
    }
    expect(() => cut([1, 2], 3)).toThrow('a model of 2 layers is cut into 1 to 2 stages; here are 3');
  });
});

describe('stages have parts of the devices', () => {
  it('one each, or as they are mapped', () => {
    expect(groupsOf(2, 8)).toEqual([[0, 2], [1, 2]]);
    expect(groupsOf(4, 2, [0, 1, 1, 0])).toEqual([[0, 2], [1, 2], [1, 2], [0, 2]]);
    expect(groupsOf(3, 1)).toBeNull();
  });

  it('that divide', () => {
    expect(() => groupsOf(3, 4)).toThrow('4 devices do not divide among 3 stages: start the server with a multiple of 3');
    expect(() => groupsOf(2, 4, [0])).toThrow('deviceMapping names the part of the devices for each of the 2 stages');
  });
});
