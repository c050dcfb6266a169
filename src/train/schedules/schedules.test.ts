/** Schedules against Keras's numbers (`fixtures/keras.py`), PyTorch's formulas and their own properties. */
import { describe, expect, test } from 'vitest';
import fixture from './fixtures/keras.json';
import type { Schedule } from './schedule';
import { schedules } from './schedules';

const rates = (schedule: Schedule, steps: number): number[] => Array.from({ length: steps }, (_, step) => schedule.at(step));
type Named = Record<string, (options: object) => Schedule>;

test.each(fixture.cases.map((one) => [`${one.schedule} ${JSON.stringify(one.options)}`, one] as const))('as Keras: %s', (_, { schedule, options, rates: expected }) => {
  const made = (schedules as unknown as Named)[schedule]?.(options);
  // Keras computes in 32 bits.
  fixture.steps.forEach((step, index) => expect(Math.abs((made?.at(step) ?? NaN) - (expected[index] as number))).toBeLessThan(2e-7));
});

test('step falls after every so many steps, or at milestones', () => {
  expect(rates(schedules.step({ learningRate: 8, stepSize: 2, gamma: 0.5 }), 6)).toEqual([8, 8, 4, 4, 2, 2]);
  expect(rates(schedules.step({ learningRate: 8, milestones: [1, 4], gamma: 0.5 }), 6)).toEqual([8, 4, 4, 4, 2, 2]);
  expect(() => schedules.step({ learningRate: 1 })).toThrow(/either stepSize/);
  expect(() => schedules.step({ learningRate: 1, stepSize: 2, milestones: [1] })).toThrow(/either stepSize/);
});

test('cosine restarts exactly at the end of each fall', () => {
  const schedule = schedules.cosine({ learningRate: 1, decaySteps: 10, restarts: true });
  for (const start of [0, 10, 30, 70, 150, 310, 630, 1270]) expect(schedule.at(start)).toBe(1);
  for (const last of [9, 29, 69, 149]) expect(schedule.at(last)).toBeLessThan(0.03);
});

describe('one cycle', () => {
  const maxLearningRate = 0.5;
  test.each(['cos', 'linear'] as const)('%s: from max / 25 up to max at 30% and down to max / 250,000', (annealStrategy) => {
    const schedule = schedules.oneCycle({ maxLearningRate, totalSteps: 100, annealStrategy });
    const all = rates(schedule, 100);
    expect(all[0]).toBeCloseTo(0.02, 12);
    expect(all[29]).toBeCloseTo(maxLearningRate, 12);
    expect(all[99]).toBeCloseTo(maxLearningRate / 250_000, 12);
    all.slice(1, 30).forEach((rate, index) => expect(rate).toBeGreaterThan(all[index] as number));
    all.slice(30).forEach((rate, index) => expect(rate).toBeLessThan(all[index + 29] as number));
    expect(schedule.at(1000)).toBe(all[99]);
  });
  test('its middle is half way, by either strategy', () => {
    for (const annealStrategy of ['cos', 'linear'] as const) expect(schedules.oneCycle({ maxLearningRate, totalSteps: 102, pctStart: 0.5, annealStrategy }).at(25)).toBeCloseTo((0.5 + 0.02) / 2, 12);
  });
  test('three phases fall to the first rate as they rose', () => {
    const schedule = schedules.oneCycle({ maxLearningRate, totalSteps: 100, threePhase: true });
    for (const [step, rate] of [[0, 0.02], [29, 0.5], [58, 0.02], [99, 0.02 / 1e4]] as const) expect(schedule.at(step)).toBeCloseTo(rate, 12);
    expect(schedule.at(20)).toBeCloseTo(schedule.at(38), 12);
  });
  test('a cycle of hardly any steps has rates between the last and the highest', () => {
    for (const threePhase of [false, true]) {
      for (let totalSteps = 1; totalSteps < 12; totalSteps++) {
        for (const pctStart of [0, 0.1, 0.3, 0.5]) {
          const all = rates(schedules.oneCycle({ maxLearningRate, totalSteps, pctStart, threePhase }), totalSteps + 2);
          all.forEach((rate) => expect(rate >= 0.02 / 1e4 - 1e-12 && rate <= maxLearningRate + 1e-12).toBe(true));
        }
      }
    }
  });
});

test('a warm-up rises in a straight line to the first rate of what follows, which then counts its own steps', () => {
  const then = schedules.exponential({ learningRate: 1, decayRate: 0.5 });
  expect(rates(schedules.warmup({ steps: 4 }, then), 7)).toEqual([0, 0.25, 0.5, 0.75, 1, 0.5, 0.25]);
  expect(rates(schedules.warmup({ steps: 2, from: 0.2 }, 0.4), 4)).toEqual([0.2, 0.30000000000000004, 0.4, 0.4]);
  expect(schedules.warmup({ steps: 2 }, then).report).toBeUndefined();
  const plateau = schedules.warmup({ steps: 2 }, schedules.reduceOnPlateau({ learningRate: 1, patience: 1, factor: 0.5 }));
  plateau.report?.(1);
  plateau.report?.(1);
  expect([plateau.at(1), plateau.at(2)]).toEqual([0.25, 0.5]);
});

