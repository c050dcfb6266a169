import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestTrain } from '../testing';
import { readSweepOptions } from './options';
import { isWorseThanMedian, outcomeOf } from './outcome';
import { plannedTrials, rungsOf } from './plan';
import { choice, int, logUniform, normal, readSpace, uniform } from './space';

beforeAll(() => tf.setBackend('cpu'));

const space = () => ({ lr: logUniform(1e-4, 1e-1), dropout: uniform(0, 0.5), units: [16, 32, 64], layers: int(1, 3), noise: normal(0, 1), optimizer: { name: choice(['sgd', 'adam']), nesterov: true } });
const drawn = (seed: number, trials: number) => plannedTrials(readSpace(space()), readSweepOptions({ seed, trials })).map(({ settings }) => settings);

describe('settings', () => {
  it('are the same for the same seed, however many are asked for', () => {
    expect(drawn(1, 5)).toEqual(drawn(1, 5));
    expect(drawn(1, 9).slice(0, 5)).toEqual(drawn(1, 5));
    expect(drawn(2, 5)).not.toEqual(drawn(1, 5));
  });

  it('lie in their ranges; what does not vary stays', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        for (const settings of drawn(seed, 4) as { lr: number; dropout: number; units: number; layers: number; noise: number; optimizer: { name: string; nesterov: boolean } }[]) {
          expect(settings.lr).toBeGreaterThanOrEqual(1e-4);
          expect(settings.lr).toBeLessThan(1e-1);
          expect(settings.dropout).toBeLessThan(0.5);
          expect([16, 32, 64]).toContain(settings.units);
          expect([1, 2, 3]).toContain(settings.layers);
          expect(Number.isFinite(settings.noise)).toBe(true);
          expect(['sgd', 'adam']).toContain(settings.optimizer.name);
          expect(settings.optimizer.nesterov).toBe(true);
        }
      }),
    );
  });

  it('are spread as their distribution says', () => {
    const many = plannedTrials(readSpace(space()), readSweepOptions({ seed: 3, trials: 4000 })).map(({ settings }) => settings as { lr: number; noise: number; layers: number });
    const share = (is: (one: (typeof many)[number]) => boolean): number => many.filter(is).length / many.length;
    expect(share(({ lr }) => lr < 10 ** -2.5)).toBeCloseTo(0.5, 1);
    expect(share(({ noise }) => noise < 0)).toBeCloseTo(0.5, 1);
    expect(share(({ noise }) => Math.abs(noise) < 1)).toBeCloseTo(0.683, 1);
    expect(share(({ layers }) => layers === 2)).toBeCloseTo(1 / 3, 1);
  });

  it('of a grid are all combinations', () => {
    const grid = plannedTrials(readSpace({ a: [1, 2], b: { c: int(0, 2) }, d: 'x' }), readSweepOptions({ method: 'grid' }));
    expect(grid.map(({ settings }) => settings)).toEqual([0, 1].flatMap((a) => [0, 1, 2].map((c) => ({ a: a + 1, b: { c }, d: 'x' }))));
  });

  it('that a trial changes are no other trial\'s', () => {
    const shared = { layers: { sizes: [1, 2], kept: { a: 1 } } };
    const [one, two] = plannedTrials(readSpace(shared), readSweepOptions({ method: 'grid' }));
    (one?.settings['layers'] as { kept: { a: number } }).kept.a = 9;
    expect(two?.settings).toEqual({ layers: { sizes: 2, kept: { a: 1 } } });
  });
});

