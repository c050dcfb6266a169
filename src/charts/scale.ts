import type { Range } from './range';

/** From a value to a place in pixels. */
export type Scale = (value: number) => number;

export function scaleOf([from, to]: Range, log: boolean, start: number, end: number): Scale {
  if (log) {
    const low = Math.log(from);
    const rate = (end - start) / (Math.log(to) - low || 1);
    return (value) => start + (Math.log(value) - low) * rate;
  }
  const rate = (end - start) / (to - from || 1);
  return (value) => start + (value - from) * rate;
}

/** From a place in pixels to a value. */
export function inverseOf([from, to]: Range, log: boolean, start: number, end: number): Scale {
  const share = (pixel: number): number => (pixel - start) / (end - start || 1);
  if (!log) return (pixel) => from + share(pixel) * (to - from);
  const [low, high] = [Math.log(from), Math.log(to)];
  return (pixel) => Math.exp(low + share(pixel) * (high - low));
}
