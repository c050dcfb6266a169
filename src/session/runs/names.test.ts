import { expect, it } from 'vitest';
import { uniqueName } from './names';

it('a name that was wished stays, with a number where another run has it', () => {
  expect(uniqueName('baseline', new Set())).toBe('baseline');
  expect(uniqueName(' baseline ', new Set(['baseline', 'baseline 2']))).toBe('baseline 3');
});

it('a run without a name is numbered after all that were', () => {
  expect(uniqueName('', new Set(['baseline']))).toBe('Run 1');
  expect(uniqueName(' ', new Set(['Run 2', 'Run 9', 'Run 10 b']))).toBe('Run 10');
});