describe('what is wrong is named with the remedy', () => {
  it.each([
    [() => uniform(1, 0), /train\.uniform\(low, high\) needs two numbers, the lower first; here are 1 and 0/],
    [() => logUniform(-4, -1), /above 0; here is -4: give the smallest value itself/],
    [() => int(0.5, 2), /two whole numbers/],
    [() => normal(0, 0), /deviation above 0/],
    [() => choice([]), /at least one value/],
    [() => readSpace([1]), /takes an object of settings first/],
    [() => readSpace({ a: { units: [] } }), /parameter 'a\.units' of the sweep is an empty list/],
    [() => readSpace({ lr: NaN }), /parameter 'lr' of the sweep is NaN/],
    [() => readSpace({ lr: undefined }), /parameter 'lr' of the sweep is undefined/],
    [() => plannedTrials(readSpace({ lr: uniform(0, 1) }), readSweepOptions({ method: 'grid' })), /parameter 'lr' .* which a grid cannot walk through: give a list/],
    [() => readSweepOptions({ trails: 3 } as object), /option 'trails' of train\.sweep not found; options are: method, trials/],
    [() => readSweepOptions({ trials: 0 }), /trials of train\.sweep is a whole number from 1 on/],
    [() => readSweepOptions({ method: 'bayes' as 'grid' }), /'random', 'grid' or 'halving'; here is 'bayes'/],
    [() => readSweepOptions({ charts: 'all' as 'each' }), /charts of train\.sweep is 'none' or 'each'; here is 'all'/],
    [() => readSweepOptions({ method: 'halving' }), /needs budget: \{min, max\}/],
    [() => readSweepOptions({ method: 'halving', budget: { min: 2, max: 3 } }), /give a max of 6 or more/],
    [() => readSweepOptions({ budget: { min: 1, max: 3 } }), /with method: 'halving' only/],
  ])('%s', (work, message) => {
    expect(work).toThrow(message);
  });
});

describe('what a trial came to', () => {
  const min = { metric: 'val_loss', goal: 'min' } as const;
  it('is a number, the metric of an object, the best of a history, or the best that was reported', () => {
    expect(outcomeOf(3, [], min)).toBe(3);
    expect(outcomeOf({ val_loss: 2, loss: 1 }, [], min)).toBe(2);
    expect(outcomeOf({ history: { val_loss: [3, 1, NaN, 2] } }, [], min)).toBe(1);
    expect(outcomeOf({ history: { acc: [0.5, 0.9, 0.8] } }, [], { metric: 'acc', goal: 'max' })).toBe(0.9);
    expect(outcomeOf(undefined, [{ step: 1, value: 2 }, { step: 2, value: 1 }], min)).toBe(1);
    expect(outcomeOf(NaN, [], min)).toBeNaN();
  });
  it('that has no such metric says what there is', () => {
    expect(() => outcomeOf(undefined, [], min)).toThrow('return a number, {val_loss: …} or the result of fit, or call report(step, value)');
    expect(() => outcomeOf({ history: { loss: [1], acc: [1] } }, [], min)).toThrow("gave no 'val_loss', but: loss, acc; name one of these as metric: 'loss', or give fit validation data");
  });
  it('is cut short when it is worse than the middle of the others up to its step', () => {
    const others = [1, 2, 3, 4].map((value) => [{ step: 1, value }, { step: 5, value: 0 }]);
    expect(isWorseThanMedian([{ step: 2, value: 2.6 }], others, 'min')).toBe(true);
    expect(isWorseThanMedian([{ step: 2, value: 2.4 }], others, 'min')).toBe(false);
    expect(isWorseThanMedian([{ step: 2, value: 2.4 }], others, 'max')).toBe(true);
    expect(isWorseThanMedian([{ step: 2, value: 9 }], others.slice(1), 'min')).toBe(false);
    expect(isWorseThanMedian([], others, 'min')).toBe(false);
  });
});

it('rungs go from the smallest budget to the largest', () => {
  expect(rungsOf({ min: 1, max: 27, eta: 3 })).toEqual([1, 3, 9, 27]);
  expect(rungsOf({ min: 1, max: 10, eta: 3 })).toEqual([1, 3, 9]);
  expect(rungsOf({ min: 0.1, max: 0.9, eta: 3 }).map((budget) => Number(budget.toFixed(9)))).toEqual([0.1, 0.3, 0.9]);
});

