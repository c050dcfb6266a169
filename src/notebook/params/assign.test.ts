import { describe, expect, test } from 'vitest';
import { createCell } from '../create';
import type { Notebook } from '../types';
import { assignParams } from './assign';

const notebook = (...sources: readonly string[]): Notebook => ({ cells: sources.map((source) => createCell('code', source)), metadata: {} });
const sources = (result: ReturnType<typeof assignParams>) => (result.ok ? result.value.cells.map((cell) => cell.source) : result.error);

describe('setting fields by name', () => {
  const cells = notebook('const epochs = 5 //@param {type:"integer", min:1, max:9}\nconst name = "a" //@param', 'const on = false //@param', 'let epochs = 1 //@param', 'const kind = "a" //@param ["a", "b"]');

  test('reads text as the type of the field, in every cell that has it', () => {
    expect(sources(assignParams(cells, [{ name: 'epochs', value: '7' }, { name: 'name', value: '7' }, { name: 'on', value: 'true' }, { name: 'kind', value: 'b' }]))).toEqual([
      'const epochs = 7 //@param {type:"integer", min:1, max:9}\nconst name = "7" //@param',
      'const on = true //@param',
      'let epochs = 7 //@param',
      'const kind = "b" //@param ["a", "b"]',
    ]);
  });

  test('takes values of JSON as they are', () => {
    expect(sources(assignParams(cells, [{ name: 'on', value: true }, { name: 'epochs', value: 2 }]))[1]).toBe('const on = true //@param');
  });

  test('says of each name what is wrong, and changes nothing then', () => {
    const wrong = [{ name: 'epoch', value: '3' }, { name: 'epochs', value: '10' }, { name: 'on', value: 'yes' }, { name: 'kind', value: 'c' }];
    expect(sources(assignParams(cells, [{ name: 'name', value: 'b' }, ...wrong]))).toEqual([
      "parameter 'epoch' not found; parameters are: epochs, name, on, kind",
      'epochs takes a whole number from 1 to 9, not "10"',
      'on takes true or false, not "yes"',
      'kind takes one of a, b, not "c"',
    ]);
    expect(sources(assignParams(notebook('1'), [{ name: 'a', value: 1 }]))).toEqual(["parameter 'a' not found; the notebook has no //@param fields"]);
  });
});
