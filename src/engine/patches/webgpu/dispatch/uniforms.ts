import type { UniformField } from './backend';

const CAPACITY = 1024;

/** Lays the values of a uniform struct out in words, by WGSL's rules of alignment as the stock shaders declare their structs. */
export class UniformWriter {
  readonly words = new Int32Array(CAPACITY);
  readonly #floats = new Float32Array(this.words.buffer);
  /** Words written so far. */
  length = 0;
  #alignment = 1;
  #afterLong = false;

  /** Begins a struct, of vectors of four words if `alignment` says so. */
  start(alignment = 1): void {
    this.length = 0;
    this.#alignment = alignment;
    this.#afterLong = false;
  }

  float(value: number): void {
    this.#align(1);
    this.#floats[this.length++] = value;
  }

  int(value: number): void {
    this.#align(1);
    this.words[this.length++] = value;
  }

  /** A shape; none at all, as a scalar's, takes the place of one dimension. */
  shape(shape: readonly number[]): void {
    const rank = shape.length;
    if (rank === 0) return this.int(1);
    this.#align(rank);
    for (let axis = 0; axis < rank; axis++) this.words[this.length++] = shape[axis] ?? 0;
  }

  /** The strides of a row-major tensor, without the last, which is 1. */
  strides(shape: readonly number[]): void {
    const count = shape.length - 1;
    if (count < 1) return this.int(1);
    this.#align(count);
    let stride = 1;
    for (let axis = count; axis > 0; axis--) {
      stride *= shape[axis] ?? 1;
      this.words[this.length + axis - 1] = stride;
    }
    this.length += count;
  }

  field({ type, data }: UniformField): void {
    if (data.length === 0) return this.int(1);
    this.#align(data.length);
    const target = type === 'float32' ? this.#floats : this.words;
    for (let index = 0; index < data.length; index++) target[this.length++] = data[index] ?? 0;
  }

  /** Pads to the struct's own alignment. @returns the words of the whole struct. */
  finish(): number {
    this.#pad(this.#alignment);
    return this.length;
  }

  #align(count: number): void {
    const own = count === 1 ? 1 : count === 2 ? 2 : 4;
    const alignment = this.#afterLong ? 4 : own;
    // Vectors of five and six are structs, after which anything starts at 16 bytes.
    this.#afterLong = count > 4;
    if (alignment > this.#alignment) this.#alignment = alignment;
    this.#pad(alignment);
  }

  #pad(alignment: number): void {
    while (this.length % alignment !== 0) this.words[this.length++] = 0;
  }
}

/** A small buffer whose contents never change, so that every dispatch with the same values can share it. */
export interface Uniform {
  readonly id: number;
  readonly buffer: GPUBuffer;
  readonly words: Int32Array;
}

/** Beyond this, values do not repeat and keeping them is of no use. */
const LIMIT = 8192;

/** Uniform buffers by content. */
export class UniformCache {
  readonly #device: GPUDevice;
  readonly #byHash = new Map<number, Uniform[]>();
  #count = 0;
  #next = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  get full(): boolean {
    return this.#count >= LIMIT;
  }

  of({ words, length }: UniformWriter): Uniform {
    const hash = hashOf(words, length);
    const candidates = this.#byHash.get(hash);
    if (candidates !== undefined) {
      for (const candidate of candidates) if (equal(candidate.words, words, length)) return candidate;
    }
    const content = words.slice(0, length);
    const buffer = this.#device.createBuffer({ size: length * 4, usage: GPUBufferUsage.UNIFORM, mappedAtCreation: true });
    new Int32Array(buffer.getMappedRange()).set(content);
    buffer.unmap();
    const made = { id: this.#next++, buffer, words: content };
    if (candidates === undefined) this.#byHash.set(hash, [made]);
    else candidates.push(made);
    this.#count++;
    return made;
  }

  /** Forgets all; nothing that was recorded with them may be waiting to be submitted. */
  clear(): void {
    for (const list of this.#byHash.values()) for (const { buffer } of list) buffer.destroy();
    this.#byHash.clear();
    this.#count = 0;
  }
}

/** FNV-1a over words. */
function hashOf(words: Int32Array, length: number): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < length; index++) hash = Math.imul(hash ^ (words[index] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15) ^ length;
}

function equal(known: Int32Array, words: Int32Array, length: number): boolean {
  if (known.length !== length) return false;
  for (let index = 0; index < length; index++) if (known[index] !== words[index]) return false;
  return true;
}
