/** Numbers with their units, short enough for a table. */

/** 0.0421 → "0.042 ms", 3.14 → "3.14 ms", 1234 → "1.23 s". */
export function milliseconds(ms: number): string {
  if (ms >= 1000) return `${digits(ms / 1000)} s`;
  return `${digits(ms)} ms`;
}

/** 1536 → "1.5 KiB". */
export function bytes(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = count;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? String(value) : digits(value)} ${units[unit] ?? ''}`;
}

/** 0.1234 → "12.3 %". */
export const share = (part: number): string => `${(part * 100).toFixed(part < 0.0995 ? 1 : 0)} %`;

/** Three significant digits: 0.0421, 3.14, 12.3, 123. */
function digits(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(size >= 0.1 ? 3 : 2)));
}
