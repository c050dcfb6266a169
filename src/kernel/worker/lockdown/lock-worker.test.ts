import { describe, expect, it } from 'vitest';
import { lockWorker } from './lock-worker';
import { RIGHTS } from './rights';

/** A scope like a worker's: some names its own, some inherited, accessors and values. */
function workerLike() {
  class NavigatorLike {
    get storage(): string {
      return 'the whole origin';
    }
    get gpu(): string {
      return 'adapter';
    }
  }
  class ScopeLike {
    readonly navigator = new NavigatorLike();
    get indexedDB(): string {
      return 'databases';
    }
    get caches(): string {
      return 'caches';
    }
    close(): void {
      return undefined;
    }
  }
  return Object.assign(new ScopeLike(), { Worker: class {}, BroadcastChannel: class {}, USBFutureThing: class {}, fetch: () => 'network' });
}

describe('the locked worker', () => {
  it('loses storage, other contexts and the way to end itself, own or inherited', () => {
    const scope = workerLike();
    lockWorker(scope, RIGHTS);
    for (const name of ['indexedDB', 'caches', 'close', 'Worker', 'BroadcastChannel']) expect(name in scope, name).toBe(false);
    expect('storage' in scope.navigator).toBe(false);
  });

  it('loses interfaces that a browser adds to an API it may not have', () => {
    const scope = workerLike();
    lockWorker(scope, RIGHTS);
    expect('USBFutureThing' in scope).toBe(false);
  });

  it('leaves no way back from an object to the constructor it came from', () => {
    const scope = workerLike();
    const thread = new scope.Worker();
    lockWorker(scope, RIGHTS);
    expect(thread.constructor).toBe(Object);
  });

  it('keeps the network and the GPU', () => {
    const scope = workerLike();
    lockWorker(scope, RIGHTS);
    expect(scope.fetch()).toBe('network');
    expect(scope.navigator.gpu).toBe('adapter');
  });

  it('refuses to go on where something cannot be removed, and names it', () => {
    const scope = Object.defineProperty(workerLike(), 'Worker', { value: class {}, configurable: false });
    expect(() => lockWorker(scope, RIGHTS)).toThrow(/give up Worker;/);
  });
});
