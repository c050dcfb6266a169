import { expect, test } from 'vitest';
import { withoutAddresses } from './web-content';

test('styles that load nothing stay as they are', () => {
  for (const css of ['td { text-align: right }', 'path { fill: url(#warm) }', 'p { background: url("data:image/png;base64,AA==") }', 'q::before { content: "\\201C" }']) {
    expect(withoutAddresses(css)).toEqual({ css, leftOut: false });
  }
});

test('addresses in styles go, the rest of the rule stays', () => {
  expect(withoutAddresses('p { color: red; background: url(https://example.org/a.png) }')).toEqual({ css: 'p { color: red; background: none }', leftOut: true });
  expect(withoutAddresses('@import "https://example.org/a.css"; p { color: red }')).toEqual({ css: ' p { color: red }', leftOut: true });
});

test('a sheet that disguises an address goes as a whole', () => {
  for (const css of ['p { background: \\75 rl(//example.org) }', 'p { background: image-set("//example.org/a.png" 1x) }', '@\\69mport "//example.org";', 'p { --a: u\\72l(//example.org); background: var(--a) }']) {
    expect(withoutAddresses(css), css).toEqual({ css: '', leftOut: true });
  }
});
