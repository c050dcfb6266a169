import { describe, expect, it } from 'vitest';
import { UniformWriter } from './uniforms';

const words = (write: (writer: UniformWriter) => void): number[] => {
  const writer = new UniformWriter();
  writer.start();
  write(writer);
  return [...writer.words.slice(0, writer.finish())];
};

describe('the words of a uniform struct', () => {
  it('align vectors as WGSL does', () => {
    expect(
      words((writer) => {
        writer.int(7);
        writer.shape([2, 3]);
        writer.shape([4, 5, 6]);
        writer.int(8);
      }),
    ).toEqual([7, 0, 2, 3, 4, 5, 6, 8]);
  });

  it('start anew at 16 bytes after a shape of five or six dimensions, which is a struct', () => {
    expect(
      words((writer) => {
        writer.shape([1, 2, 3, 4, 5]);
        writer.int(9);
      }),
    ).toEqual([1, 2, 3, 4, 5, 0, 0, 0, 9, 0, 0, 0]);
  });

  it('give a scalar one dimension, and strides without the last', () => {
    expect(
      words((writer) => {
        writer.shape([]);
        writer.strides([]);
        writer.strides([2, 3, 4]);
      }),
    ).toEqual([1, 1, 12, 4]);
  });

  it('hold floats by their bits, and whole structs of the alignment asked for', () => {
    const writer = new UniformWriter();
    writer.start(4);
    writer.float(1);
    writer.field({ type: 'float32', data: [-2] });
    expect([...writer.words.slice(0, writer.finish())]).toEqual([0x3f800000, 0xc0000000 | 0, 0, 0]);
  });
});
