import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openNotebook } from '../testing';
import { makeFunctionsReadable } from './readable-source';

const plain = Object.getOwnPropertyDescriptor(Function.prototype, 'toString');

describe('the text of a function of a cell', () => {
  beforeEach(() => makeFunctionsReadable(globalThis));
  afterEach(() => void Object.defineProperty(Function.prototype, 'toString', plain ?? {}));

  it.each([
    ['(d => d.a > 1).toString()', 'd => d.a > 1'],
    ['const limit = 3; String((d: {a: number}) => d.a > limit)', '(d) => d.a > limit'],
    ['const op = {mean: (x: number) => x}; String(d => op.mean(d.x))', 'd => op.mean(d.x)'],
    ['function g() {}\nString(() => g())', '() => g()'],
    ['String(x => { console.log(x) })', 'x => { console.log(x); }'],
    ['let n = 0; String(() => n++)', '() => n++'],
  ])('%s', async (source, text) => {
    expect(await openNotebook().show(source)).toBe(text);
  });

  it('has no checks in loops and catch clauses', async () => {
    const text = await openNotebook().show('String(function f() { for (let i = 0; i < 3; i++) { try { i++ } catch (e) { throw e } } })');
    expect(text).not.toMatch(/\$0_/);
  });

  it('of a native function stays as it is, and so does that of toString', () => {
    expect(String(Math.max)).toBe('function max() { [native code] }');
    expect(String(Function.prototype.toString)).toBe('function toString() { [native code] }');
  });
});
