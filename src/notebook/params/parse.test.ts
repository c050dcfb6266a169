import { describe, expect, test } from 'vitest';
import { parseForm } from './parse';

const first = (source: string) => parseForm(source)?.items[0];

describe('a form', () => {
  test('is absent where the cell has none', () => {
    expect(parseForm('const a = 1 // a param')).toBeNull();
    expect(parseForm('const text = "//@param"')).toBeNull();
  });

  test('has the title, prose and fields in the order of the code', () => {
    const form = parseForm(
      ['//@title Hyper-parameters {run: "auto"}', '//@markdown How long to **train**:', '//@markdown - one', 'const epochs = 5 //@param {type: "integer", min: 1}', 'let rate: number = 1e-3; // @param {type:"number"}'].join('\n'),
    );
    expect(form).toMatchObject({ title: 'Hyper-parameters', autoRun: true, hidesCode: false });
    expect(form?.items).toMatchObject([
      { kind: 'prose', text: 'How long to **train**:\n- one' },
      { kind: 'param', name: 'epochs', value: 5, line: 4, field: { kind: 'integer', min: 1, max: null } },
      { kind: 'param', name: 'rate', value: 0.001, line: 5, field: { kind: 'number' } },
    ]);
  });

  test('may ask for its code to be hidden', () => {
    expect(parseForm('//@title Setup { display-mode: "form" }\n1')).toMatchObject({ title: 'Setup', hidesCode: true });
    expect(parseForm('//@title {a} and more\n1')).toMatchObject({ title: '{a} and more' });
  });
});

describe('a field', () => {
  test.each([
    [`const a = 'it\\'s' //@param {type:"string", placeholder:"text"}`, { kind: 'text', placeholder: 'text' }, "it's"],
    ['const a = `x` //@param {type:"text"}', { kind: 'text' }, 'x'],
    ['const a = "http://x" //@param', { kind: 'text' }, 'http://x'],
    ['a = -2.5 //@param', { kind: 'number' }, -2.5],
    ['export const a = 0x10;//@param {type: "integer"}', { kind: 'integer' }, 16],
    ['var a = 1_000 //@param {type:"slider", min:0, max:2000, step:50}', { kind: 'slider', min: 0, max: 2000, step: 50 }, 1000],
    ['const a = 5 //@param {type:"slider"}', { kind: 'slider', min: 0, max: 100, step: 1 }, 5],
    ['const a = true //@param {type:"boolean"}', { kind: 'boolean' }, true],
    ['const a = "2026-01-31" //@param {type:"date"}', { kind: 'date' }, '2026-01-31'],
    ['const a = tf.train.sgd(0.1) //@param {type:"raw"}', { kind: 'raw' }, 'tf.train.sgd(0.1)'],
    ['const a = null //@param ["x", 2, true, null]', { kind: 'choice', choices: ['x', 2, true, null], allowInput: false }, null],
    [`const a = 'x' //@param ['x', "y",] {allow-input: true}`, { kind: 'choice', choices: ['x', 'y'], allowInput: true }, 'x'],
    ['const a = relu //@param ["relu", "selu"] {type:"raw"}', { kind: 'choice', raw: true }, 'relu'],
    ['options.rate = 1 //@param {"type":"number","min":0}', { kind: 'number', min: 0 }, 1],
  ])('%s', (source, field, value) => {
    expect(first(source)).toMatchObject({ kind: 'param', field, value });
  });

  test('is not found in templates and comments, but behind them', () => {
    const source = ['const text = `', 'const a = 1 //@param', '${[`', 'const b = 1 //@param', '`].length}', '`', '/*', 'const c = 1 //@param', '*/', 'const d = 1 //@param'].join('\n');
    expect(parseForm(source)?.items).toMatchObject([{ name: 'd', line: 10 }]);
  });

  test.each([
    ['fit() //@param {type: "integer"}', null, 'a form needs a value to edit before //@param'],
    ['const a = 1 //@param {type: "slidr"}', 'a', 'type "slidr" is not known; types are: string,'],
    ['const a = 1 //@param {type: "integer" min: 1}', 'a', 'cannot be read: , or } is missing before “min: 1}”'],
    ['const a = 1 //@param {type: "integer"', 'a', 'cannot be read: , or } is missing at its end'],
    ['const a = 1 //@param integer', 'a', '“integer” is neither a list in [ ] nor settings in { }'],
    ['const a = 2 * 3 //@param {type: "integer"}', 'a', '2 * 3 is not a whole number; write a whole number as a literal, or use {type: "raw"}'],
    ['const a = //@param {type: "integer"}', 'a', 'the value is missing'],
    ['const a = 1 //@param {type: "number", min: "low"}', 'a', 'min takes a number, not "low"'],
    ['const a = 1 //@param {type: "slider", min: 5, max: 1}', 'a', 'min 5 is above max 1'],
    ['const a = 1 //@param []', 'a', 'the list of choices is empty'],
    ['//@title Form {run: }', null, 'the settings of the title cannot be read: a value is missing'],
  ])('that cannot be read says why: %s', (source, name, text) => {
    expect(first(source)).toMatchObject({ kind: 'problem', name, text: expect.stringContaining(text) as string });
  });
});
