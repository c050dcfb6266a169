/** How products of matrices and convolutions compute: in float32, or of factors rounded to 16 bits with float32 sums. */
export type Precision = 'float32' | 'mixed_float16' | 'mixed_bfloat16';

interface Choice {
  precision: Precision;
  /** Beside float32. */
  readonly offered: readonly Precision[];
}

/** Where each is computed. */
const NEEDS: Readonly<Record<Precision, string>> = {
  float32: 'any device',
  mixed_float16: 'the TPU runtime, or WebGPU and a graphics adapter with the feature shader-f16',
  mixed_bfloat16: "the TPU runtime (connect to a server, then `await runtime.use('tpu')`)",
};

const choices = new WeakMap<object, Choice>();

/**
 * Makes the choice possible for a backend.
 * @param offered what it computes beside float32
 * @returns the choice, to be asked for with each computation
 */
export function offerPrecision(backend: object, offered: readonly Precision[]): () => Precision {
  const choice: Choice = { precision: 'float32', offered };
  choices.set(backend, choice);
  return () => choice.precision;
}

/**
 * Sets the precision of a backend's products, or just tells it.
 * @throws TypeError for an unknown one; Error for one that the device does not compute, naming what does: the old one stays.
 */
export function precisionOf(backend: object, wanted?: Precision): Precision {
  const choice = choices.get(backend);
  const offered = ['float32', ...(choice?.offered ?? [])];
  if (wanted !== undefined) {
    if (!Object.hasOwn(NEEDS, wanted)) throw new TypeError(`precision '${String(wanted)}' not found; precisions are: ${quoted(Object.keys(NEEDS))}`);
    if (!offered.includes(wanted)) throw new Error(`precision '${wanted}' needs ${NEEDS[wanted]}; this device computes in ${quoted(offered)}`);
  }
  if (choice === undefined) return 'float32';
  if (wanted !== undefined) choice.precision = wanted;
  return choice.precision;
}

/** Kernels that multiply matrices or convolve: what a precision changes. */
const PRODUCT = /MatMul|Conv|Einsum/;

/** A call's attributes as they are recorded: those of a product tell its precision, unless that is float32. */
export function withPrecision<A extends object>(backend: object, kernel: string, attributes: A): A & { readonly precision?: Precision } {
  const precision = choices.get(backend)?.precision ?? 'float32';
  return precision === 'float32' || !PRODUCT.test(kernel) ? attributes : { ...attributes, precision };
}

/** What a product computes in, as recorded among its attributes; null for other kernels. */
export function precisionIn(kernel: string, attributes: Readonly<Record<string, unknown>>): Precision | null {
  if (!PRODUCT.test(kernel)) return null;
  const { precision } = attributes;
  return precision === 'mixed_float16' || precision === 'mixed_bfloat16' ? precision : 'float32';
}

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');
