import { expect, test } from 'vitest';
import { classesIn, dealt, wrapping } from './classes';

const paths = ['notes.txt', 'pets/cat/10.png', 'pets/cat/2.png', 'pets/.DS_Store', 'pets/dog/young/1.png', 'pets/read me.txt', 'cars/1.png'];

test('folders in a folder are classes, files below them their pictures', () => {
  for (const folder of ['pets', 'pets/', './pets', '/content/pets/']) {
    expect(classesIn(folder, paths)).toEqual({
      names: ['cat', 'dog'],
      files: [{ path: 'pets/cat/2.png', label: 0 }, { path: 'pets/cat/10.png', label: 0 }, { path: 'pets/dog/young/1.png', label: 1 }],
      loose: ['pets/read me.txt'],
    });
  }
  expect(classesIn('', paths).names).toEqual(['cars', 'pets']);
});

test('a folder that is not there is named with those there are', () => {
  expect(() => classesIn('pet', paths)).toThrow("folder 'pet' not found; folders are: 'pets/', 'cars/'");
  expect(() => classesIn('pets', ['pets.zip'])).toThrow("folder 'pets' not found; there is 'pets.zip': pass its name, or unpack it with !unzip pets.zip");
  expect(() => classesIn('pets', ['a.csv'])).toThrow('there are no folders yet: write pictures as pets/cat/1.png, or upload a .zip of folders and pass its name');
});

test('a folder without folders says how pictures are to lie', () => {
  expect(() => classesIn('cars/', paths)).toThrow("folder 'cars/' holds 1 file and no folders of classes: put each picture into a folder named for what it shows, such as 'cars/cat/1.png'");
});

test('each class is dealt in the same shares, the same way for the same seed', () => {
  const files = [...Array.from({ length: 20 }, (_, i) => ({ path: `a${i}`, label: 0 })), ...Array.from({ length: 10 }, (_, i) => ({ path: `b${i}`, label: 1 })), { path: 'c', label: 2 }];
  const { train, validation } = dealt(files, 0.2, 3);
  const labels = (part: typeof train) => [0, 1, 2].map((label) => part.filter((file) => file.label === label).length);
  expect([labels(train), labels(validation)]).toEqual([[16, 8, 1], [4, 2, 0]]);
  expect(new Set([...train, ...validation].map(({ path }) => path)).size).toBe(31);
  expect(dealt(files, 0.2, 3)).toEqual({ train, validation });
  expect(dealt(files, 0.2, 4)).not.toEqual({ train, validation });
  expect(dealt(files, 0, 3).validation).toEqual([]);
});

test('the one folder of an archive is looked through', () => {
  expect(wrapping(['pets/cat/1.png', 'pets/dog/2.png', '__MACOSX/pets/._1.png'])).toBe('pets');
  expect(wrapping(['cat/1.png', 'dog/2.png'])).toBe('');
  expect(wrapping(['cat/1.png', 'cat/2.png'])).toBe('');
});
