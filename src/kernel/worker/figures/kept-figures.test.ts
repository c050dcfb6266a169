import { expect, it } from 'vitest';
import type { Figure } from '../../../charts/kinds/figure';
import type { Track } from '../../../train/runs/types';
import { createKeptFigures } from './kept-figures';

const figure: Figure = { kind: 'truth', title: 'Predictions', truth: [1], frames: [] };

function setUp() {
  let now = 0;
  let timers: { readonly at: number; readonly fire: () => void; readonly id: number }[] = [];
  const kept: string[] = [];
  let step = 0;
  const track = { id: 't1', keep: ({ slot, name }: { slot?: string; name: string }) => void kept.push(`${slot} ${name} at ${step}`) } as unknown as Track;
  const figures = createKeptFigures(
    { underway: () => track },
    {
      now: () => now,
      setTimer: (fire, ms) => {
        timers.push({ at: now + ms, fire, id: timers.length });
        return timers.length - 1;
      },
      clearTimer: (id) => (timers = timers.filter((timer) => timer.id !== id)),
    },
  );
  const sink = figures.keeping({ begin: () => ({ batch: () => undefined, epoch: () => undefined, end: () => undefined }), shouldStop: () => false });
  return {
    kept,
    draw: (at: number) => {
      [now, step] = [at, at];
      figures.drawn('a', 'image', 'Predictions', figure);
    },
    wait: (ms: number) => {
      now += ms;
      for (const { fire } of timers.filter(({ at }) => at <= now)) fire();
    },
    begin: () => sink.begin({ model: {}, modelName: 'net', epochs: 1, initialEpoch: 0, stepsPerEpoch: 1 }),
  };
}

it('what is drawn is kept every two seconds while it trains, in one place, and at the end', () => {
  const { kept, draw, wait, begin } = setUp();
  const report = begin();
  draw(100);
  expect(kept).toEqual([]);
  wait(2000);
  expect(kept).toEqual(['a 1 Predictions at 100']);
  draw(2200);
  draw(4200);
  expect(kept).toEqual(['a 1 Predictions at 100', 'a 1 Predictions at 4200']);
  draw(4300);
  report.end('done');
  expect(kept.at(-1)).toBe('a 1 Predictions at 4300');
  wait(5000);
  expect(kept).toHaveLength(3);
});

it('each training of a loop has a place of its own, the first sixteen and then ever fewer', () => {
  const { kept, draw, begin } = setUp();
  for (let round = 1; round <= 40; round++) {
    const report = begin();
    draw(round);
    report.end('done');
  }
  expect(kept.map((one) => Number(one.split(' ')[1]))).toEqual([...Array.from({ length: 16 }, (_, index) => index + 1), 32]);
});
