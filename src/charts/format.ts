/** A value as legends and summaries show it: four significant digits, the minus sign as such. */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-4) return signed(value.toExponential(2).replace('e+', 'e'));
  if (Number.isInteger(value)) return signed(grouped(value));
  if (size >= 10_000) return signed(grouped(Math.round(value)));
  return signed(value.toFixed(Math.max(0, 3 - Math.floor(Math.log10(size)))));
}

/** For prose: three significant digits at most, whole numbers in full. */
export function formatShort(value: number): string {
  if (!Number.isFinite(value) || value === 0 || Number.isInteger(value)) return formatValue(value);
  const size = Math.abs(value);
  if (size >= 1000 || size < 1e-4) return formatValue(value);
  return signed(String(Number(value.toPrecision(3))));
}

/** Tick labels share the decimals that their distance needs. */
export function formatTick(value: number, step: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || (step < 1e-4 && size < 1e-3)) return signed(Number(value.toPrecision(6)).toExponential().replace('e+', 'e'));
  const decimals = step >= 1 ? 0 : Math.min(10, Math.ceil(-Math.log10(step) - 1e-9));
  return signed(decimals === 0 && Number.isInteger(value) ? grouped(value) : value.toFixed(decimals));
}

const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
const signed = (text: string): string => text.replace(/^-/, '−');
