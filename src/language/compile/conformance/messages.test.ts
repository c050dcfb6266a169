import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellStacks } from '../runtime/cell-stacks';
import { openNotebook } from '../testing';

const notebook = openNotebook({ locals: () => ({ console: { log: () => undefined }, tf: {} }) });
const { prepareStackTrace } = Error;

beforeAll(async () => {
  Error.prepareStackTrace = cellStacks(notebook.registry);
  await notebook.run('let o = { make() { return {} }, s: { d() {} }, list: [] }, f = 3, k = "q", u, other = { f: 1 }');
});
afterAll(() => {
  Error.prepareStackTrace = prepareStackTrace;
});

/** What the text throws, as code that catches it reads it. */
const messageOf = (text: string) => notebook.show(`let said; try { ${text} } catch (error) { said = error.message }; said`);

test.each([
  ['o.f()', 'o.f is not a function'],
  ['f()', 'f is not a function'],
  ['f(1, (2))', 'f is not a function'],
  ['o.make(1).h()', 'o.make(...).h is not a function'],
  ['o.make(k).h(o)', 'o.make(...).h is not a function'],
  ['o.make("a (b").h()', 'o.make(...).h is not a function'],
  ['o.make(() => f)()', 'o.make(...) is not a function'],
  ['o\n.make()\n.h()', 'o.make(...).h is not a function'],
  ['new f()', 'f is not a constructor'],
  ['new o.f()', 'o.f is not a constructor'],
  ['[...f]', 'f is not iterable'],
  ['f`x`', 'f is not a function'],
  ['o[k]()', 'o[k] is not a function'],
  ['o.s[k](f)', 'o.s[k] is not a function'],
  ['o?.f()', 'o?.f is not a function'],
  ['!f()', 'f is not a function'],
  ['(o).f()', 'o.f is not a function'],
  ['if (f) o.f()', 'o.f is not a function'],
  ['const z = [1]; z[k]()', 'z[k] is not a function'],
  ['(() => { o.f() })()', 'o.f is not a function'],
  ['other.f(o.s.d())', 'other.f is not a function'],
  ['o.make(u.q()).h()', "Cannot read properties of undefined (reading 'q')"],
  ['console.lg()', 'console.lg is not a function'],
  ['tf.nope()', 'tf.nope is not a function'],
  ['let π = {}; π.f()', 'π.f is not a function'],
  ['let $ = {}; $.f()', '$.f is not a function'],
])('%s names what it called', async (text, message) => {
  expect(await messageOf(text)).toBe(message);
});

test('an expression without a name is called intermediate, not by another name', async () => {
  expect(await messageOf('if (f) (k ? f : u)()')).toMatch(/^\(intermediate value\)/);
  expect(await messageOf('(() => o)().f()')).toMatch(/^\(intermediate value\).*\.f is not a function$/);
});

test('an error that no cell catches names what it called too', async () => {
  const outcome = await notebook.run('\n  o.f()', 'c');
  expect(outcome.ok ? null : outcome.frames).toMatchObject([{ cellId: 'c', line: 2, column: 5 }]);
  expect(outcome.ok ? null : String(outcome.error)).toBe('TypeError: o.f is not a function');
});

test('a message that the reader wrote stays', async () => {
  expect(await messageOf('throw new TypeError("$0_names.x is mine")')).toBe('$0_names.x is mine');
});
