/**
 * Takes the lock of this name for the life of the worker. The page waits for the same lock: when it gets it, the worker
 * is no more, also where it ended without a word.
 * @returns once the lock is held.
 */
export function holdLifeLock(locks: Pick<LockManager, 'request'> | undefined, name: string | null): Promise<void> {
  if (locks === undefined || name === null) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const held = locks.request(name, () => {
      resolve();
      return new Promise<never>(() => undefined);
    });
    held.catch(reject);
  });
}
