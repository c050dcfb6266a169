/** Numbers and durations as people read them in outputs. */

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** 3210 → "3,210". */
export const formatCount = (count: number): string => grouped.format(count);

/** "1 row", "3,210 rows". */
export const plural = (count: number, noun: string): string => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Milliseconds → "0 ms", "240 ms", "1.2 s", "3 m 05 s", "1 h 02 m". */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} m`;
}

/** Milliseconds in at most six characters: "412 ms", "1.2 s", "65 s", "12 min", "1.5 h". */
export function formatShortDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  return seconds < 5970 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** Four significant digits; exponents only where zeros would hide the number: 0.4213, 12.5, 3.2e-7. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return minus(String(value));
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-4) return minus(value.toExponential(2).replace('e+', 'e'));
  return minus(size >= 1000 ? value.toFixed(1) : String(Number(value.toPrecision(4))));
}

const minus = (text: string): string => text.replace(/^-/, '−');
