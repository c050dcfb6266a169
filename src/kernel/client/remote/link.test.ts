import { WebSocket as NodeSocket } from 'ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startRemoteServer, type RemoteServer } from '../../../../e2e/support/remote-server';
import { startTcpProxy, type TcpProxy } from '../../../../e2e/support/tcp-proxy';
import type { PortEvent, PortRequest } from '../../../protocol/remote-port';
import { LINK, LINK_WORDS, READ_HEAD_BYTES, READ_STATES } from '../../../protocol/remote-port';
import { backoff } from './backoff';
import type { LinkEnvironment, LinkState } from './link';
import type { SocketEvent } from './messages';
import { Outbox } from './outbox';
import { serveKernel } from './serve-kernel';

const env: LinkEnvironment = { openSocket: (address) => new NodeSocket(address) as unknown as WebSocket, now: Date.now, random: () => 0 };
/** Adds 1 to a vector of four. */
const INCREMENT = {
  kind: 'compile',
  graph: 'increment',
  inputs: [['float32', [4]]],
  placements: ['replicated'],
  scalars: ['float32'],
  nodes: [{ kernel: 'Add', names: ['a', 'b'], inputs: [0, 1], attributes: {}, parameters: {}, outputs: [['float32', [4]]] }],
  outputs: [2],
  precision: 'float32',
} as const;

/** A kernel's and a page's side of one connection. */
function connectTo(address: string, token: string) {
  const { port1, port2 } = new MessageChannel();
  const shared = new SharedArrayBuffer(4 * LINK_WORDS);
  const news: SocketEvent[] = [];
  const events: PortEvent[] = [];
  const wake = new Set<() => void>();
  const hear = <T>(list: T[]) => (event: T): void => {
    list.push(event);
    for (const look of [...wake]) look();
  };
  port2.onmessage = ({ data }: MessageEvent<PortEvent>) => hear(events)(data);
  const tell = serveKernel({ kind: 'connect', address, token, client: 'link.test', port: port1, shared }, env, hear(news));
  const until = <T>(find: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        wake.delete(look);
        resolve(found);
      };
      wake.add(look);
      look();
    });
  const phase = <P extends LinkState['phase']>(wanted: P, from = 0) =>
    until(() => news.slice(from).flatMap((event) => (event.kind === 'state' && event.state.phase === wanted ? [event.state as Extract<LinkState, { phase: P }>] : []))[0]);
  let epoch = 1;
  const post = (request: PortRequest): void => port2.postMessage(request);
  const send = (request: Extract<PortRequest, { kind: 'send' }>['request'], values?: Uint8Array<ArrayBuffer>): void => post({ kind: 'send', epoch, request, ...(values && { values }) });
  return {
    news,
    events,
    tell,
    until,
    phase,
    post,
    send,
    shared: new Int32Array(shared),
    put: (handle: number, values: Float32Array<ArrayBuffer>) => send({ kind: 'put', handle, type: 'float32', shape: [values.length], placement: 'replicated', offset: 0, bytes: values.byteLength }, new Uint8Array(values.buffer)),
    async fetch(handle: number, request: number): Promise<Float32Array> {
      post({ kind: 'fetch', epoch, handle, request, into: null });
      const answer = await until(() => events.find((event) => (event.kind === 'value' || event.kind === 'failed') && event.request === request));
      if (answer.kind !== 'value') throw new Error(answer.kind === 'failed' ? answer.message : answer.kind);
      return new Float32Array(answer.bytes.buffer);
    },
    useEpoch: (next: number) => (epoch = next),
    async close(): Promise<void> {
      tell({ kind: 'close' });
      await until(() => news.find(({ kind }) => kind === 'closed'));
      port2.close();
    },
  };
}

let server: RemoteServer;
let proxy: TcpProxy;
const open: ReturnType<typeof connectTo>[] = [];
const connectThrough = (token = server.token) => {
  const made = connectTo(`ws://127.0.0.1:${proxy.port}`, token);
  open.push(made);
  return made;
};
beforeAll(async () => {
  server = await startRemoteServer();
  proxy = await startTcpProxy(() => server.port);
}, 120_000);
afterEach(async () => {
  proxy.mend();
  for (const connection of open.splice(0)) await connection.close();
});
afterAll(async () => {
  await proxy.close();
  await server.end();
});

