/**
 * The SafeTensors format (https://github.com/huggingface/safetensors): 8 bytes of length, little-endian, that many bytes
 * of JSON, then the tensors' bytes without gaps. Nothing in it is code.
 */
import { isObject } from '../../base/json';

const SIZES = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1 } as const;

export type SafeTensorType = keyof typeof SIZES;

export interface SafeTensorInfo {
  readonly dtype: SafeTensorType;
  readonly shape: readonly number[];
}

interface Place extends SafeTensorInfo {
  readonly begin: number;
  readonly end: number;
}

export interface SafeTensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of their bytes; places count from the first tensor's. */
  readonly tensors: ReadonlyMap<string, Place>;
  /** Where the tensors' bytes begin in the file. */
  readonly start: number;
}

const LENGTH = 8;
/** What the format allows of a header. */
const MOST = 100_000_000;

/**
 * Reads and checks the header as the reference implementation does: every byte belongs to one tensor, whose shape and
 * type need just as many.
 * @param name for errors
 * @throws Error that names the file, the tensor and what is wrong
 */
export function readSafeTensors(bytes: Uint8Array, name: string): SafeTensorsHeader {
  const refuse = (why: string): never => {
    throw new Error(`'${name}' is no SafeTensors file: ${why}`);
  };
  if (bytes.length < LENGTH) refuse(`it has ${bytes.length} bytes, fewer than the 8 of a header's length`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true));
  if (length > MOST) refuse(`its header would be ${length} bytes long, more than the ${MOST} that the format allows`);
  const start = LENGTH + length;
  if (start > bytes.length) refuse(`its header should be ${length} bytes long, but ${bytes.length - LENGTH} follow: the file is cut off, or of another format`);
  const header = parsed(bytes.subarray(LENGTH, start), refuse);
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isObject(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) refuse('its __metadata__ holds something else than texts');
  const places = Object.entries(entries).map(([tensor, entry]) => [tensor, placeOf(tensor, entry, refuse)] as const);
  places.sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let at = 0;
  for (const [tensor, { begin, end }] of places) {
    if (begin !== at) refuse(`'${tensor}' begins at byte ${begin}, where ${at} was expected: tensors ${begin < at ? 'overlap' : 'leave a gap'}`);
    at = end;
  }
  if (start + at !== bytes.length) refuse(`its tensors end at byte ${start + at}, but the file has ${bytes.length}${start + at > bytes.length ? ': it is cut off' : ''}`);
  return { metadata: metadata as Record<string, string>, tensors: new Map(places), start };
}

function parsed(bytes: Uint8Array, refuse: (why: string) => never): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse('its header is no JSON');
  }
  return isObject(header) ? header : refuse('its header is no JSON object');
}

function placeOf(tensor: string, entry: unknown, refuse: (why: string) => never): Place {
  if (!isObject(entry)) return refuse(`its entry '${tensor}' is no object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(SIZES, dtype)) return refuse(`'${tensor}' has type ${JSON.stringify(dtype)}; types that can be read are: ${Object.keys(SIZES).join(', ')}`);
  if (!isCounts(shape)) return refuse(`'${tensor}' has shape ${JSON.stringify(shape)}, but a shape is a list of whole numbers from 0 on`);
  if (!isCounts(offsets) || offsets.length !== 2) return refuse(`'${tensor}' has data_offsets ${JSON.stringify(offsets)}, but these are two whole numbers, [begin, end]`);
  const [begin = 0, end = 0] = offsets;
  const type = dtype as SafeTensorType;
  const size = shape.reduce((product, extent) => product * extent, SIZES[type]);
  if (end - begin !== size) return refuse(`'${tensor}' is ${type} of shape [${shape.join()}] and needs ${size} bytes, but its data_offsets [${begin}, ${end}] give it ${end - begin}`);
  return { dtype: type, shape, begin, end };
}

const isCounts = (value: unknown): value is number[] => Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && (count as number) >= 0);

export interface TensorBytes extends SafeTensorInfo {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** @throws Error for bytes that do not fit their shape, or a name that the format keeps for itself */
export function writeSafeTensors(tensors: readonly TensorBytes[], metadata: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
  let at = 0;
  const entries: Record<string, unknown> = Object.keys(metadata).length === 0 ? {} : { __metadata__: metadata };
  for (const { name, dtype, shape, bytes } of tensors) {
    if (name === '__metadata__' || Object.hasOwn(entries, name)) throw new Error(`a tensor of a SafeTensors file cannot be called '${name}'${name === '__metadata__' ? ', which the format keeps for texts' : ': there is one already'}`);
    const size = shape.reduce((product, extent) => product * extent, SIZES[dtype]);
    if (size !== bytes.length) throw new Error(`'${name}' is ${dtype} of shape [${shape.join()}] and needs ${size} bytes, not ${bytes.length}`);
    entries[name] = { dtype, shape, data_offsets: [at, at + size] };
    at += size;
  }
  const json = new TextEncoder().encode(JSON.stringify(entries));
  // Spaces, so that the first tensor's bytes are aligned.
  const length = Math.ceil(json.length / LENGTH) * LENGTH;
  const file = new Uint8Array(LENGTH + length + at).fill(0x20, LENGTH, LENGTH + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(json, LENGTH);
  let offset = LENGTH + length;
  for (const { bytes } of tensors) {
    file.set(bytes, offset);
    offset += bytes.length;
  }
  return file;
}
