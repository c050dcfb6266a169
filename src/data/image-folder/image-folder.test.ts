import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { packed, partOf, type Decode } from './decode';
import { readImageFolder, type ImageFolderOptions, type PictureBatch } from './image-folder';

/** Files of raw pixels: those of the length that is wanted are pictures. */
const raw: Decode = async (file, { height, width, channels }) => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return bytes.length === height * width * channels ? bytes : null;
};
const content = new Map<string, number[]>();
const warnings: string[] = [];
const folder = (options?: ImageFolderOptions, name = 'shapes') =>
  readImageFolder({ tf, decode: raw, warn: (words) => warnings.push(words) }, { paths: [...content.keys()], open: (path) => Promise.resolve(new Blob([Uint8Array.from(content.get(path) ?? [])])) }, name, { size: [1, 2], channels: 1, ...options });

beforeAll(async () => {
  await tf.setBackend('cpu');
  for (let i = 0; i < 10; i++) content.set(`shapes/dark/${i}.png`, [i, 0]).set(`shapes/light/${i}.png`, [i, 255]);
  content.set('shapes/light/broken.png', [1]).set('shapes/notes.txt', [1, 2]).set('words/a/1.txt', [1]);
});

async function walked(dataset: tf.data.Dataset<PictureBatch>): Promise<{ shapes: number[][]; rows: string[] }> {
  const shapes: number[][] = [];
  const rows: string[] = [];
  await dataset.forEachAsync(({ xs, ys }) => {
    shapes.push(xs.shape);
    const pictures = tf.tidy(() => xs.reshape([-1, 2]).mul(255).round().arraySync() as number[][]);
    const labels = ys.arraySync() as number[][];
    pictures.forEach((picture, row) => rows.push(`${picture.join(',')} ${labels[row]?.join('') ?? ''}`));
    tf.dispose([xs, ys]);
  });
  return { shapes, rows };
}

test('pictures come in batches with the class of their folder, one-hot', async () => {
  const { train, validation, classNames, counts, skipped } = await folder({ batchSize: 6 });
  expect([classNames, counts]).toEqual([['dark', 'light'], { train: 16, validation: 4 }]);
  expect([train.size, validation.size]).toEqual([3, 1]);
  const before = tf.memory().numTensors;
  const { shapes, rows } = await walked(train);
  expect(shapes).toEqual([[6, 1, 2, 1], [6, 1, 2, 1], [4, 1, 2, 1]]);
  expect(rows.every((row) => / 10$/.test(row) === row.includes(',0 '))).toBe(true);
  expect(new Set([...rows, ...(await walked(validation)).rows]).size).toBe(20);
  expect(tf.memory().numTensors).toBe(before);
  expect(skipped).toEqual(['shapes/notes.txt', 'shapes/light/broken.png']);
  expect(warnings.at(-1)).toBe("data.imageFolder skipped 2 files of 'shapes' that are no pictures or lie in no class's folder: 'shapes/notes.txt', 'shapes/light/broken.png'");
});

test('each epoch has an order of its own, the same for the same seed', async () => {
  const { train, validation } = await folder({ seed: 5 });
  const epochs = [await walked(train), await walked(train)].map(({ rows }) => rows);
  expect(epochs[0]).not.toEqual(epochs[1]);
  expect([...(epochs[0] ?? [])].sort()).toEqual([...(epochs[1] ?? [])].sort());
  expect((await walked((await folder({ seed: 5 })).train)).rows).toEqual(epochs[0]);
  expect((await walked(validation)).rows).toEqual((await walked(validation)).rows);
  const still = (await folder({ shuffle: false })).train;
  expect((await walked(still)).rows).toEqual((await walked(still)).rows);
});

test('labels can be numbers of classes', async () => {
  const { rows } = await walked((await folder({ labels: 'sparse' })).train);
  expect(rows.every((row) => row.endsWith(row.includes(',255 ') ? ' 1' : ' 0'))).toBe(true);
});

test('a network learns from both datasets', async () => {
  const { train, validation } = await folder({ batchSize: 4 });
  const model = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [1, 2, 1] }), tf.layers.dense({ units: 2, activation: 'softmax' })] });
  model.compile({ optimizer: tf.train.adam(0.3), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  const { history } = await model.fitDataset(train, { epochs: 8, validationData: validation, verbose: 0 });
  expect(history['val_acc']?.at(-1)).toBe(1);
});

test('what cannot be read is refused in words', async () => {
  await expect(folder({}, 'words')).rejects.toThrow("none of the 1 file in 'words' is a picture that this browser can decode, such as PNG, JPEG, WebP or GIF; the first is 'words/a/1.txt'");
  await expect(folder({ size: [0, 2] })).rejects.toThrow('size of data.imageFolder is [height, width] in pixels, such as [64, 64]; here is [0,2]');
  await expect(folder({ validationSplit: 1 })).rejects.toThrow('validationSplit of data.imageFolder is a share from 0 to below 1; here is 1');
});

test('a picture is cut from its middle or stretched, and made grey as eyes see it', () => {
  expect(partOf({ width: 200, height: 100 }, { height: 10, width: 10, fit: 'cover' })).toEqual({ x: 50, y: 0, wide: 100, tall: 100 });
  expect(partOf({ width: 200, height: 100 }, { height: 10, width: 10, fit: 'stretch' })).toEqual({ x: 0, y: 0, wide: 200, tall: 100 });
  expect([...packed([255, 0, 0, 255, 10, 20, 30, 255], 3)]).toEqual([255, 0, 0, 10, 20, 30]);
  expect([...packed([255, 0, 0, 255, 255, 255, 255, 255], 1)]).toEqual([76, 255]);
});
