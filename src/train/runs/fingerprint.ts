/** What tells one data set from another: a hash of shapes, types and values. */
import type * as tfjs from '@tensorflow/tfjs';
import type { DataFacts } from './types';

export type FingerprintOps = Pick<typeof tfjs, 'tidy' | 'keep' | 'concat'>;

/** Values of one tensor that are all read; of a larger one, windows spread evenly over it: 256 KB of float32, which a server far away sends soon. */
const MOST = 2 ** 16;
const WINDOWS = 16;
/** Sets the words of the two lanes apart. */
const SECOND_LANE = 0x5bd1e995;

/** The values are read while training goes on; nothing is left on the device. `named`: by the role of the tensor, as x and y. */
export async function fingerprintTensors(tf: FingerprintOps, named: Readonly<Record<string, tfjs.Tensor>>): Promise<DataFacts> {
  const entries = Object.entries(named);
  const hash = new Hash();
  let sampled = false;
  for (const [name, tensor] of entries) {
    const sample = sampleOf(tf, tensor);
    sampled ||= sample.size < tensor.size;
    hash.text(`${name} ${tensor.dtype} [${tensor.shape.join(',')}]`);
    try {
      hash.values(await sample.data<keyof tfjs.DataTypeMap>());
    } finally {
      sample.dispose();
    }
  }
  return { fingerprint: hash.digest(), description: `${described(entries.map(([, tensor]) => tensor))}${sampled ? ', sampled' : ''}` };
}

/** Of data that comes in batches, of which none is read twice: what the first of them looks like, and how many there are. */
export function fingerprintBatches(batch: readonly { readonly shape: readonly number[]; readonly dtype: string }[], length: number | null): DataFacts {
  const hash = new Hash();
  const words = `${length === null ? '' : `${length.toLocaleString('en')} `}batches of ${batch.map(({ shape, dtype }) => `[${shape.join(', ')}] ${dtype}`).join(' → ')}`;
  hash.text(words);
  return { fingerprint: hash.digest(), description: `${words}, shapes only` };
}

function sampleOf(tf: FingerprintOps, tensor: tfjs.Tensor): tfjs.Tensor {
  return tf.keep(
    tf.tidy(() => {
      const flat = tensor.reshape([-1]);
      if (tensor.size <= MOST) return flat.clone();
      const width = MOST / WINDOWS;
      const parts = Array.from({ length: WINDOWS }, (_, index) => flat.slice([Math.floor(((tensor.size - width) * index) / (WINDOWS - 1))], [width]));
      return tf.concat(parts);
    }),
  );
}

/** "60,000 × [28, 28, 1] float32 → [10] float32": rows are told once where they agree. */
function described(tensors: readonly tfjs.Tensor[]): string {
  const rows = tensors[0]?.shape[0];
  const agree = rows !== undefined && tensors.every(({ shape }) => shape[0] === rows);
  const text = ({ shape, dtype }: tfjs.Tensor): string => `[${(agree ? shape.slice(1) : shape).join(', ')}] ${dtype}`;
  return `${agree ? `${rows.toLocaleString('en')} × ` : ''}${tensors.map(text).join(' → ')}`;
}

/**
 * Two lanes of MurmurHash3's mixing of 32-bit words (A. Appleby, public domain) with different seeds: 64 bits that tell
 * data sets apart, and no protection against somebody who wants two to look alike.
 */
class Hash {
  #a = 0x9747b28c;
  #b = 0x1b873593;
  #words = 0;

  text(text: string): void {
    for (let index = 0; index < text.length; index++) this.#word(text.charCodeAt(index));
  }

  values(values: tfjs.TypedArray | readonly string[]): void {
    if (Array.isArray(values)) {
      for (const text of values as readonly string[]) this.text(`${text}\n`);
      return;
    }
    const numbers = values as tfjs.TypedArray;
    const words = numbers.byteOffset % 4 === 0 && numbers.byteLength % 4 === 0 ? new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.byteLength / 4) : numbers;
    // In locals: fields would take three times as long.
    let [a, b] = [this.#a, this.#b];
    for (let index = 0; index < words.length; index++) {
      a = mixed(a, words[index] as number);
      b = mixed(b, (words[index] as number) ^ SECOND_LANE);
    }
    [this.#a, this.#b] = [a, b];
    this.#words += words.length;
  }

  digest(): string {
    return [this.#a, this.#b].map((lane) => finished(lane ^ this.#words).toString(16).padStart(8, '0')).join('');
  }

  #word(word: number): void {
    this.#words++;
    this.#a = mixed(this.#a, word);
    this.#b = mixed(this.#b, word ^ SECOND_LANE);
  }
}

function mixed(lane: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = lane ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function finished(lane: number): number {
  let h = lane;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
