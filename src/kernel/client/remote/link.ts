/** A session with a remote XLA server, over as many sockets as the network makes necessary. */
import { decodeEvent, encodeFrame } from '../../../protocol/remote-codec';
import type { FailureKind, RemoteEvent, RemoteRequest, Welcome } from '../../../protocol/remote';
import { MOST_CHUNK_BYTES, REMOTE_PROTOCOL } from '../../../protocol/remote';
import { backoff } from './backoff';
import { Outbox } from './outbox';

/** What a link needs of the machine it runs on. */
export interface LinkEnvironment {
  openSocket(address: string): WebSocket;
  /** Milliseconds since the epoch. */
  now(): number;
  /** 0…1 */
  random(): number;
}

export type LinkState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'connected'; readonly welcome: Welcome }
  | { readonly phase: 'reconnecting'; readonly attempt: number; readonly since: number; readonly reason: string }
  | { readonly phase: 'failed'; readonly kind: FailureKind | 'unreachable'; readonly message: string };

export interface LinkHooks {
  onState(state: LinkState): void;
  /** A session begins: the first, or another after `onLost`. */
  onSession(welcome: Welcome): void;
  /** What the server held for this session is gone. */
  onLost(reason: string): void;
  /** All but `welcome` and `got`. */
  onEvent(event: RemoteEvent, payload: Uint8Array): void;
  /** Bytes of tensors that wait or are on their way; null once all are there. */
  onUpload(upload: { readonly done: number; readonly size: number } | null): void;
}

/** A request with a piece of a tensor's bytes, if it carries any. */
interface Message {
  readonly request: RemoteRequest;
  readonly payload?: Uint8Array;
}

/** The server answers a greeting at once; in milliseconds. */
const GREETING = 10_000;
/** After this long without a word the server is asked for one, and given as long again. */
const SILENCE = 15_000;
/** Received frames are confirmed after so many, or so many milliseconds. */
const CONFIRM_EVERY = 32;
const CONFIRM_AFTER = 100;
/** Bytes that the socket may hold back; more wait here, so that the page can tell how far an upload is. */
const MOST_BUFFERED = 2 * MOST_CHUNK_BYTES;
/** Until the socket is asked again how much it holds back. */
const PUMP_AGAIN = 10;

export class Link {
  readonly #outbox = new Outbox<Message>();
  #socket: WebSocket | null = null;
  #welcome: Welcome | null = null;
  #hasGreeted = false;
  /** Of the session, frames. */
  #received = 0;
  #confirmed = 0;
  #acked = 0;
  #refusal: Extract<RemoteEvent, { kind: 'failed' }> | null = null;
  #cut: { readonly since: number; readonly reason: string; attempt: number } | null = null;
  #lastWord = 0;
  #asked = false;
  #upload = { size: 0, written: 0 };
  #closed = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pumping: ReturnType<typeof setTimeout> | undefined;
  #confirming: ReturnType<typeof setTimeout> | undefined;
  readonly #watch: ReturnType<typeof setInterval>;

  constructor(
    private readonly server: { readonly address: string; readonly token: string; readonly client: string },
    private readonly env: LinkEnvironment,
    private readonly hooks: LinkHooks,
  ) {
    this.#watch = setInterval(() => this.#listenForSilence(), SILENCE / 3);
  }

  /** To be called once, first. */
  start(): void {
    this.hooks.onState({ phase: 'connecting' });
    this.#open();
  }

  /** Sends once the requests before it are sent, but a `cancel` at once; `values` in pieces. */
  send(request: RemoteRequest, values?: Uint8Array): void {
    if (request.kind === 'put' && values !== undefined) this.#addPieces(request, values);
    // What it is to end may wait for room behind what it would otherwise wait for.
    else if (request.kind === 'cancel') this.#outbox.addFirst({ message: { request }, seq: null });
    else this.#outbox.add({ message: { request }, seq: request.kind === 'execute' || request.kind === 'loop' ? request.seq : null });
    this.#pump();
  }

