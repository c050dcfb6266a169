/** How lists and sizes look in a terminal. */
const width = 80;

/** Names side by side, read downwards. */
export function columns(names: readonly string[]): string {
  if (names.length === 0) return '';
  const oneLine = names.join('  ');
  if (oneLine.length <= width) return `${oneLine}\n`;
  const cell = Math.max(...names.map((name) => name.length)) + 2;
  const across = Math.max(1, Math.floor(width / cell));
  const rows = Math.ceil(names.length / across);
  const line = (row: number): string => {
    const cells = names.filter((_, index) => index % rows === row);
    return cells.map((name, index) => (index === cells.length - 1 ? name : name.padEnd(cell))).join('');
  };
  return Array.from({ length: rows }, (_, row) => `${line(row)}\n`).join('');
}

/** Bytes as "812", "1.4K", "23M". */
export function humanSize(bytes: number): string {
  let value = bytes;
  let unit = '';
  for (const next of ['K', 'M', 'G', 'T']) {
    if (value < 1024) break;
    value /= 1024;
    unit = next;
  }
  return unit === '' || value >= 10 ? `${Math.round(value)}${unit}` : `${value.toFixed(1)}${unit}`;
}
