/** Longest that a page is kept busy, in milliseconds. */
const BUSY = 12;

/** Gives a function that lets the page draw where the work since the last pause has taken long enough; await it often. */
export function breather(now: () => number = () => performance.now()): () => Promise<void> | undefined {
  let since = now();
  return () => {
    if (now() - since < BUSY) return undefined;
    return new Promise((resolve) =>
      setTimeout(() => {
        since = now();
        resolve();
      }),
    );
  };
}