describe('a link to a real server', () => {
  it('says who the server is, and takes tensors there and back, large ones in pieces', async () => {
    const link = connectThrough();
    const { welcome } = await link.phase('connected');
    expect(welcome.kernels).toContain('BatchMatMul');
    const values = Float32Array.from({ length: 2_500_000 }, (_, index) => index);
    const expected = values.slice();
    link.put(1, values);
    const back = await link.fetch(1, 1);
    expect(back.length).toBe(expected.length);
    expect(back.findIndex((value, index) => value !== expected[index])).toBe(-1);
    const uploads = link.news.flatMap((event) => (event.kind === 'upload' ? [event.upload] : []));
    expect(uploads[0]).toMatchObject({ size: expected.byteLength });
    expect(uploads.at(-1)).toBe(null);
  }, 60_000);

  it('does not tell a wrong token from a page that asks no more', async () => {
    const { kind } = await connectThrough('not-the-token').phase('failed');
    expect(kind).toBe('token');
  });

  it('says where no server answers', async () => {
    const nowhere = connectTo('ws://127.0.0.1:9', 'token');
    expect((await nowhere.phase('failed')).kind).toBe('unreachable');
    await nowhere.close();
  });

  it('loses nothing and sends nothing twice when the network is cut again and again', async () => {
    const link = connectThrough();
    await link.phase('connected');
    link.put(1, new Float32Array(4));
    link.send(INCREMENT);
    const steps = 300;
    for (let seq = 1; seq <= steps; seq++) {
      link.send({ kind: 'execute', graph: 'increment', seq, inputs: [seq], scalars: [1], outputs: [seq + 1], free: [seq] });
      if (seq % 100 !== 50) continue;
      await new Promise((resolve) => setTimeout(resolve, 30));
      const heard = link.news.length;
      proxy.cut();
      await link.phase('reconnecting', heard);
      proxy.mend();
      await link.phase('connected', heard);
    }
    expect([...(await link.fetch(steps + 1, 7))]).toEqual([steps, steps, steps, steps]);
    expect(Atomics.load(link.shared, LINK.acked)).toBe(steps);
    expect(link.events.some(({ kind }) => kind === 'lost')).toBe(false);
  }, 60_000);

  it('fills the memory that a waiting kernel looks at, with a value or with why there is none', async () => {
    const link = connectThrough();
    await link.phase('connected');
    link.put(1, Float32Array.of(1.5, -2));
    const read = async (handle: number): Promise<readonly [number, Uint8Array]> => {
      const into = new SharedArrayBuffer(READ_HEAD_BYTES + 2048);
      const words = new Int32Array(into, 0, 2);
      link.post({ kind: 'fetch', epoch: 1, handle, request: handle, into });
      while (Atomics.load(words, 0) === READ_STATES.waiting) await new Promise((resolve) => setTimeout(resolve, 5));
      return [Atomics.load(words, 0), new Uint8Array(into, READ_HEAD_BYTES, Atomics.load(words, 1)).slice()];
    };
    const [state, bytes] = await read(1);
    expect([state, ...new Float32Array(bytes.buffer)]).toEqual([READ_STATES.value, 1.5, -2]);
    const [failed, text] = await read(99);
    expect(failed).toBe(READ_STATES.failed);
    expect(JSON.parse(new TextDecoder().decode(text))).toMatchObject({ message: expect.stringMatching(/99/) });
  });

  it('begins another session where the server was killed and started again, and says that the first is lost', async () => {
    const link = connectThrough();
    await link.phase('connected');
    link.put(1, Float32Array.of(1));
    await link.fetch(1, 1);
    const heard = link.news.length;
    await server.end('SIGKILL');
    await link.phase('reconnecting', heard);
    server = await startRemoteServer({ env: { GRADBOOK_TEST: '1' } });
    // The new server has another token, so the old one is refused and nothing goes on by itself.
    expect((await link.phase('failed', heard)).kind).toBe('token');
    await link.until(() => link.events.find(({ kind }) => kind === 'lost'));
    expect(Atomics.load(link.shared, LINK.state)).not.toBe(0);
  }, 120_000);
});

describe('what is kept for a cut', () => {
  it('goes out again unless it was confirmed', () => {
    const outbox = new Outbox<string>();
    for (const message of ['a', 'b', 'c']) outbox.add({ message, seq: null });
    const sent: string[] = [];
    const flush = (): void => {
      for (let next = outbox.next; next !== null; next = outbox.next) {
        sent.push(next.message);
        outbox.advance();
      }
    };
    flush();
    outbox.confirm(1);
    outbox.rewind();
    outbox.add({ message: 'd', seq: null });
    outbox.confirm(99);
    flush();
    expect(sent.join('')).toBe('abcbcd');
    outbox.confirm(4);
    expect(outbox.size).toBe(0);
  });

  it('is not sent again where the other end had it when the cut came', () => {
    const outbox = new Outbox<string>();
    for (const message of ['a', 'b', 'c']) outbox.add({ message, seq: null });
    outbox.advance();
    outbox.advance();
    outbox.rewind();
    outbox.confirm(1);
    expect([outbox.next?.message, outbox.size]).toEqual(['b', 2]);
  });

  it('lets a message pass those that were never handed out, and no others', () => {
    const outbox = new Outbox<string>();
    for (const message of ['a', 'b', 'c']) outbox.add({ message, seq: null });
    outbox.advance();
    outbox.rewind();
    outbox.addFirst({ message: 'first', seq: null });
    const order: string[] = [];
    for (let next = outbox.next; next !== null; next = outbox.next) {
      order.push(next.message);
      outbox.advance();
    }
    expect(order).toEqual(['a', 'first', 'b', 'c']);
  });

  it('is tried at growing intervals, half of them chance', () => {
    expect([1, 2, 3, 10].map((attempt) => backoff(attempt, 0, 600))).toEqual([125, 250, 500, 4000]);
    expect(backoff(10, 1, 600)).toBe(8000);
    // A server that keeps sessions for 8 s is asked for this one every 2 s at least.
    expect(backoff(10, 1, 8)).toBe(2000);
  });
});
