/** The kernel's end of its connection to a remote XLA server: sessions, reads under way, and what has been computed. */
import type { RemoteEvent, Welcome } from '../../protocol/remote';
import type { PortEvent, PortRequest, ReadFailure, RemoteQuestion } from '../../protocol/remote-port';
import { LINK, LINK_STATES, READ_HEAD_BYTES, READ_LEAST_BYTES, READ_STATES } from '../../protocol/remote-port';
import { RemoteLostError } from './errors';

/** A port whose methods were taken before any cell ran: through what a cell replaces it would get hold of the port. */
export interface KernelPort {
  post(request: PortRequest, transfer?: Transferable[]): void;
  listen(receive: (event: PortEvent) => void): void;
}

export interface ConnectionParts {
  readonly port: KernelPort;
  readonly shared: SharedArrayBuffer | null;
  /** Without the token. */
  readonly address: string;
  readonly epoch: number;
  readonly welcome: Welcome;
}

/** Who hears what the server says about its work. */
export interface SessionListener {
  failed(event: Extract<RemoteEvent, { kind: 'failed' }>): void;
  compiled(event: Extract<RemoteEvent, { kind: 'compiled' }>): void;
  rows(event: Extract<PortEvent, { kind: 'rows' }>): void;
  /** All up to `seq` is over, and all that was told of it has been heard. */
  acked(seq: number): void;
}

export type RemoteProfile = Omit<Extract<RemoteEvent, { kind: 'profiled' }>, 'kind' | 'request'>;

interface Fetch {
  resolve(bytes: Uint8Array<ArrayBuffer>): void;
  reject(failure: ReadFailure | RemoteLostError): void;
}

/** What the server says of runs, asked or not. */
export type RunNews = Extract<RemoteEvent, { kind: 'run' | 'metrics' }>;
/** A question before it has a number. */
export type Question = RemoteQuestion extends infer Q ? (Q extends RemoteQuestion ? Omit<Q, 'request'> : never) : never;
type Answer = Extract<RemoteEvent, { kind: 'dataset' | 'run' | 'runs' }>;

/** A waiting kernel looks up so often, in milliseconds: at the stop flag, at the state of the link. */
const SLICE = 50;

export class RemoteConnection {
  readonly address: string;
  /** Called when the server says that it is going away. */
  onClosing: () => void = () => undefined;
  readonly #port: KernelPort;
  readonly #words: Int32Array | null;
  readonly #fetches = new Map<number, Fetch>();
  readonly #profiles = new Map<number, { resolve(profile: RemoteProfile): void; reject(failure: Error): void }>();
  readonly #questions = new Map<number, { resolve(answer: Answer): void; reject(failure: Error): void }>();
  readonly #runListeners = new Set<(news: RunNews) => void>();
  #waiting: { readonly most: number; readonly resolve: () => void }[] = [];
  #again: ((isUp: boolean) => void)[] = [];
  #listener: SessionListener | null = null;
  #epoch: number;
  #welcome: Welcome;
  #lost: string | null = null;
  #gone = settled();
  #lastFetch = 0;
  #acked = 0;
  #closed = false;

