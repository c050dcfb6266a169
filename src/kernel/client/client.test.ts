import { afterEach, describe, expect, it } from 'vitest';
import { kernelEvents } from '../../protocol/fixtures/kernel-events';
import type { InitRequest, KernelEvent, KernelRequest } from '../../protocol/kernel';
import { startKernel, type KernelClient, type KernelWorker } from './client';

/** The other end of the wire: what the worker script would hold. */
class FarEnd implements KernelWorker {
  init: InitRequest | null = null;
  port: MessagePort | null = null;
  ended = false;
  readonly requests: KernelRequest[] = [];
  readonly errorListeners: ((event: { readonly message?: string }) => void)[] = [];

  postMessage(message: unknown, transfer: Transferable[]): void {
    this.init = message as InitRequest;
    const [port] = transfer;
    if (!(port instanceof MessagePort)) throw new Error('no port came with the first message');
    this.port = port;
    port.onmessage = (event: MessageEvent<KernelRequest>) => this.requests.push(event.data);
  }
  addEventListener(_type: 'error', listener: (event: { readonly message?: string }) => void): void {
    this.errorListeners.push(listener);
  }
  terminate(): void {
    this.ended = true;
    this.port?.close();
  }
  stopWord(): number {
    return this.init?.stop ? (new Int32Array(this.init.stop)[0] ?? 0) : -1;
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));
const open: KernelClient[] = [];
afterEach(() => {
  for (const client of open.splice(0)) client.terminate();
});

/** Locks of one holder: `free` is what the browser does when the worker is no more. */
function lifeLock() {
  let waiting: (() => void) | null = null;
  const locks = {
    request: (_name: string, options: { readonly signal: AbortSignal }, callback: () => void) => {
      waiting = () => (options.signal.aborted ? undefined : callback());
      return Promise.resolve();
    },
  } as unknown as Pick<LockManager, 'request'>;
  return { locks, isWatched: () => waiting !== null, free: () => waiting?.() };
}

function start(isolated = true, locks: Pick<LockManager, 'request'> | null = null) {
  const far = new FarEnd();
  const events: KernelEvent[] = [];
  const deaths: string[] = [];
  const malformed: string[] = [];
  const client = startKernel({
    worker: far,
    init: { files: null, device: 'cpu', wasmPath: '/wasm/', modules: { cdns: [], pins: {} }, lifeLock: 'life' },
    isolated,
    locks,
    onEvent: (event) => events.push(event),
    onDeath: (reason) => deaths.push(reason),
    onMalformed: (error) => malformed.push(error.path),
  });
  open.push(client);
  return { far, events, deaths, malformed, client };
}

const failing = { ok: false, error: { name: 'SyntaxError', message: 'no', line: 1, column: 1 } } as const;

describe('the kernel client', () => {
  it('numbers runs upwards and raises the stop flag above those already sent', async () => {
    const { far, client } = start();
    expect(client.execute('r1', 'c1', failing, 0)).toBe(1);
    expect(client.execute('r2', 'c2', failing, 0)).toBe(2);
    client.interrupt();
    expect(far.stopWord()).toBe(3);
    expect(client.execute('r3', 'c3', failing, 0)).toBe(4);
    await settle();
    expect(far.requests.map((request) => request.type)).toEqual(['execute', 'execute', 'interrupt', 'execute']);
  });

  it('shares no memory where the page is not isolated, and still sends the interrupt', async () => {
    const { far, client } = start(false);
    expect(far.init?.stop).toBeNull();
    client.interrupt();
    await settle();
    expect(far.requests).toEqual([{ type: 'interrupt', ordinal: 1 }]);
  });

  it('passes well-formed events on in order and reports the others', async () => {
    const { far, events, malformed } = start();
    const passed = kernelEvents.filter((event) => event.type !== 'fatal' && event.type !== 'expanded' && event.type !== 'restored');
    for (const event of passed) far.port?.postMessage(event);
    far.port?.postMessage({ type: 'memory', memory: 'lots' });
    await settle();
    expect(events).toEqual(passed);
    expect(malformed).toEqual(['memory']);
  });

  it('answers an expansion with its node, and with null once the kernel is gone', async () => {
    const { far, client } = start();
    const answered = client.expand('h1');
    const abandoned = client.expand('h2');
    await settle();
    const [first] = far.requests;
    if (first?.type !== 'expand') throw new Error('no expand request arrived');
    far.port?.postMessage({ type: 'expanded', requestId: first.requestId, node: { kind: 'circular', label: 'Object' } });
    expect(await answered).toEqual({ kind: 'circular', label: 'Object' });
    client.terminate();
    expect(await abandoned).toBeNull();
    expect(await client.expand('h3')).toBeNull();
  });

  it('says why a kernel did not start, once, and ends the worker', async () => {
    const { far, deaths } = start();
    for (const listener of far.errorListeners) listener({ message: 'bad wasm' });
    for (const listener of far.errorListeners) listener({ message: 'again' });
    expect(deaths).toEqual(['The kernel did not start: bad wasm']);
    expect(far.ended).toBe(true);
  });

  it('reports a fatal event and then the death', async () => {
    const { far, events, deaths } = start();
    far.port?.postMessage({ type: 'fatal', message: 'out of memory' });
    await settle();
    expect(events.map((event) => event.type)).toEqual(['fatal']);
    expect(deaths).toEqual(['out of memory']);
  });

  it('learns of a worker that ends without a word, and not of one that it ends itself', async () => {
    const life = lifeLock();
    const { far, deaths } = start(true, life.locks);
    expect(life.isWatched()).toBe(false); // the worker may not hold the lock yet
    const [ready] = kernelEvents;
    far.port?.postMessage(ready);
    await settle();
    life.free();
    life.free();
    expect(deaths).toEqual(['Its worker ended without a word: most likely it ran out of memory, or a cell closed it.']);

    const other = lifeLock();
    const second = start(true, other.locks);
    second.far.port?.postMessage(ready);
    await settle();
    second.client.terminate();
    other.free();
    expect(second.deaths).toEqual([]);
  });

  it('refuses a kernel of another version', async () => {
    const { far, deaths, events } = start();
    const [ready] = kernelEvents;
    far.port?.postMessage({ ...ready, version: 99 });
    await settle();
    expect(events).toEqual([]);
    expect(deaths[0]).toContain('version 99');
  });
});
