import { describe, expect, it } from 'vitest';
import { createNotebook } from './create';
import { setOutputs } from './edit';
import { replaceMatches, search, type SearchOptions } from './search';

const options = (part: Partial<SearchOptions>): SearchOptions => ({ text: '', matchCase: false, wholeWord: false, regex: false, outputs: true, ...part });

function notebook() {
  const made = createNotebook([
    { type: 'code', source: 'const rate = 0.1;\n  console.log(Rate, rate);' },
    { type: 'markdown', source: 'The learning rate.' },
  ]);
  return setOutputs(made, made.cells[0]?.id ?? '', [{ type: 'stream', name: 'stdout', text: 'rate is 0.1\n' }], 1);
}
const found = (part: Partial<SearchOptions>) => {
  const result = search(notebook(), options(part));
  if (!result.ok) throw new Error(result.error);
  return result.value.matches;
};

describe('finding text', () => {
  it('looks through sources, prose and outputs, with positions', () => {
    expect(found({ text: 'rate' }).map(({ place, line, column }) => [place, line, column])).toEqual([
      ['source', 1, 7],
      ['source', 2, 15],
      ['source', 2, 21],
      ['output', 1, 1],
      ['source', 1, 14],
    ]);
  });

  it('leaves outputs out on request', () => {
    expect(found({ text: '0.1', outputs: false })).toHaveLength(1);
  });

  it('tells cases apart and takes whole words only, on request', () => {
    expect(found({ text: 'Rate', matchCase: true })).toHaveLength(1);
    expect(found({ text: 'rat', wholeWord: true })).toHaveLength(0);
    expect(found({ text: 'learning', wholeWord: true })).toHaveLength(1);
  });

  it('takes special characters literally unless they are a regular expression', () => {
    expect(found({ text: '(Rate' })).toHaveLength(1);
    expect(found({ text: '\\d\\.\\d', regex: true })).toHaveLength(2);
  });

  it('shows the line with the match in it', () => {
    const [, second] = found({ text: 'rate' });
    expect(second?.excerpt).toBe('console.log(Rate, rate);');
    expect(second?.excerpt.slice(second.from, second.to)).toBe('Rate');
  });

  it('says what is wrong with a regular expression', () => {
    const result = search(notebook(), options({ text: '(', regex: true }));
    expect(result.ok ? '' : result.error).toMatch(/^Not a regular expression: Unterminated group/);
  });
});

describe('replacing text', () => {
  it('changes sources only, and only the matches given', () => {
    const before = notebook();
    const [first, ...rest] = found({ text: 'rate' });
    const matches = search(before, options({ text: 'rate' }));
    if (!matches.ok || first === undefined) throw new Error('nothing found');
    const one = replaceMatches(before, matches.value.matches.slice(0, 1), options({ text: 'rate' }), 'lr');
    expect(one.cells[0]?.source).toBe('const lr = 0.1;\n  console.log(Rate, rate);');
    const all = replaceMatches(before, matches.value.matches, options({ text: 'rate' }), '$1');
    expect(all.cells.map((cell) => cell.source)).toEqual(['const $1 = 0.1;\n  console.log($1, $1);', 'The learning $1.']);
    expect(all.cells[0]).toMatchObject({ outputs: [{ text: 'rate is 0.1\n' }] });
    expect(rest).toHaveLength(4);
  });

  it('fills groups of a regular expression in', () => {
    const before = notebook();
    const wanted = options({ text: '(\\w+) = ([\\d.]+)', regex: true });
    const matches = search(before, wanted);
    if (!matches.ok) throw new Error(matches.error);
    expect(replaceMatches(before, matches.value.matches, wanted, '$1: number = $2').cells[0]?.source).toMatch(/^const rate: number = 0\.1;/);
  });
});
