import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scanJson } from './scan';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

it('takes exactly what JSON.parse takes', () => {
  const piece = fc.constantFrom('', '"', '\\', ',', ':', '}', ']', '[', '0', '-', '.', 'e', ' ', '\n', '\t', '\u0000', 'u12', 'null', '1e5', '\u00a0');
  const damaged = fc.tuple(fc.json(), fc.nat({ max: 60 }), fc.nat({ max: 2 }), piece);
  fc.assert(
    fc.property(damaged, ([json, place, cut, added]) => {
      const at = Math.min(place, json.length);
      const text = json.slice(0, at) + added + json.slice(at + cut);
      expect(scanJson(text).ok).toBe(parses(text));
    }),
    { numRuns: 3000 },
  );
});

it('tells where every part stands, whatever the white space', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      const text = ` ${JSON.stringify([value], null, indent)}\n`;
      const scanned = scanJson(text);
      if (!scanned.ok || scanned.value.kind !== 'array') throw new Error('expected a list');
      const [item] = scanned.value.items;
      expect(JSON.parse(text.slice(item?.start, item?.end))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
