/** Medians, the table, and the one JSON line that closes a benchmark. */

/** @param {readonly number[]} values @returns {number} */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/**
 * Measures sides in turn, round after round, so that whatever else the machine does meets all alike.
 * @param {Record<string, () => Promise<number>>} sides
 * @param {number} rounds
 * @returns {Promise<Record<string, number[]>>} each side's measurements
 */
export async function alternate(sides, rounds) {
  /** @type {Record<string, number[]>} */
  const measured = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const order = Object.entries(sides);
    for (const [name, measure] of round % 2 ? order.reverse() : order) measured[name]?.push(await measure());
  }
  return measured;
}

/**
 * @param {string} bench
 * @param {{ rows: readonly Record<string, string | number>[], ratios: Record<string, number>, figures?: Record<string, number> }} result
 */
export function report(bench, { rows, ratios, figures = {} }) {
  console.log(table(rows));
  console.log(JSON.stringify({ bench, ratios: rounded(ratios), figures: rounded(figures) }));
}

/** @param {readonly Record<string, string | number>[]} rows */
function table(rows) {
  const heads = Object.keys(rows[0] ?? {});
  const lines = [heads, ...rows.map((row) => heads.map((head) => String(row[head] ?? '')))];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}

/** Four significant digits say all that a benchmark can. @param {Record<string, number>} values */
const rounded = (values) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Number(value.toPrecision(4))]));
