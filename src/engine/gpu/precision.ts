/** How products of matrices and convolutions compute: in float32, or of factors rounded to 16 bits with float32 sums. */
export type Precision = 'float32' | 'mixed_float16' | 'mixed_bfloat16';

interface Choice {
  precision: Precision;
  /** Beside float32. */
  readonly offered: readonly Precision[];
  readonly changing: () => void;
}

/** Where each is computed. */
const NEEDS: Readonly<Record<Precision, string>> = {
  float32: 'any device',
  mixed_float16: 'the TPU runtime, or WebGPU and a graphics adapter with the feature shader-f16',
  mixed_bfloat16: "the TPU runtime (connect to a server, then `await runtime.use('tpu')`)",
};

const choices = new WeakMap<object, Choice>();

/** Lets devices requested from now on use float16 and as many buffers in a shader as their adapter has. */
export function requestFully(): void {
  if (typeof GPUAdapter === 'undefined') return;
  const { prototype } = GPUAdapter;
  const { requestDevice } = prototype;
  if (wrapped.has(requestDevice)) return;
  prototype.requestDevice = function (descriptor = {}) {
    const features = new Set(descriptor.requiredFeatures);
    if (this.features.has('shader-f16')) features.add('shader-f16');
    const { maxStorageBuffersPerShaderStage } = this.limits;
    return requestDevice.call(this, {
      ...descriptor,
      requiredFeatures: [...features],
      requiredLimits: { maxStorageBuffersPerShaderStage, ...descriptor.requiredLimits },
    });
  };
  wrapped.add(prototype.requestDevice);
}

const wrapped = new WeakSet<object>();

/**
 * Makes the choice possible for a backend.
 * @param offered what it computes beside float32
 * @param changing called before another is chosen: work that was asked for before is still of the old one
 * @returns the choice, to be asked for with each computation
 */
export function offerPrecision(backend: object, offered: readonly Precision[], changing: () => void = () => undefined): () => Precision {
  const choice: Choice = { precision: 'float32', offered, changing };
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
  if (wanted !== undefined && wanted !== choice.precision) {
    choice.changing();
    choice.precision = wanted;
  }
  return choice.precision;
}

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');
