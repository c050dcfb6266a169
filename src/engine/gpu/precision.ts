/** How products of matrices and convolutions compute: in float32, or with float16 tiles and float32 sums. */
export type Precision = 'float32' | 'mixed-float16';

interface Choice {
  precision: Precision;
  readonly half: boolean;
}

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

/** Makes the choice possible for a backend; `half` says whether its device has float16. */
export function offerPrecision(backend: object, half: boolean): () => boolean {
  const choice: Choice = { precision: 'float32', half };
  choices.set(backend, choice);
  return () => choice.precision === 'mixed-float16';
}

/**
 * Sets the precision of a backend's products, or just tells it.
 * @throws Error if the device has no float16; it computes in float32 then.
 */
export function precisionOf(backend: object, wanted?: Precision): Precision {
  const choice = choices.get(backend);
  if (wanted === 'mixed-float16' && choice?.half !== true) {
    throw new Error('mixed-float16 needs WebGPU and a graphics adapter with the feature shader-f16, which this device lacks; use float32');
  }
  if (choice === undefined) return 'float32';
  if (wanted !== undefined) choice.precision = wanted;
  return choice.precision;
}
