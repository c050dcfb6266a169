import { formatTick } from './format';
import type { Range } from './range';
import type { AxisSpec } from './spec';

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Ticks at round values inside the range, about `count` of them. */
export function ticksOf(axis: AxisSpec, [from, to]: Range, count: number): readonly Tick[] {
  if (axis.categories) return categoryTicks(axis.categories, from, to, count);
  if (axis.scale === 'log') {
    const ticks = logTicks(from, to, count);
    // Within a decade there are hardly any round powers.
    return ticks.length > 2 ? ticks : linearTicks({}, from, to, count);
  }
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

/** Powers of ten; their multiples by 2 and 5 as well where there are few. */
function logTicks(from: number, to: number, count: number): Tick[] {
  const low = Math.floor(Math.log10(from));
  const high = Math.ceil(Math.log10(to));
  const decades = high - low;
  const factors = decades <= 2 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(decades / count));
  const ticks: Tick[] = [];
  for (let power = low; power <= high; power += every) {
    for (const factor of factors) {
      const at = Number((factor * 10 ** power).toPrecision(12));
      if (at >= from && at <= to) ticks.push({ at, label: formatTick(at, 10 ** power) });
    }
  }
  return ticks;
}

function categoryTicks(categories: readonly string[], from: number, to: number, count: number): Tick[] {
  const every = Math.max(1, Math.ceil((to - from) / count));
  return categories.flatMap((label, at) => (at >= from && at <= to && at % every === 0 ? [{ at, label }] : []));
}
