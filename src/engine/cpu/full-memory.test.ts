import { expect, it } from 'vitest';
import type { TensorFlow } from '../api';
import type { BackendWasm } from '../tensors';
import { refuseWhenFull } from './full-memory';

const MB = 1e6;

/** One engine: what is known of a device belongs to it. */
const engine = () => key;
const key = {};
const backendOf = (wasm: object) => ({ wasm, memory: () => ({}) }) as unknown as BackendWasm;

/** An allocator that takes the lowest hole, and wraps around at 4 GB instead of failing. */
function memory() {
  const taken = new Map<number, number>();
  const allocator = {
    _malloc(bytes: number): number {
      let at = 20 * MB;
      for (const [address, size] of [...taken].sort(([a], [b]) => a - b)) {
        if (address - at >= bytes) break;
        at = address + size;
      }
      taken.set(at, bytes);
      return at | 0;
    },
    _free: (address: number) => void taken.delete(address >>> 0),
  };
  refuseWhenFull({ engine, memory: () => ({ numBytes: 3900 * MB }) } as unknown as TensorFlow, backendOf(allocator));
  return allocator;
}

it('gives out addresses up to the end, and then says what did not fit and how much is in use', () => {
  const { _malloc: allocate } = memory();
  const addresses = Array.from({ length: 10 }, () => allocate(400 * MB));
  expect(addresses.at(-1)).toBe(3620 * MB);
  expect(() => allocate(400 * MB)).toThrow('out of memory: a tensor of 400 MB has no room beside the 3,900 MB of tensors that are alive');
  expect(allocate(50 * MB)).toBe(4020 * MB);
});

it('what was freed can be used again, but only where it is in one piece', () => {
  const { _malloc: allocate, _free: free } = memory();
  const addresses = Array.from({ length: 20 }, () => allocate(200 * MB));
  for (const [index, address] of addresses.entries()) if (index % 2 === 0) free(address);
  expect(() => allocate(400 * MB)).toThrow('out of memory');
  expect(allocate(150 * MB)).toBe(20 * MB);
});

it('stays in place where the first call replaces the allocator', () => {
  const allocator = {
    _malloc(): number {
      allocator._malloc = () => 64;
      return 64;
    },
    _free: () => undefined,
  };
  refuseWhenFull({ engine, memory: () => ({ numBytes: 0 }) } as unknown as TensorFlow, backendOf(allocator));
  allocator._malloc();
  expect(() => (allocator._malloc as (bytes: number) => number)(2 ** 32)).toThrow('out of memory');
});

it('never asks for a size that wraps around', () => {
  expect(() => memory()._malloc(2 ** 32 + 8)).toThrow('out of memory');
});
