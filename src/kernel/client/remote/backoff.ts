/** How long to wait before the next attempt at a connection that was cut. */

const FIRST = 250;
const MOST = 8000;

/**
 * Doubles from a quarter of a second to eight seconds, and half of it is chance: notebooks that one server's restart has
 * cut off do not come back all at once.
 * @param attempt from 1
 * @param random in 0…1
 * @returns milliseconds
 */
export function backoff(attempt: number, random: number): number {
  const most = Math.min(MOST, FIRST * 2 ** (attempt - 1));
  return most / 2 + (most / 2) * random;
}
