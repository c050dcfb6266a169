import * as tf from '@tensorflow/tfjs';
import { unzlibSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MimeBundle } from '../../../base/mime';
import { encodePng } from './png';
import { tensorBundle } from './tensor';
import { pictureLayout, toPictures, toStrip } from './tensor-picture';

const TENSOR = 'application/vnd.gradbook.tensor+json';

beforeAll(() => tf.setBackend('cpu'));

const seen = (tensor: tf.Tensor): MimeBundle => {
  const bundle = tensorBundle(tf, tensor);
  if (bundle instanceof Promise) throw new Error('a device of our own memory answers at once');
  return bundle;
};

describe('the preview of a tensor', () => {
  it('shows values, their layout and their range, and leaves no tensor behind', () => {
    const tensor = tf.tensor2d([[1, 2.5], [-1, 0.1]]); // prettier-ignore
    const before = tf.memory().numTensors;
    const bundle = seen(tensor);
    expect(bundle[TENSOR]).toMatchObject({ shape: [2, 2], dtype: 'float32', values: [1, 2.5, -1, 0.1], grid: { rows: 2, columns: 2, ofRows: 2, ofColumns: 2 }, min: -1, max: 2.5 });
    expect(bundle['text/plain']).toBe('Tensor float32 [2, 2]\n[  1, 2.5]\n[ -1, 0.1]\nmin -1, max 2.5, mean 0.65');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('counts what is not finite and keeps it out of the range', () => {
    const bundle = seen(tf.tensor1d([NaN, Infinity, -Infinity, 4]));
    expect(bundle[TENSOR]).toMatchObject({ values: [null, 'Infinity', '-Infinity', 4], min: 4, max: 4, mean: 4, nonFinite: 3 });
  });

  it('reads a bounded part of a large tensor and says what is left out', () => {
    const bundle = seen(tf.zeros([1000, 300]));
    expect(bundle[TENSOR]).toMatchObject({ grid: { rows: 10, columns: 20, ofRows: 1000, ofColumns: 300 } });
    expect(bundle['text/plain']).toContain('… 990 more rows');
  });

  it.each([
    ['a scalar', () => tf.scalar(7, 'int32'), [7]],
    ['booleans', () => tf.tensor1d([true, false], 'bool'), [true, false]],
    ['text', () => tf.tensor1d(['a', 'b']), ['a', 'b']],
    ['nothing', () => tf.zeros([0, 3]), []],
    ['complex numbers', () => tf.complex([1], [2]), []],
  ])('shows %s', (_name, make, values) => {
    expect(seen(make())[TENSOR]).toMatchObject({ values });
  });

  it('names a variable and says when a tensor is gone', () => {
    const variable = tf.variable(tf.ones([2]), true, 'weights');
    expect(seen(variable)['text/plain']).toContain("Variable 'weights' float32 [2]");
    variable.dispose();
    expect(seen(variable)[TENSOR]).toMatchObject({ disposed: true, values: [] });
  });

  it('shows pictures where the shape is one', () => {
    const bundle = seen(tf.zeros([40, 28, 28, 1]));
    expect(bundle[TENSOR]).toHaveProperty('images.length', 16);
    expect(typeof bundle['image/png']).toBe('string');
    expect(seen(tf.zeros([3, 4]))['image/png']).toBeUndefined();
  });
});

describe('pictures in tensors', () => {
  it.each<[number[], string, number[] | null]>([
    [[5, 28, 28, 1], 'float32', [5, 28, 28, 1]],
    [[5, 28, 28, 3], 'int32', [5, 28, 28, 3]],
    [[28, 30, 3], 'float32', [1, 28, 30, 3]],
    [[5, 28, 28], 'float32', [5, 28, 28, 1]],
    [[5, 28, 28, 2], 'float32', null],
    [[5, 4, 4, 1], 'float32', null],
    [[28, 28], 'float32', null],
    [[5, 28, 28, 1], 'string', null],
  ])('sees %j of %s as %j', (shape, dtype, expected) => {
    const layout = pictureLayout(shape, dtype);
    expect(layout && [layout.count, layout.height, layout.width, layout.channels]).toEqual(expected);
  });

  it('takes 0…1 and 0…255 as they are meant and stretches the rest', () => {
    const layout = { count: 1, shown: 1, height: 1, width: 3, channels: 1 } as const;
    const bytes = (values: number[]) => [...(toPictures(values, layout)[0]?.bytes ?? [])];
    expect(bytes([0, 0.5, 1])).toEqual([0, 128, 255]);
    expect(bytes([0, 100, 255])).toEqual([0, 100, 255]);
    expect(bytes([-1, 0, 1])).toEqual([0, 128, 255]);
    expect(bytes([NaN, 2, 4])).toEqual([0, 2, 4]);
  });

  it('lays pictures side by side, apart by a white pixel', () => {
    const picture = (value: number) => ({ width: 1, height: 2, channels: 1 as const, bytes: Uint8Array.of(value, value) });
    expect(toStrip([picture(1), picture(2)])).toMatchObject({ width: 3, height: 2, bytes: Uint8Array.of(1, 255, 2, 1, 255, 2) });
    expect(toStrip([])).toBeNull();
  });

  it('encodes a PNG whose header, pixels and checksums are right', () => {
    const png = encodePng({ width: 2, height: 1, channels: 3, bytes: Uint8Array.of(255, 0, 0, 0, 255, 0) });
    const view = new DataView(png.buffer);
    expect([...png.subarray(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG');
    expect([view.getUint32(16), view.getUint32(20), png[24], png[25]]).toEqual([2, 1, 8, 2]);
    const length = view.getUint32(33);
    expect([...unzlibSync(png.subarray(41, 41 + length))]).toEqual([0, 255, 0, 0, 0, 255, 0]);
    // The checksum of an empty IEND chunk is the same in every PNG.
    expect(view.getUint32(png.length - 4)).toBe(0xae426082);
  });
});