describe('a sweep', () => {
  it('keeps each trial as a run of one group, and finds the best', async () => {
    const { train, seen, tracks } = createTestTrain();
    const result = await train.sweep({ x: [3, 1, 2] }, (settings) => (settings['x'] as number) ** 2, { method: 'grid', metric: 'loss' });
    expect(result).toMatchObject({ best: { trial: 2, settings: { x: 1 }, value: 1, status: 'done' }, status: 'done', metric: 'loss', goal: 'min' });
    expect(tracks.seen.map(({ options, end, points }) => [options?.name, options?.group, options?.settings, end?.[0], points[0]?.values])).toEqual([3, 1, 2].map((x, at) => [`sweep ${at + 1}`, result.group, { x }, 'done', { loss: x * x }]));
    expect(seen.tables.at(-1)).toMatchObject({ title: 'sweep: 3 of 3 trials', summary: 'Best loss 1: trial 2, x = 1', rows: [[1, 3, 9, 'done', expect.any(Number)], [2, 1, 1, 'best', expect.any(Number)], [3, 2, 4, 'done', expect.any(Number)]] });
    expect(train.sweep.last).toEqual(result);
  });

  it('records a trial that fails and goes on', async () => {
    const { train, tracks } = createTestTrain();
    const run = ({ x }: Readonly<Record<string, unknown>>): number => {
      if (x === 2) throw new Error('out of memory');
      return x === 3 ? NaN : 1;
    };
    const { trials, best } = await train.sweep({ x: [1, 2, 3, 4] }, run, { method: 'grid' });
    expect(trials.map(({ status, message }) => [status, message])).toEqual([['done', undefined], ['failed', 'out of memory'], ['failed', 'val_loss is NaN'], ['done', undefined]]);
    expect(best?.trial).toBe(1);
    expect(tracks.seen.map(({ end }) => end)).toEqual([['done', undefined], ['failed', 'out of memory'], ['failed', 'val_loss is NaN'], ['done', undefined]]);
  });

  it('gives up after three failures in a row, with the reason, and keeps what was before', async () => {
    const { train } = createTestTrain();
    let trials = 0;
    const sweep = train.sweep({ x: int(0, 100) }, () => (++trials === 1 ? 1 : Promise.reject(new Error('no such file'))), { trials: 20 });
    await expect(sweep).rejects.toThrow(/after 3 failed trials in a row; the last: no such file/);
    expect(trials).toBe(4);
    expect(train.sweep.last?.best?.value).toBe(1);
  });

  it('ends at once where the metric is not among what the function gives', async () => {
    const { train, tracks } = createTestTrain();
    await expect(train.sweep({ x: [1, 2] }, () => ({ history: { loss: [1] } }))).rejects.toThrow("but: loss; name one of these as metric: 'loss'");
    expect(tracks.seen).toHaveLength(1);
  });

  it('that is stopped tells what it has', async () => {
    const { train, stopAfter } = createTestTrain();
    // Asked before a trial, and twice after it.
    stopAfter(8);
    const { status, trials, best } = await train.sweep({ x: int(0, 9) }, ({ x }) => x, { seed: 1 });
    expect(status).toBe('stopped');
    expect(trials.map((trial) => trial.status)).toEqual(['done', 'done', 'stopped']);
    expect(best).not.toBeNull();
  });

  it('of halving spends more on fewer, and judges those of the largest budget', async () => {
    const { train } = createTestTrain();
    const spent: number[] = [];
    const { trials, best } = await train.sweep({ x: uniform(0, 1) }, ({ x }, { budget }) => (spent.push(budget), (x as number) + budget), { method: 'halving', budget: { min: 1, max: 9 }, seed: 4 });
    expect(spent).toEqual([...Array<number>(9).fill(1), 3, 3, 3, 9]);
    const lowest = Math.min(...trials.slice(0, 9).map(({ settings }) => settings['x'] as number));
    expect(best).toMatchObject({ budget: 9, settings: { x: lowest } });
  });

  it('cuts trials short that do badly', async () => {
    const { train, tracks } = createTestTrain();
    const { trials } = await train.sweep({ x: [1, 2, 3, 4, 9, 0] }, ({ x }, { report, shouldPrune }) => {
      for (let step = 1; step <= 3; step++) {
        report(step, (x as number) / step);
        if (shouldPrune()) return;
      }
    }, { method: 'grid' });
    expect(trials.map(({ status, reported }) => [status, reported.length])).toEqual([['done', 3], ['done', 3], ['done', 3], ['done', 3], ['pruned', 1], ['done', 3]]);
    expect(tracks.seen[4]).toMatchObject({ described: [{ tags: ['pruned'] }], points: [{ values: { val_loss: 9 }, step: 1 }] });
  });

  it('takes what a Trainer gives', async () => {
    const { train } = createTestTrain();
    const { best } = await train.sweep(
      { units: [1, 2] },
      ({ units }) => {
        const model = tf.sequential({ layers: [tf.layers.dense({ units: units as number, inputShape: [1] }), tf.layers.dense({ units: 1 })] });
        model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
        const data = { x: tf.ones([4, 1]), y: tf.ones([4, 1]) };
        return new train.Trainer({ maxEpochs: 1, summary: false }).fit(model, { train: data, validation: data });
      },
      { method: 'grid' },
    );
    expect(best?.value).toBeGreaterThanOrEqual(0);
  });
});
