/** How long to wait before the next attempt at a connection that was cut. */

const FIRST = 250;
const MOST = 8000;
/** At least so many fall into a session's time. */
const ATTEMPTS = 4;

/**
 * Doubles from a quarter of a second to eight seconds, and half of it is chance: notebooks that one server's restart has
 * cut off do not come back all at once. A session that lives for a short time only is asked for often enough to be found.
 * @param attempt from 1
 * @param random in 0…1
 * @param sessionTtl for how many seconds the server keeps the session
 * @returns milliseconds
 */
export function backoff(attempt: number, random: number, sessionTtl: number): number {
  const most = Math.min(MOST, FIRST * 2 ** (attempt - 1), (sessionTtl * 1000) / ATTEMPTS);
  return most / 2 + (most / 2) * random;
}
