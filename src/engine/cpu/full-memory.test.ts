import { expect, it } from 'vitest';
import type { TensorFlow } from '../api';
import type { BackendWasm } from '../tensors';
import { refuseWhenFull } from './full-memory';

function memoryOf(room: number) {
  const asked: number[] = [];
  const wasm = {
    _malloc: (bytes: number) => {
      asked.push(bytes);
      return bytes <= room ? 64 : 0;
    },
  };
  refuseWhenFull({ memory: () => ({ numBytes: 3.9e9 }) } as unknown as TensorFlow, { wasm } as unknown as BackendWasm);
  return { asked, allocate: (bytes: number) => wasm._malloc(bytes) };
}

it('says what did not fit and how much is in use', () => {
  const { allocate } = memoryOf(1000);
  expect(allocate(1000)).toBe(64);
  expect(() => allocate(2e8)).toThrow('out of memory: a tensor of 200 MB has no room beside the 3,900 MB of tensors that are alive');
});

it('never asks for a size that wraps around', () => {
  const { allocate, asked } = memoryOf(2 ** 31);
  expect(() => allocate(2 ** 32 + 8)).toThrow('out of memory');
  expect(asked).toEqual([]);
});
