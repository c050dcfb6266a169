import ts from 'typescript';
import { expect, test } from 'vitest';
import { compileCell } from '../compile';

function placeOf(text: string): string {
  const program = compileCell(ts, text, { cellId: 'a' });
  return program.ok ? 'compiles' : `${program.error.line}:${program.error.column}`;
}

test.each([
  ['a template that never ends', 'let x = `abc\n${1', '2:4'],
  ['a string that never ends', 'let a = 1;\nlet s = "abc\nlet y', '2:13'],
  ['a comment that never ends', 'let a = 1; /* open', '1:19'],
  ['a regular expression that never ends', 'let a;\nlet r = /abc', '2:9'],
  ['a call that never ends', 'foo(1,\n  2', '2:4'],
  ['a list that never ends', 'const a = [1, 2\nconst b = 3', '2:1'],
  ['a block that never ends', 'function f() {\n  if (true) {\n  }\n', '4:1'],
  ['a condition without its parenthesis', 'if (x {\n}', '1:7'],
  ['a brace too many', '\n\n   }', '3:4'],
  ['a decorator of nothing', 'class A {\n  @dec\n}', '2:7'],
  ['an enum member without a value', 'enum E {\n  A = ,\n}', '2:7'],
  ['a property without a type', 'type A = {\n  x: \n}', '3:1'],
  ['an interface that never ends', 'interface A {\n  x: number\n', '3:1'],
  ['generics that never end', 'let x: Array<number = []', '1:21'],
  ['two declarations on a line', 'let x = 1 let y = 2', '1:11'],
  ['a missing expression after a comment and types', 'type N = number; // n\nconst c: N = 1;\n  c = = 1', '3:7'],
  ['a missing expression after windows line ends', 'let y = 1;\r\nlet z = = 2', '2:9'],
  ['a missing expression in a lone object', '{a: 1,\n b: }', '2:3'],
  ['a missing expression after a shebang', '#!/bin/sh\nlet y = = 2', '2:9'],
  ['a word of another kind in for await', 'async () => {\n  for await (x in y) {}\n}', '2:16'],
  ['a try without its catch', 'try { }\nlet a = 1', '2:1'],
  ['an import without its module', 'import x from', '1:14'],
  ['a character of no language', 'let a = 1\n  😀', '2:3'],
])('%s is found where it is', (_, text, place) => {
  expect(placeOf(text)).toBe(place);
});

test.each([
  ['a name declared twice', 'type T = number;\n  let x: T = 1;\n  let x = 2;', '3:7'],
  ['a var of a declared name', 'let a: number;\nvar a;', '2:5'],
  ['a name twice in a pattern', 'const { a, a }: any = {}', '1:12'],
  ['a parameter twice', 'const f = (a: number, a: number) => 1', '1:23'],
  ['a constant without a value', 'interface I {}\nconst x: I;', '2:11'],
  ['await in a function that is not async', 'function f(): void {\n  await 1;\n}', '2:3'],
  ['continue to a label that is not there', 'for (const x of y as string[]) {\n  continue foo;\n}', '2:3'],
  ['break outside of a loop', 'type A = 1;\nbreak', '2:1'],
  ['return outside of a function', 'let a: string;\n\n return 5', '3:2'],
  ['a private name that no class has', 'class A {\n  private x: number;\n  m() { return this.#b }\n}', '3:21'],
  ['assigning to what is no place', 'let a = 1 as number;\n1 = 2', '2:1'],
  ['two constructors', 'class A {\n  constructor() {}\n  constructor() {}\n}', '3:3'],
  ['delete of a name', 'let x: any;\ndelete x', '2:1'],
  ['super outside of a method', 'type A = 1;\n  super.x', '2:3'],
  ['mixed ?? and ||', 'let a: any, b: any, c: any;\na ?? b || c', '2:7'],
])('%s, which types do not shift, is found where it is', (_, text, place) => {
  expect(placeOf(text)).toBe(place);
});
