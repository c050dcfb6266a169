/** Runs when the page has nothing better to do, at the latest after `limit` milliseconds; returns how to call it off. */
export function whenIdle(task: () => void, limit: number): () => void {
  if ('requestIdleCallback' in window) {
    const handle = requestIdleCallback(task, { timeout: limit });
    return () => cancelIdleCallback(handle);
  }
  const handle = setTimeout(task, 1);
  return () => clearTimeout(handle);
}
