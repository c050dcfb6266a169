import type { Key } from './threefry';
import { threefry2x32 } from './threefry';

/** Numbers that are drawn for different ends never meet: each end has a stream of its own. */
const OPERATIONS = 1;
const HOST = 2;

/** Where the streams stand: what JSON holds. */
export interface StreamsState {
  readonly key: Key;
  readonly drawn: number;
  readonly host: number;
}

/** Where the keys of random operations come from: each takes the next one. */
export class Streams {
  #key: Key;
  #drawn = 0;
  #host = 0;

  constructor(key: Key) {
    this.#key = key;
  }

  /** Begins anew: the same seed gives the same keys in the same order. */
  seed(seed: number): void {
    this.#key = keyOf(seed);
    this.#drawn = 0;
    this.#host = 0;
  }

  get state(): StreamsState {
    return { key: this.#key, drawn: this.#drawn, host: this.#host };
  }

  restore({ key, drawn, host }: StreamsState): void {
    this.#key = key;
    this.#drawn = drawn;
    this.#host = host;
  }

  /** How many keys operations have taken. */
  get drawn(): number {
    return this.#drawn;
  }

  /** Operations of `work` take the keys that followed when `drawn` had been taken; then the stream goes on where it was. */
  replay<T>(drawn: number, work: () => T): T {
    const now = this.#drawn;
    this.#drawn = drawn;
    try {
      return work();
    } finally {
      this.#drawn = now;
    }
  }

  /** The key of the next operation. */
  next(): Key {
    const count = this.#drawn++;
    return threefry2x32(threefry2x32(this.#key, [OPERATIONS, Math.floor(count / 2 ** 32)]), [count | 0, 0]);
  }

  /** The next number for what runs on the host, 53 bits in [0, 1). */
  random(): number {
    const count = this.#host++;
    const [high, low] = threefry2x32(threefry2x32(this.#key, [HOST, Math.floor(count / 2 ** 32)]), [count | 0, 0]);
    return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
  }
}

/** The key of a seed; every number has its own, texts nearly so. */
export function keyOf(seed: number | string): Key {
  if (typeof seed === 'number') {
    const [low, high] = new Int32Array(Float64Array.of(seed).buffer) as unknown as [number, number];
    return Number.isInteger(seed) && Math.abs(seed) < 2 ** 31 ? [seed | 0, 0] : [low, high];
  }
  let key: Key = [seed.length, 1];
  for (const character of seed) key = threefry2x32(key, [character.codePointAt(0) ?? 0, 2]);
  return key;
}

/** Nobody can foretell it. */
export const unforeseenKey = (): Key => [...crypto.getRandomValues(new Int32Array(2))] as unknown as Key;
