import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { collectTypes } from './library-types';

describe('the declaration files of TensorFlow.js', () => {
  const { files, modules } = collectTypes(process.cwd());

  test('hold the entry of every package a cell can import', () => {
    for (const name of ['@tensorflow/tfjs', '@tensorflow/tfjs-core', '@tensorflow/tfjs-layers', '@tensorflow/tfjs-data']) {
      expect(files[modules[name] ?? '']).toContain('export');
    }
  });

  test('keep the documentation and drop the licence texts', () => {
    const all = Object.values(files).join('\n');
    expect(all).toContain('Creates a `tf.Tensor` with the provided values, shape and dtype.');
    expect(all.includes('@license')).toBe(false);
  });

  test('stay under 300 KB compressed', () => {
    expect(gzipSync(JSON.stringify({ files, modules })).length).toBeLessThan(300_000);
  });
});
