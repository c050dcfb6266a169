/** Between a kernel's port and the link to its server: numbers, whole values, and memory that a waiting kernel looks at. */
import type { RemoteEvent, Welcome } from '../../../protocol/remote';
import type { PortEvent, PortRequest, ReadFailure, RemoteQuestion } from '../../../protocol/remote-port';
import { LINK, LINK_STATES, READ_HEAD_BYTES, READ_LEAST_BYTES, READ_STATES } from '../../../protocol/remote-port';
import type { Link } from './link';

/** A value that was asked for. */
interface Read {
  /** The number that the kernel gave it. */
  readonly request: number;
  /** Where the kernel waits for it; null if it listens. */
  readonly into: SharedArrayBuffer | null;
  bytes: Uint8Array<ArrayBufferLike> | null;
  filled: number;
}

export class Bridge {
  readonly #post: (event: PortEvent, transfer?: Transferable[]) => void;
  readonly #words: Int32Array | null;
  readonly #reads = new Map<number, Read>();
  /** Rows of loops that have come in part, by loop and output. */
  readonly #rows = new Map<string, { readonly bytes: Uint8Array<ArrayBuffer>; filled: number }>();
  /** The numbers that the kernel gave to profiles, by those of the wire. */
  readonly #profiles = new Map<number, number>();
  /** The same of what is asked of data and runs. */
  readonly #questions = new Map<number, number>();
  #lastRequest = 0;
  #epoch = 0;
  #isLost = true;
  #isCut = false;

  constructor(
    port: MessagePort,
    shared: SharedArrayBuffer | null,
    private readonly link: Pick<Link, 'send' | 'again'>,
    onBye: () => void,
  ) {
    this.#post = (event, transfer = []) => port.postMessage(event, transfer);
    this.#words = shared && new Int32Array(shared);
    port.onmessage = ({ data }: MessageEvent<PortRequest>) => {
      if (data.kind === 'bye') onBye();
      else this.#receive(data);
    };
  }

  /** A number for a request of the page's own. */
  nextRequest(): number {
    return ++this.#lastRequest;
  }

  begin(welcome: Welcome): number {
    this.#epoch++;
    this.#isLost = this.#isCut = false;
    this.#store(LINK.epoch, this.#epoch);
    this.#store(LINK.acked, 0);
    this.#store(LINK.state, LINK_STATES.up);
    this.#post({ kind: 'session', epoch: this.#epoch, welcome });
    return this.#epoch;
  }

  setCut(isCut: boolean): void {
    if (this.#isLost || isCut === this.#isCut) return;
    this.#isCut = isCut;
    this.#store(LINK.state, isCut ? LINK_STATES.cut : LINK_STATES.up);
    this.#post({ kind: isCut ? 'cut' : 'back' });
  }

  lose(reason: string): void {
    this.#isLost = true;
    this.#store(LINK.state, LINK_STATES.lost);
    for (const read of this.#reads.values()) if (read.into !== null) fail(read.into, { message: reason });
    this.#reads.clear();
    this.#rows.clear();
    this.#profiles.clear();
    this.#questions.clear();
    this.#post({ kind: 'lost', reason });
  }

  /** The server could not be reached again. */
  refuse(reason: string): void {
    if (this.#isLost) this.#post({ kind: 'lost', reason });
  }

  receive(event: RemoteEvent, payload: Uint8Array): void {
    switch (event.kind) {
      case 'value':
        return this.#collect(event, payload);
      case 'rows':
        return this.#gather(event, payload);
      case 'ack':
        this.#store(LINK.acked, event.seq);
        return this.#post(event);
      case 'failed':
        return this.#failed(event);
      case 'profiled':
        return this.#profiled(event);
      case 'dataset':
      case 'run':
      case 'runs':
        return this.#answered(event);
      case 'metrics':
      case 'compiled':
      case 'closing':
        return this.#post(event);
      case 'stats':
      case 'welcome':
      case 'got':
        return; // the link's and the page's
      default:
        event satisfies never;
    }
  }

  #receive(request: Exclude<PortRequest, { kind: 'bye' }>): void {
    if (request.kind === 'again') return this.link.again();
    if (request.epoch !== this.#epoch || this.#isLost) {
      // Its session is gone, and so is whoever could have answered.
      if (request.kind === 'fetch' && request.into !== null) fail(request.into, { message: 'what the server held is gone' });
      return;
    }
    if (request.kind === 'send') return this.link.send(request.request, request.values);
    if (request.kind === 'profile') return this.#profile(request);
    if (request.kind === 'ask') return this.#ask(request.asked);
    const number = this.nextRequest();
    this.#reads.set(number, { request: request.request, into: request.into, bytes: null, filled: 0 });
    this.link.send({ kind: 'fetch', handle: request.handle, request: number });
  }

  #profile({ request, phase }: Extract<PortRequest, { kind: 'profile' }>): void {
    const known = [...this.#profiles].find(([, kernels]) => kernels === request)?.[0];
    if (phase === 'end' && known === undefined) return; // it failed, which has been told
    const number = known ?? this.nextRequest();
    this.#profiles.set(number, request);
    this.link.send({ kind: 'profile', request: number, phase });
  }

  #profiled(event: Extract<RemoteEvent, { kind: 'profiled' }>): void {
    const request = this.#profiles.get(event.request);
    this.#profiles.delete(event.request);
    if (request !== undefined) this.#post({ ...event, request });
  }

  #ask(asked: RemoteQuestion): void {
    const number = this.nextRequest();
    this.#questions.set(number, asked.request);
    this.link.send({ ...asked, request: number });
  }