  /** Tries at once to reach a server that could not be reached. */
  again(): void {
    if (this.#closed || this.#hasGreeted) return;
    clearTimeout(this.#retry);
    this.#drop();
    this.#open();
  }

  /** Ends the session; the server frees what it held. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#watch);
    for (const timer of [this.#retry, this.#pumping, this.#confirming]) clearTimeout(timer);
    if (this.#hasGreeted) this.#socket?.send(encodeFrame({ kind: 'bye' }));
    this.#socket?.close();
  }

  #addPieces(request: Extract<RemoteRequest, { kind: 'put' }>, values: Uint8Array): void {
    for (let offset = 0; offset === 0 || offset < values.length; offset += MOST_CHUNK_BYTES) {
      const payload = values.subarray(offset, offset + MOST_CHUNK_BYTES);
      this.#outbox.add({ message: { request: { ...request, offset, bytes: values.length }, payload }, seq: null });
    }
    this.#upload.size += values.length;
  }

  #open(): void {
    this.#refusal = null;
    let socket: WebSocket;
    try {
      socket = this.env.openSocket(this.server.address);
    } catch (failure) {
      return this.#fail('unreachable', failure instanceof Error ? failure.message : String(failure));
    }
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    const greeting = setTimeout(() => this.#ended(socket, 'the server did not answer'), GREETING);
    socket.onopen = () => {
      const session = this.#welcome?.session;
      const { token, client } = this.server;
      socket.send(encodeFrame({ kind: 'hello', version: REMOTE_PROTOCOL, token, client, ...(session !== undefined && { session, received: this.#received }) }));
    };
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      if (typeof data === 'string') return this.#ended(socket, 'the server sent text, as no XLA server does');
      const frame = decodeEvent(new Uint8Array(data as ArrayBuffer));
      if (!frame.ok) return this.#ended(socket, `the server sent what is no message${frame.error.path === '' ? '' : ` (${frame.error.path})`}: ${frame.error.message}`);
      if (frame.value.event.kind === 'welcome') clearTimeout(greeting);
      this.#receive(frame.value.event, frame.value.payload);
    };
    // What went wrong is told to nobody but the browser's console; the close that follows ends it.
    socket.onerror = () => undefined;
    socket.onclose = ({ code, reason }) => {
      clearTimeout(greeting);
      this.#ended(socket, reason || (code === 1006 ? 'the connection was cut' : `the server closed the connection (${code})`));
    };
  }

  #receive(event: RemoteEvent, payload: Uint8Array): void {
    this.#lastWord = this.env.now();
    this.#asked = false;
    if (event.kind === 'welcome') return this.#greet(event);
    if (event.kind === 'got') return this.#outbox.confirm(event.count);
    // Before the welcome: a refusal, after which the server closes.
    if (!this.#hasGreeted) return void (event.kind === 'failed' && (this.#refusal = event));
    this.#received++;
    this.#confirm();
    if (event.kind === 'ack') this.#acked = Math.max(this.#acked, event.seq);
    this.hooks.onEvent(event, payload);
    if (event.kind === 'ack') this.#pump();
  }

  #greet({ kind: _, ...welcome }: Extract<RemoteEvent, { kind: 'welcome' }>): void {
    if (this.#hasGreeted) return;
    const goesOn = welcome.resumed && this.#welcome?.session === welcome.session;
    if (!goesOn && this.#welcome !== null) this.#forget('the server was restarted, or gave up waiting for this notebook');
    this.#hasGreeted = true;
    this.#cut = null;
    const isNew = this.#welcome === null;
    this.#welcome = welcome;
    if (isNew) this.hooks.onSession(welcome);
    else {
      this.#outbox.rewind();
      this.#outbox.confirm(welcome.received);
      // Those the server had when the cut came are counted, though its word did not arrive.
      this.#confirmed = this.#received;
    }
    this.hooks.onState({ phase: 'connected', welcome });
    this.#pump();
  }

  /** The session is over; there may be another. */
  #forget(reason: string): void {
    if (this.#welcome === null) return;
    this.#welcome = null;
    this.#outbox.clear();
    this.#received = this.#confirmed = this.#acked = 0;
    this.#upload = { size: 0, written: 0 };
    this.hooks.onUpload(null);
    this.hooks.onLost(reason);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#hasGreeted = false;
    if (socket === null) return;
    socket.onclose = socket.onmessage = socket.onopen = null;
    socket.close();
  }

  #ended(socket: WebSocket, reason: string): void {
    if (socket !== this.#socket || this.#closed) return;
    this.#drop();
    const refusal = this.#refusal;
    if (refusal !== null && refusal.failure === 'gone' && this.#welcome !== null) {
      this.#forget(refusal.message);
      return this.#open();
    }
    const isFirst = this.#welcome === null;
    if (refusal !== null && (isFirst || refusal.failure !== 'busy')) {
      this.#forget(refusal.message);
      return this.#fail(refusal.failure, refusal.message);
    }
    if (isFirst) return this.#fail('unreachable', reason);
    this.#cut ??= { since: this.env.now(), reason, attempt: 0 };
    const cut = this.#cut;
    const sessionTtl = this.#welcome?.limits.sessionTtl ?? 0;
    if (this.env.now() - cut.since > sessionTtl * 1000) {
      this.#forget(`${reason}, for longer than the server keeps what a notebook has there`);
      return this.#fail('unreachable', reason);
    }
    cut.attempt++;
    this.hooks.onState({ phase: 'reconnecting', attempt: cut.attempt, since: cut.since, reason: cut.reason });
    this.#outbox.rewind();
    this.#retry = setTimeout(() => this.#open(), backoff(cut.attempt, this.env.random(), sessionTtl));
  }

  #fail(kind: FailureKind | 'unreachable', message: string): void {
    this.#cut = null;
    this.hooks.onState({ phase: 'failed', kind, message });
  }

  #pump(): void {
    clearTimeout(this.#pumping);
    const socket = this.#socket;
    if (socket === null || !this.#hasGreeted) return;
    const room = this.#welcome?.limits.inFlight ?? 1;
    for (let next = this.#outbox.next; next !== null; next = this.#outbox.next) {
      if (next.seq !== null && next.seq - this.#acked > room) break;
      if (socket.bufferedAmount > MOST_BUFFERED) break;
      const { request, payload } = next.message;
      socket.send(encodeFrame(request, payload));
      this.#upload.written += payload?.length ?? 0;
      this.#outbox.advance();
    }
    this.#tellUpload(socket.bufferedAmount);
    if (socket.bufferedAmount > 0) this.#pumping = setTimeout(() => this.#pump(), PUMP_AGAIN);
  }

  #tellUpload(buffered: number): void {
    const { size, written } = this.#upload;
    if (size === 0) return;
    if (this.#outbox.isSent && buffered === 0) {
      this.#upload = { size: 0, written: 0 };
      this.hooks.onUpload(null);
    } else if (size > MOST_CHUNK_BYTES) this.hooks.onUpload({ done: Math.max(0, Math.min(size, written - buffered)), size });
  }

  #confirm(): void {
    if (this.#received - this.#confirmed >= CONFIRM_EVERY) return this.#sayGot();
    this.#confirming ??= setTimeout(() => this.#sayGot(), CONFIRM_AFTER);
  }

  #sayGot(): void {
    clearTimeout(this.#confirming);
    this.#confirming = undefined;
    if (!this.#hasGreeted || this.#confirmed === this.#received) return;
    this.#confirmed = this.#received;
    this.#socket?.send(encodeFrame({ kind: 'got', count: this.#received }));
  }

  /** A cable that is pulled out says nothing: only that nothing comes tells of it. */
  #listenForSilence(): void {
    const socket = this.#socket;
    if (socket === null || !this.#hasGreeted) return;
    const silence = this.env.now() - this.#lastWord;
    if (silence > 2 * SILENCE && this.#asked) return this.#ended(socket, 'the server says nothing any more');
    if (silence < SILENCE || this.#asked) return;
    this.#asked = true;
    this.send({ kind: 'stats', request: 0 });
  }
}
