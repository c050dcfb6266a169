import { expect, it } from 'vitest';
import { notebookFor, ownDataNotebook } from './starters';

it('own data begins with a text cell, then a cell that asks for files and decodes tables', () => {
  const [text, code] = ownDataNotebook.source ?? [];
  expect(text?.type).toBe('markdown');
  expect(code?.type).toBe('code');
  expect(code?.source).toContain('await files.upload(');
  expect(code?.source).toContain('data.csv(name)');
});

it('dropped files get a notebook named after the first, with a reading cell each', () => {
  const { name, source } = notebookFor(['abalone.csv', 'notes.txt']);
  expect(name).toBe('abalone');
  expect(source?.map((cell) => cell.source)).toEqual([
    '# abalone',
    "const abalone = await data.csv('abalone.csv');\nabalone",
    "const notes = await files.text('notes.txt');\nnotes",
  ]);
});