  /** News of a run answers nothing. */
  #answered(event: Extract<RemoteEvent, { kind: 'dataset' | 'run' | 'runs' }>): void {
    if (event.request === undefined) return this.#post(event);
    const request = this.#questions.get(event.request);
    this.#questions.delete(event.request);
    if (request !== undefined) this.#post({ ...event, request });
  }

  #collect({ request, type, shape, offset, bytes }: Extract<RemoteEvent, { kind: 'value' }>, payload: Uint8Array): void {
    const read = this.#reads.get(request);
    if (read === undefined) return;
    try {
      read.bytes ??= read.into === null ? new Uint8Array(bytes) : new Uint8Array(read.into, READ_HEAD_BYTES, bytes);
      if (offset !== read.filled || read.bytes.length !== bytes) throw new Error('the pieces of a value do not fit together');
      read.bytes.set(payload, offset);
    } catch (failure) {
      // More than was asked for, or than there is memory for.
      return this.#end(request, read, `the value cannot be taken: ${failure instanceof Error ? failure.message : String(failure)}`);
    }
    read.filled += payload.length;
    if (read.filled < bytes) return;
    this.#reads.delete(request);
    if (read.into !== null) return answer(read.into, READ_STATES.value, bytes);
    const whole = read.bytes as Uint8Array<ArrayBuffer>;
    this.#post({ kind: 'value', request: read.request, type, shape, bytes: whole }, [whole.buffer]);
  }

  #gather({ kind, seq, output, from, type, shape, offset, bytes }: Extract<RemoteEvent, { kind: 'rows' }>, payload: Uint8Array): void {
    const key = `${seq} ${output}`;
    if (offset === 0) this.#rows.set(key, { bytes: new Uint8Array(bytes), filled: 0 });
    const rows = this.#rows.get(key);
    if (rows === undefined) return;
    if (offset !== rows.filled || rows.bytes.length !== bytes) {
      this.#rows.delete(key);
      return;
    }
    rows.bytes.set(payload, offset);
    rows.filled += payload.length;
    if (rows.filled < bytes) return;
    this.#rows.delete(key);
    this.#post({ kind, seq, output, from, type, shape, bytes: rows.bytes }, [rows.bytes.buffer]);
  }

  #failed(event: Extract<RemoteEvent, { kind: 'failed' }>): void {
    const { request } = event;
    const read = request === undefined ? undefined : this.#reads.get(request);
    if (request === undefined) return this.#post(event);
    const asked = this.#profiles.get(request) ?? this.#questions.get(request);
    if (asked !== undefined) {
      this.#profiles.delete(request);
      this.#questions.delete(request);
      return this.#post({ ...event, request: asked });
    }
    if (read === undefined) return;
    this.#reads.delete(request);
    if (read.into !== null) fail(read.into, event);
    else this.#post({ ...event, request: read.request });
  }

  #end(number: number, read: Read, message: string): void {
    this.#reads.delete(number);
    if (read.into !== null) fail(read.into, { message });
    else this.#post({ kind: 'failed', failure: 'malformed', message, request: read.request });
  }

  #store(index: number, value: number): void {
    if (this.#words === null) return;
    Atomics.store(this.#words, index, value);
    Atomics.notify(this.#words, index);
  }
}

function fail(into: SharedArrayBuffer, { message, seq, graph, node, room: needs }: ReadFailure): void {
  const room = new Uint8Array(into, READ_HEAD_BYTES);
  // Cut before it is written: half a text is no JSON.
  const failure: ReadFailure = { message: message.slice(0, READ_LEAST_BYTES / 6), ...(seq !== undefined && { seq }), ...(graph !== undefined && { graph }), ...(node !== undefined && { node }), ...(needs !== undefined && { room: needs }) };
  // Not `encodeInto`, which takes no shared memory.
  const text = new TextEncoder().encode(JSON.stringify(failure)).subarray(0, room.length);
  room.set(text);
  answer(into, READ_STATES.failed, text.length);
}

function answer(into: SharedArrayBuffer, state: number, length: number): void {
  const words = new Int32Array(into, 0, 2);
  Atomics.store(words, 1, length);
  Atomics.store(words, 0, state);
  Atomics.notify(words, 0);
}
