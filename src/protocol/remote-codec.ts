/** Frames of the wire to a remote XLA server: bytes out of messages, and messages out of bytes that anyone may have sent. */
import { decode, encode } from '@msgpack/msgpack';
import * as v from 'valibot';
import type { Result } from '../base/result';
import { err, ok } from '../base/result';
import type { RemoteEvent, RemoteRequest, RemoteType } from './remote';
import type { WireError } from './validate';

/** Bytes of the length that a frame begins with. */
const PREFIX = 4;
/** A longer header is nonsense; graphs of many thousand nodes go to the server, none come from it. */
const MOST_HEADER = 64 * 1024 * 1024;

const BYTES: Readonly<Record<RemoteType, number>> = { float32: 4, int32: 4, bool: 1, complex64: 8 };

/** Bytes of a whole tensor on the wire. */
export const wireBytes = (type: RemoteType, shape: readonly number[]): number => shape.reduce((product, length) => product * length, BYTES[type]);

const NOTHING = new Uint8Array(0);

/** @param payload bytes of a tensor, with `put`, `value` and `rows` only */
export function encodeFrame(message: RemoteRequest | RemoteEvent, payload: Uint8Array = NOTHING): Uint8Array<ArrayBuffer> {
  const header = encode(message, { ignoreUndefined: true });
  const frame = new Uint8Array(PREFIX + header.length + payload.length);
  new DataView(frame.buffer).setUint32(0, header.length, true);
  frame.set(header, PREFIX);
  frame.set(payload, PREFIX + header.length);
  return frame;
}

/** What a server sent. */
export interface EventFrame {
  readonly event: RemoteEvent;
  /** Empty but for `value` and `rows`; a view of the frame's own memory. */
  readonly payload: Uint8Array;
}

/** Reads a frame of the server; never throws. Unknown fields are dropped, so that a newer server may say more. */
export function decodeEvent(frame: Uint8Array): Result<EventFrame, WireError> {
  if (frame.length < PREFIX) return err({ path: '', message: `a frame of ${frame.length} bytes has no header` });
  const length = new DataView(frame.buffer, frame.byteOffset, PREFIX).getUint32(0, true);
  if (length > MOST_HEADER || length > frame.length - PREFIX) return err({ path: '', message: `the header is said to have ${length} bytes, the frame has ${frame.length - PREFIX}` });
  let header: unknown;
  try {
    header = decode(frame.subarray(PREFIX, PREFIX + length));
  } catch (failure) {
    return err({ path: '', message: `the header is not MessagePack: ${failure instanceof Error ? failure.message : String(failure)}` });
  }
  const parsed = v.safeParse(remoteEvent, header, { abortEarly: true });
  if (!parsed.success) {
    const [issue] = parsed.issues;
    return err({ path: v.getDotPath(issue) ?? '', message: issue.message });
  }
  const event: RemoteEvent = parsed.output;
  const payload = frame.subarray(PREFIX + length);
  const carries = event.kind === 'value' || event.kind === 'rows';
  const most = carries ? event.bytes - event.offset : 0;
  if (payload.length > most) return err({ path: '', message: `${payload.length} bytes follow the header, at most ${most} may` });
  if (payload.length === 0 && most > 0) return err({ path: '', message: 'a piece of a tensor is empty' });
  return ok({ event, payload });
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(100_000));
const shape = v.pipe(v.array(count), v.maxLength(16));
const type = v.picklist(['float32', 'int32', 'bool', 'complex64']);
const failure = v.picklist(['version', 'token', 'origin', 'busy', 'limit', 'unsupported', 'shape', 'memory', 'cancelled', 'gone', 'malformed', 'internal']);

const column = v.object({ name: text, type, shape });
/** Also what JSON has no word for: a loss may be NaN. */
const anyNumber = v.custom<number>((value) => typeof value === 'number', 'Expected a number');
const run = {
  run: text,
  phase: v.picklist(['running', 'done', 'stopped', 'limit', 'interrupted', 'failed']),
  steps: count,
  done: count,
  seconds: amount,
  message: v.nullable(text),
  metrics: v.array(text),
  variables: v.array(column),
  checkpoint: v.nullable(count),
};

const remoteEvent = v.variant('kind', [
  v.object({
    kind: v.literal('welcome'),
    version: count,
    session: text,
    resumed: v.boolean(),
    received: count,
    platform: v.picklist(['cpu', 'gpu', 'tpu']),
    devices: v.pipe(v.array(v.object({ id: count, kind: text, memory: v.nullable(amount) })), v.minLength(1)),
    hosts: count,
    mesh: v.object({ data: v.pipe(count, v.minValue(1)), model: v.pipe(count, v.minValue(1)) }),
    hostMemory: v.boolean(),
    limits: v.object({ inFlight: v.pipe(count, v.minValue(1)), handles: count, memory: amount, nodes: count, sessionTtl: amount }),
    versions: v.record(v.string(), text),
    kernels: v.array(text),
  }),
  v.object({ kind: v.literal('got'), count }),
  v.object({
    kind: v.literal('compiled'),
    graph: text,
    milliseconds: amount,
    flops: v.nullable(amount),
    bytes: v.nullable(amount),
    memory: v.nullable(v.object({ arguments: amount, temporaries: amount, outputs: amount })),
    collectives: v.record(v.string(), count),
  }),
  v.pipe(
    v.object({ kind: v.literal('value'), request: count, type, shape, offset: count, bytes: count }),
    v.check((value) => value.bytes === wireBytes(value.type, value.shape) && value.offset <= value.bytes, 'Expected as many bytes as the shape has'),
  ),
  v.pipe(
    v.object({ kind: v.literal('rows'), seq: count, output: count, from: count, type, shape: v.pipe(shape, v.minLength(1)), offset: count, bytes: count }),
    v.check((rows) => rows.bytes === wireBytes(rows.type, rows.shape) && rows.offset <= rows.bytes, 'Expected as many bytes as the shape has'),
  ),
  v.object({ kind: v.literal('ack'), seq: count }),
  v.object({
    kind: v.literal('stats'),
    request: count,
    used: amount,
    limit: amount,
    handles: count,
    queue: count,
    sessions: count,
    devices: v.array(v.object({ id: count, used: v.nullable(amount), limit: v.nullable(amount) })),
    runs: v.optional(v.array(v.object({ run: text, done: count, steps: count }))),
  }),
  v.object({
    kind: v.literal('profiled'),
    request: count,
    milliseconds: amount,
    busy: amount,
    operations: v.pipe(
      v.array(v.object({ graph: text, node: v.nullable(count), name: text, type: v.picklist(['matrix', 'elementwise', 'movement', 'communication']), milliseconds: amount, times: count })),
      v.maxLength(1000),
    ),
  }),
  v.object({ kind: v.literal('failed'), failure, message: text, seq: v.optional(count), request: v.optional(count), graph: v.optional(text), node: v.optional(count), steps: v.optional(count), room: v.optional(v.object({ needed: amount, limit: amount })) }),
  v.object({ kind: v.literal('dataset'), request: count, rows: count, columns: v.array(column), classes: v.nullable(v.array(text)) }),
  v.object({ kind: v.literal('run'), request: v.optional(count), ...run }),
  v.object({ kind: v.literal('metrics'), run: text, from: count, rows: v.array(v.array(anyNumber)) }),
  v.object({ kind: v.literal('runs'), request: count, runs: v.array(v.object(run)) }),
  v.object({ kind: v.literal('closing'), reason: text, graceSeconds: amount }),
]);
