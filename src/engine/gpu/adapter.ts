/** What is asked of a graphics adapter when a device is requested. */

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
