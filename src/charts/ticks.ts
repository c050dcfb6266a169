import { formatTick } from './format';
import type { Range } from './range';
import type { AxisSpec } from './spec';

export interface Tick {
  readonly at: number;
  /** Empty where labels would run into each other: a minor tick. */
  readonly label: string;
}

/** Ticks at round values inside the range, about `count` of them with labels: as many as the pixels have room for. */
export function ticksOf(axis: AxisSpec, [from, to]: Range, count: number): readonly Tick[] {
  if (axis.categories) return categoryTicks(axis.categories, from, to, count);
  if (axis.scale === 'log') return logTicks(from, to, count);
  if (axis.unit === 'seconds') return timeTicks(from, to, count);
  return linearTicks(axis, from, to, count);
}

function linearTicks(axis: AxisSpec, from: number, to: number, count: number): readonly Tick[] {
  // Finer steps would be lost in the digits of numbers this large.
  const step = Math.max(roundStep((to - from) / count, axis.integer === true), Math.max(Math.abs(from), Math.abs(to)) * 1e-12);
  const ticks: Tick[] = [];
  for (let index = Math.ceil(from / step - 1e-9); index * step <= to + step * 1e-9; index++) {
    const at = Number((index * step).toPrecision(12));
    ticks.push({ at, label: formatTick(at, step) });
  }
  return ticks;
}

/** The one of 1, 2, 5, 10, … that is nearest; whole where only whole numbers have a meaning. */
function roundStep(rough: number, integer: boolean): number {
  const power = 10 ** Math.floor(Math.log10(rough || 1));
  const digit = rough / power;
  const step = power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
  return integer ? Math.max(1, Math.round(step)) : step;
}

/** Seconds by the unit that suits the whole range. */
function timeTicks(from: number, to: number, count: number): readonly Tick[] {
  const { unit, seconds } = to < 180 ? { unit: 's', seconds: 1 } : to < 3 * 3600 ? { unit: 'min', seconds: 60 } : { unit: 'h', seconds: 3600 };
  return ticksOf({}, [from / seconds, to / seconds], count).map(({ at, label }) => ({ at: at * seconds, label: at === 0 ? '0' : `${label} ${unit}` }));
}

/** Labels may come so near, in shares of the room that each of `count` has. */
const NEAREST = 0.55;

/**
 * As labels the densest of 1-2-5, powers of ten and every few powers that the room allows; minor ticks between them.
 * Where these say too little, as within half a decade, round values at equal steps.
 */
function logTicks(from: number, to: number, count: number): readonly Tick[] {
  const span = Math.log10(to / from);
  const fits = (ticks: readonly Tick[]): boolean => ticks.every(({ at }, index) => index === 0 || (Math.log10(at / (ticks[index - 1]?.at ?? at)) / span) * count >= NEAREST);
  const labels = labelled([[1, 2, 5], [1]].map((factors) => powers(from, to, factors, 1)).find(fits) ?? powers(from, to, [1], Math.ceil(span / count)));
  if (labels.length < 2) {
    for (let fewer = count; fewer >= 2; fewer--) {
      const even = linearTicks({}, from, to, fewer).filter(({ at }) => at > 0);
      if (even.length >= 2 && fits(even)) return even;
    }
  }
  const minor = span * 9 <= count * 12 ? powers(from, to, [1, 2, 3, 4, 5, 6, 7, 8, 9], 1) : powers(from, to, [1], 1);
  const known = new Set(labels.map(({ at }) => at));
  return [...labels, ...minor.filter(({ at }) => !known.has(at))].sort((a, b) => a.at - b.at);
}

/** Multiples of every so many-th power of ten; without labels. */
function powers(from: number, to: number, factors: readonly number[], every: number): Tick[] {
  const ticks: Tick[] = [];
  for (let power = Math.ceil(Math.floor(Math.log10(from)) / every) * every - every; power <= Math.ceil(Math.log10(to)); power += every) {
    for (const factor of factors) {
      const at = Number((factor * 10 ** power).toPrecision(12));
      if (at >= from && at <= to) ticks.push({ at, label: '' });
    }
  }
  return ticks;
}

const labelled = (ticks: readonly Tick[]): Tick[] => ticks.map(({ at }) => ({ at, label: formatTick(at, 10 ** Math.floor(Math.log10(at) + 1e-9)) }));

function categoryTicks(categories: readonly string[], from: number, to: number, count: number): Tick[] {
  const every = Math.max(1, Math.ceil((to - from) / count));
  return categories.flatMap((label, at) => (at >= from && at <= to && at % every === 0 ? [{ at, label }] : []));
}
