/** A duration in the unit that reads best, from milliseconds: "1.42 s", "2 min 5 s", "830 µs". */
export function wallTime(milliseconds: number): string {
  if (milliseconds < 1) return `${Math.round(milliseconds * 1000)} µs`;
  if (milliseconds < 1000) return `${round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${round(seconds)} s`;
  const minutes = Math.floor(Math.round(seconds) / 60);
  const rest = `${Math.round(seconds) % 60} s`;
  return minutes < 60 ? `${minutes} min ${rest}` : `${Math.floor(minutes / 60)} h ${minutes % 60} min ${rest}`;
}

const round = (value: number): string => String(Number(value.toPrecision(3)));
