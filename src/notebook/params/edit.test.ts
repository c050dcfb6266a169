import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { setParam } from './edit';
import { parseForm } from './parse';
import type { Param, ParamValue } from './types';

function param(source: string): Param {
  const item = parseForm(source)?.items.find((candidate) => candidate.kind === 'param');
  if (!item) throw new Error(`no field in ${source}`);
  return item;
}
const edited = (source: string, value: ParamValue) => setParam(source, param(source), value);

describe('an edit of the form', () => {
  test('changes the literal and nothing else', () => {
    expect(edited('let a = 1\n  const epochs: number =  5;  //@param {type:"integer"}\nfit()', 12)).toEqual({
      ok: true,
      value: 'let a = 1\n  const epochs: number =  12;  //@param {type:"integer"}\nfit()',
    });
  });

  test('keeps the quotes of the code', () => {
    expect(edited(`const a = 'x' //@param`, `it's "so"`)).toMatchObject({ value: `const a = 'it\\'s "so"' //@param` });
    expect(edited('const a = `x` //@param', '`${b}`')).toMatchObject({ value: 'const a = `\\`\\${b}\\`` //@param' });
    expect(edited('const a = null //@param ["x", null]', 'x')).toMatchObject({ value: 'const a = "x" //@param ["x", null]' });
  });

  test('of a raw field writes code, and refuses what would swallow the comment', () => {
    const source = 'const a = b //@param {type:"raw"}';
    expect(edited(source, 'f("//", [1])')).toMatchObject({ value: 'const a = f("//", [1]) //@param {type:"raw"}' });
    for (const code of ['b // no', 'f("', '`', 'b\nc']) expect(edited(source, code)).toMatchObject({ ok: false });
    const empty = edited(source, '');
    expect(empty.ok && edited(empty.value, 'c')).toMatchObject({ ok: true });
  });

  test('reads back as what was written, whatever the text or number', () => {
    const values = fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
    fc.assert(
      fc.property(values, fc.constantFrom('""', "''", '``', '0'), (value, before) => {
        const source = `\nconst a = ${before} //@param [1] {allow-input: true}`;
        const next = edited(source, value);
        expect(next.ok && param(next.value).value).toEqual(Object.is(value, -0) ? 0 : value);
      }),
    );
  });
});
