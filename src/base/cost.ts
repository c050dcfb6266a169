/** What a machine that is paid by the hour has cost, and for how long; in the currency of whoever typed the price. */

const HOUR = 3_600_000;

/** 1.2 an hour for 90 s → "0.03"; less than a hundredth shows four decimals. */
export function costSoFar(pricePerHour: number, milliseconds: number): string {
  const cost = (pricePerHour * Math.max(0, milliseconds)) / HOUR;
  if (cost === 0) return '0.00';
  return cost < 0.01 ? cost.toFixed(4) : cost.toFixed(2);
}

/** "42 s", "3 min", "2 h 5 min". */
export function spanWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
}
