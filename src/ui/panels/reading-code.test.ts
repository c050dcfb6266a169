import { describe, expect, it } from 'vitest';
import { fileKind, readingCode, variableFor } from './reading-code';

describe('the code that reads a file', () => {
  it('uses the decoder that fits the name', () => {
    expect(readingCode('abalone.csv')).toBe("const abalone = await data.csv('abalone.csv');\nabalone");
    expect(readingCode('t10k-images-idx3-ubyte.gz')).toBe(
      "const t10kImages = await data.idx('t10k-images-idx3-ubyte.gz');\nt10kImages",
    );
    expect(readingCode('weights.bin')).toBe("const weights = await files.bytes('weights.bin');\nweights");
  });

  it('escapes quotes in the name', () => {
    expect(readingCode("it's.txt")).toContain("files.text('it\\'s.txt')");
  });

  it('knows gzipped tables and arrays, and takes other gzipped files as bytes', () => {
    expect(['a.CSV.gz', 'labels.idx1-ubyte.gz', 'train-labels-idx1-ubyte', 'notes.txt.gz', 'cat.JPEG', 'x.json'].map(fileKind)).toEqual([
      'table',
      'idx',
      'idx',
      'bytes',
      'image',
      'json',
    ]);
  });
});

describe('the variable for a file', () => {
  it('is an identifier that hides no name of the cell', () => {
    expect(['train_data.csv', 'data.csv', '2024 sales.csv', 'class.json', 'Müller 2.txt', '数据.csv'].map(variableFor)).toEqual([
      'trainData',
      'dataFile',
      'file2024Sales',
      'classFile',
      'muller2',
      'content',
    ]);
  });
});
