/**
 * Waits for the end of a worker that holds the lock of this name. To be called once the worker is known to hold it.
 * @returns a function that ends the wait.
 */
export function awaitLifeLock(locks: Pick<LockManager, 'request'>, name: string, onEnd: () => void): () => void {
  const wait = new AbortController();
  locks.request(name, { signal: wait.signal }, onEnd).catch(() => undefined); // aborted: nobody wants to know any more
  return () => wait.abort();
}
