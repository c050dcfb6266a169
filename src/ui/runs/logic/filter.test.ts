import { describe, expect, it } from 'vitest';
import { parseFilter } from './filter';
import { sampleMetric, sampleRun } from './sample-run';

const runs = [
  sampleRun({ id: 'a', name: 'digits 1', settings: { optimizer: { name: 'adam', learningRate: 0.1 }, epochs: 3 }, metrics: { loss: sampleMetric(0.5, 0.2) }, tags: ['base line'], starred: true }),
  sampleRun({ id: 'b', name: 'digits 2', settings: { lr: 0.001, epochs: 5 }, status: 'failed', notes: 'exploded early', metrics: { loss: sampleMetric(NaN, 0.9) } }),
  sampleRun({ id: 'c', name: 'prices', status: 'running', group: 'sweep', device: { kind: 'gpu', name: 'RTX' }, notebook: { id: 'n2', name: 'Houses' } }),
];
const found = (text: string, among = runs): string => {
  const { matches, problems } = parseFilter(text, among);
  expect(problems).toEqual([]);
  return among.filter(matches).map(({ id }) => id).join('');
};
const problem = (text: string): readonly string[] => parseFilter(text, runs).problems;

describe('words', () => {
  it('are looked for in names, notebooks, tags, notes and devices, whatever their case', () => {
    expect(found('')).toBe('abc');
    expect(found('DIGITS')).toBe('ab');
    expect(found('houses')).toBe('c');
    expect(found('exploded')).toBe('b');
    expect(found('"base line"')).toBe('a');
    expect(found('digits 2')).toBe('b');
    expect(found('-digits')).toBe('c');
  });
});

describe('fields', () => {
  it('look in one place', () => {
    expect(found('status:done')).toBe('a');
    expect(found('-status:done')).toBe('bc');
    expect(found('tag:"base line"')).toBe('a');
    expect(found('device:gpu')).toBe('c');
    expect(found('group:sweep')).toBe('c');
    expect(found('is:starred')).toBe('a');
    expect(found('has:notes')).toBe('b');
  });
  it('that are not known are told with those that are', () => {
    expect(problem('colour:red')).toEqual(["'colour:' is not known; fields are name, tag, notebook, group, device, notes, status, is and has."]);
    expect(problem('status:bad')).toEqual(["'status:bad' is not known; after 'status:' comes one of running, done, stopped, failed, cut."]);
    expect(problem('tag:')).toEqual(["'tag:' says nothing after the colon."]);
    expect(problem('is:constructor')).toHaveLength(1);
  });
});

describe('comparisons', () => {
  it('are about settings, by their full name or its end', () => {
    expect(found('lr>0.01', [runs[1], runs[2]].flatMap((run) => run ?? []))).toBe('');
    expect(found('optimizer.learningRate>=0.1')).toBe('a');
    expect(found('learningrate = 0.1')).toBe('a');
    expect(found('epochs > 3')).toBe('b');
    expect(found('epochs!=3')).toBe('b');
    expect(found('name=adam')).toBe('a');
  });
  it('are about metrics: the last value, or the lowest and highest', () => {
    expect(found('loss<1')).toBe('a');
    expect(found('min(loss)<=0.2')).toBe('a');
    expect(found('min(loss)<1')).toBe('ab');
  });
  it('lr stands for learningRate where no setting is called so', () => {
    expect(found('lr>0.01', runs.slice(0, 1))).toBe('a');
  });
  it('that say nothing useful are told, and the rest of the filter holds', () => {
    expect(problem('momentum>0.5')).toEqual([
      "'momentum' is neither a setting nor a metric of these runs; there are loss, epochs, optimizer.name, optimizer.learningRate, lr.",
    ]);
    expect(problem('lr>high')).toEqual(["'high' is no number, and '>' compares numbers."]);
    expect(problem('lr>')).toEqual(["'lr>' has nothing after '>'."]);
    expect(runs.filter(parseFilter('prices momentum>1', runs).matches).map(({ id }) => id)).toEqual(['c']);
  });
});

it('a keystroke over 500 runs is judged within a frame', () => {
  const many = Array.from({ length: 500 }, (_, index) => sampleRun({ id: `r${index}`, settings: { lr: index / 500, batch: index }, metrics: { loss: sampleMetric(index) } }));
  many.filter(parseFilter('lr>0.1', many).matches);
  const begin = performance.now();
  many.filter(parseFilter('lr>0.5 loss<400 status:done r4', many).matches);
  expect(performance.now() - begin).toBeLessThan(16);
});