describe('on a plateau', () => {
  const after = (schedule: Schedule, metrics: number[]): number[] =>
    metrics.map((metric) => {
      schedule.report?.(metric);
      return schedule.at(0);
    });
  test('the rate falls once the metric has not improved for so many reports', () => {
    expect(after(schedules.reduceOnPlateau({ learningRate: 8, factor: 0.5, patience: 2 }), [3, 2, 2, 2, 2, 2, 1, 1, 1])).toEqual([8, 8, 8, 4, 4, 2, 2, 2, 1]);
  });
  test('improvements smaller than minDelta are none, and a metric that is NaN is none', () => {
    expect(after(schedules.reduceOnPlateau({ learningRate: 8, factor: 0.5, patience: 1, minDelta: 0.5 }), [3, 2.6, NaN, 2.4])).toEqual([8, 4, 2, 2]);
  });
  test('a metric may have to rise', () => {
    expect(after(schedules.reduceOnPlateau({ learningRate: 8, factor: 0.5, patience: 1, mode: 'max' }), [0.5, 0.6, 0.6, 0.7])).toEqual([8, 8, 4, 4]);
  });
  test('during the cool-down nothing counts, and the rate has an end', () => {
    expect(after(schedules.reduceOnPlateau({ learningRate: 8, factor: 0.5, patience: 1, cooldown: 2, minLearningRate: 3 }), [1, 1, 1, 1, 1, 1])).toEqual([8, 4, 4, 3, 3, 3]);
  });
  test('a saved state goes on as if nothing had happened', () => {
    const options = { learningRate: 1, factor: 0.5, patience: 3, cooldown: 1 };
    const metrics = Array.from({ length: 60 }, (_, index) => Math.abs(Math.sin(index * index)));
    for (let cut = 0; cut < metrics.length; cut += 7) {
      const [through, saved, loaded] = [0, 1, 2].map(() => schedules.reduceOnPlateau(options)) as [Schedule, Schedule, Schedule];
      const expected = after(through, metrics).slice(cut);
      after(saved, metrics.slice(0, cut));
      loaded.restore(JSON.parse(JSON.stringify(saved.state())));
      expect(after(loaded, metrics.slice(cut))).toEqual(expected);
    }
    expect(() => schedules.reduceOnPlateau(options).restore({})).toThrow(/another schedule's state/);
  });
});

/** Numbers in [0, 1), the same at each run. */
function* numbers(): Generator<number> {
  for (let state = 1; ; ) yield (state = (state * 48271) % 2147483647) / 2147483647;
}

test('whatever the options, rates are between the lowest and the highest, and falls fall', () => {
  const source = numbers();
  const next = () => source.next().value as number;
  for (let round = 0; round < 60; round++) {
    const learningRate = 10 ** (-5 * next());
    const decaySteps = 1 + Math.floor(next() * 40);
    const falls = [
      schedules.constant(learningRate),
      schedules.step({ learningRate, stepSize: decaySteps, gamma: next() }),
      schedules.exponential({ learningRate, decaySteps, decayRate: next(), staircase: next() < 0.5 }),
      schedules.polynomial({ learningRate, decaySteps, endLearningRate: learningRate * next(), power: 0.2 + 3 * next() }),
      schedules.cosine({ learningRate, decaySteps, alpha: next() }),
    ];
    for (const schedule of falls) {
      const all = rates(schedule, 90);
      expect(all[0]).toBeCloseTo(learningRate, 12);
      all.slice(1).forEach((rate, index) => expect(rate <= (all[index] as number) + 1e-15 && rate >= 0).toBe(true));
    }
    const restarts = schedules.cosine({ learningRate, decaySteps, alpha: 0, restarts: { tMul: 1 + Math.floor(next() * 2), mMul: next() } });
    rates(restarts, 90).forEach((rate) => expect(rate >= 0 && rate <= learningRate + 1e-15).toBe(true));
    const steps = 1 + Math.floor(next() * 20);
    const warm = rates(schedules.warmup({ steps }, learningRate), 60);
    warm.slice(1).forEach((rate, index) => expect(rate >= (warm[index] as number)).toBe(true));
    expect(warm[steps]).toBe(learningRate);
  }
});

test.each<[string, () => unknown, RegExp]>([
  ['a rate', () => schedules.constant(-1), /constant: learningRate is -1, but must be a finite number/],
  ['steps', () => schedules.cosine({ learningRate: 1, decaySteps: 0 }), /cosine: decaySteps is 0, but must be a whole number of steps/],
  ['a share', () => schedules.oneCycle({ maxLearningRate: 1, totalSteps: 10, pctStart: 2 }), /pctStart is 2/],
  ['a strategy', () => schedules.oneCycle({ maxLearningRate: 1, totalSteps: 10, annealStrategy: 'cubic' as never }), /'cos' or 'linear'/],
  ['a factor', () => schedules.reduceOnPlateau({ learningRate: 1, factor: 1 }), /factor is 1/],
  ['a mode', () => schedules.reduceOnPlateau({ learningRate: 1, mode: 'auto' as never }), /'min' or 'max'/],
  ['what follows', () => schedules.warmup({ steps: 1 }, undefined as never), /second argument/],
  ['a step', () => schedules.constant(1).at(-1), /constant: step is -1; steps are counted from 0/],
  ['a report', () => schedules.reduceOnPlateau({ learningRate: 1 }).report('0.5' as never), /takes the metric's value/],
])('what cannot be is refused: %s', (_, make, message) => {
  expect(make).toThrow(message);
});