  constructor({ port, shared, address, epoch, welcome }: ConnectionParts) {
    this.#port = port;
    this.#words = shared && new Int32Array(shared);
    this.address = address;
    this.#epoch = epoch;
    this.#welcome = welcome;
    port.listen((event) => this.#receive(event));
  }

  /** Names the session; another begins where the server forgot this one. */
  get epoch(): number {
    return this.#epoch;
  }

  get welcome(): Welcome {
    return this.#welcome;
  }

  /** Settles when the current session is lost. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  /** Whether the kernel can wait for values without turning to its messages. */
  get canWait(): boolean {
    return this.#words !== null;
  }

  listen(listener: SessionListener): void {
    this.#listener = listener;
  }

  /** Null while the session lives. */
  lossOf(epoch: number): RemoteLostError | null {
    const isOver = this.#closed || epoch !== this.#epoch || this.#lost !== null || (this.#words !== null && (Atomics.load(this.#words, LINK.epoch) !== epoch || Atomics.load(this.#words, LINK.state) === LINK_STATES.lost));
    return isOver ? new RemoteLostError(this.address, this.#closed ? 'it was ended' : (this.#lost ?? 'the server was restarted, or gave up waiting')) : null;
  }

  send(epoch: number, request: Extract<PortRequest, { kind: 'send' }>['request'], values?: Uint8Array<ArrayBuffer>): void {
    if (values === undefined) this.#port.post({ kind: 'send', epoch, request });
    else this.#port.post({ kind: 'send', epoch, request, values }, [values.buffer]);
  }

  /** Rejects with a `ReadFailure`, or a `RemoteLostError`. */
  fetch(epoch: number, handle: number): Promise<Uint8Array<ArrayBuffer>> {
    const loss = this.lossOf(epoch);
    if (loss !== null) return Promise.reject(loss);
    return new Promise((resolve, reject) => {
      const request = ++this.#lastFetch;
      this.#fetches.set(request, { resolve, reject });
      this.#port.post({ kind: 'fetch', epoch, handle, request, into: null });
    });
  }

  /**
   * Waits for a value of so many bytes.
   * @param check is called now and then, and may end the wait by what it throws
   * @returns the bytes, or why there are none
   * @throws RemoteLostError
   */
  fetchNow(epoch: number, handle: number, bytes: number, check: () => void): Uint8Array<ArrayBuffer> | ReadFailure {
    const into = new SharedArrayBuffer(READ_HEAD_BYTES + Math.max(bytes, READ_LEAST_BYTES));
    const words = new Int32Array(into, 0, 2);
    this.#port.post({ kind: 'fetch', epoch, handle, request: ++this.#lastFetch, into });
    this.#waitWhile(epoch, words, 0, () => Atomics.load(words, 0) === READ_STATES.waiting, check);
    const answer = new Uint8Array(into, READ_HEAD_BYTES, Atomics.load(words, 1)).slice();
    if (Atomics.load(words, 0) === READ_STATES.value) return answer as Uint8Array<ArrayBuffer>;
    return JSON.parse(new TextDecoder().decode(answer)) as ReadFailure;
  }

  /**
   * Measures what is executed from now on.
   * @returns ends that; rejects with an `Error` where the server cannot measure now
   */
  profile(epoch: number): () => Promise<RemoteProfile> {
    const loss = this.lossOf(epoch);
    if (loss !== null) throw loss;
    const request = ++this.#lastFetch;
    const profile = new Promise<RemoteProfile>((resolve, reject) => this.#profiles.set(request, { resolve, reject }));
    profile.catch(() => undefined); // it may fail before anybody waits
    this.#port.post({ kind: 'profile', epoch, request, phase: 'begin' });
    return () => {
      this.#port.post({ kind: 'profile', epoch, request, phase: 'end' });
      return profile;
    };
  }

  /** The last execution that the server is done with. */
  get acked(): number {
    return this.#words === null ? this.#acked : Math.max(this.#acked, Atomics.load(this.#words, LINK.acked));
  }

  /** Asks about data or runs. Rejects with the server's words, or a `RemoteLostError`. */
  ask<Kind extends Answer['kind']>(epoch: number, asked: Question): Promise<Extract<RemoteEvent, { kind: Kind }>> {
    const loss = this.lossOf(epoch);
    if (loss !== null) return Promise.reject(loss);
    return new Promise((resolve, reject) => {
      const request = ++this.#lastFetch;
      this.#questions.set(request, { resolve: (answer) => resolve(answer as Extract<RemoteEvent, { kind: Kind }>), reject });
      this.#port.post({ kind: 'ask', epoch, asked: { ...asked, request } as RemoteQuestion });
    });
  }

  /** Hears of all runs until the returned function is called. */
  onRuns(listener: (news: RunNews) => void): () => void {
    this.#runListeners.add(listener);
    return () => void this.#runListeners.delete(listener);
  }

  /** Waits, where memory is shared, until execution `seq` is done. @throws RemoteLostError */
  waitFor(epoch: number, seq: number, check: () => void): void {
    const words = this.#words;
    if (words !== null) this.#waitWhile(epoch, words, LINK.acked, () => Atomics.load(words, LINK.acked) < seq, check);
  }

  /** Resolves once execution `seq` is done, or the session lost. */
  whenDone(seq: number): Promise<void> {
    if (this.acked >= seq || this.#lost !== null || this.#closed) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ most: seq, resolve }));
  }

  /** Whether there is a session, at the latest after trying for `patience` milliseconds. */
  async up(patience: number): Promise<boolean> {
    if (this.#closed) return false;
    if (this.#lost === null) return true;
    return new Promise((resolve) => {
      this.#again.push(resolve);
      this.#port.post({ kind: 'again' });
      setTimeout(() => resolve(false), patience);
    });
  }

  /** Ends the session; the server frees what it held. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#over('it was ended');
    this.#port.post({ kind: 'bye' });
  }

  #waitWhile(epoch: number, words: Int32Array, index: number, isPending: () => boolean, check: () => void): void {
    while (isPending()) {
      check();
      const loss = this.lossOf(epoch);
      if (loss !== null) throw loss;
      Atomics.wait(words, index, Atomics.load(words, index), SLICE);
    }
  }

  #receive(event: PortEvent): void {
    switch (event.kind) {
      case 'value':
        this.#fetches.get(event.request)?.resolve(event.bytes);
        this.#fetches.delete(event.request);
        return;
      case 'failed':
        if (event.request === undefined) return this.#listener?.failed(event);
        this.#fetches.get(event.request)?.reject(event);
        this.#fetches.delete(event.request);
        this.#profiles.get(event.request)?.reject(new Error(event.message));
        this.#profiles.delete(event.request);
        this.#questions.get(event.request)?.reject(new Error(event.message));
        this.#questions.delete(event.request);
        return;
      case 'profiled':
        this.#profiles.get(event.request)?.resolve(event);
        this.#profiles.delete(event.request);
        return;
      case 'ack': {
        this.#acked = event.seq;
        this.#listener?.acked(event.seq);
        const done = this.#waiting.filter(({ most }) => most <= event.seq);
        this.#waiting = this.#waiting.filter(({ most }) => most > event.seq);
        return done.forEach(({ resolve }) => resolve());
      }
      case 'compiled':
        return this.#listener?.compiled(event);
      case 'rows':
        return this.#listener?.rows(event);
      case 'dataset':
      case 'runs':
        return this.#answer(event);
      case 'run':
        if (event.request !== undefined) this.#answer(event);
        return this.#runListeners.forEach((listener) => listener(event));
      case 'metrics':
        return this.#runListeners.forEach((listener) => listener(event));
      case 'closing':
        return this.onClosing();
      case 'cut':
      case 'back':
        return; // the page says so; whoever reads waits
      case 'lost':
        this.#over(event.reason);
        return this.#answerAgain(false);
      case 'session':
        return this.#begin(event.epoch, event.welcome);
      default:
        event satisfies never;
    }
  }

  #answer(event: Answer): void {
    if (event.request === undefined) return;
    this.#questions.get(event.request)?.resolve(event);
    this.#questions.delete(event.request);
  }

  #begin(epoch: number, welcome: Welcome): void {
    // The first was there before the kernel listened.
    if (epoch === this.#epoch) return;
    if (this.#lost === null) this.#over('the server was restarted, or gave up waiting');
    this.#epoch = epoch;
    this.#welcome = welcome;
    this.#lost = null;
    this.#listener = null;
    this.#acked = 0;
    this.#gone = settled();
    this.#answerAgain(true);
  }

  #over(reason: string): void {
    this.#lost ??= reason;
    const loss = new RemoteLostError(this.address, this.#lost);
    for (const { reject } of this.#fetches.values()) reject(loss);
    this.#fetches.clear();
    for (const { reject } of [...this.#profiles.values(), ...this.#questions.values()]) reject(loss);
    this.#profiles.clear();
    this.#questions.clear();
    for (const { resolve } of this.#waiting) resolve();
    this.#waiting = [];
    this.#gone.resolve();
  }

  #answerAgain(isUp: boolean): void {
    const waiting = this.#again;
    this.#again = [];
    for (const resolve of waiting) resolve(isUp);
  }
}

function settled(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve: () => resolve() };
}
