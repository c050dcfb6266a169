import type { DeviceReport } from '../../protocol/kernel';

const WHERE_WEBGPU = 'use Chrome 113+, Edge or Safari 26';

/**
 * Describes the GPU device: WebGPU where the browser has it, else WebGL 2, else why there is neither.
 * `webgpuFailure` says that WebGPU was tried and did not work.
 */
export async function describeGpu(webgpuFailure?: string): Promise<DeviceReport> {
  const webgpu = webgpuFailure === undefined ? await describeWebgpu() : unavailable(webgpuFailure);
  if (webgpu.available) return webgpu;
  const webgl = describeWebgl();
  const reason = webgpu.reason ?? 'This browser has no WebGPU.';
  if (webgl === null) {
    return { ...webgpu, reason: `${reason} WebGL 2 is missing as well.`, remedy: `Turn on hardware acceleration in the browser's settings, ${WHERE_WEBGPU}, or choose CPU.` };
  }
  return { ...webgl, reason: `${reason} WebGL stands in, which is slower.`, remedy: `For WebGPU ${WHERE_WEBGPU}.` };
}

async function describeWebgpu(): Promise<DeviceReport> {
  const gpu: GPU | undefined = typeof navigator === 'undefined' ? undefined : navigator.gpu;
  if (gpu === undefined) return unavailable('This browser has no WebGPU.');
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    return adapter === null ? unavailable('WebGPU found no graphics adapter.') : describeAdapter(adapter);
  } catch (failure) {
    return unavailable(`WebGPU did not answer: ${failure instanceof Error ? failure.message : String(failure)}.`);
  }
}

function describeAdapter({ info, limits }: GPUAdapter): DeviceReport {
  const label = info.description || [info.vendor, info.architecture].filter(Boolean).join(' ') || 'unnamed adapter';
  return {
    kind: 'gpu',
    backend: 'webgpu',
    available: true,
    name: `WebGPU · ${label}`,
    facts: [
      { label: 'Adapter', value: label },
      { label: 'Largest buffer', value: mebibytes(limits.maxBufferSize) },
      { label: 'Largest tensor', value: mebibytes(limits.maxStorageBufferBindingSize) },
      { label: 'Workgroup', value: `${limits.maxComputeInvocationsPerWorkgroup} invocations` },
    ],
  };
}

/** Null where there is no WebGL 2. */
function describeWebgl(): DeviceReport | null {
  try {
    const context = new OffscreenCanvas(1, 1).getContext('webgl2');
    if (context === null) return null;
    const names = context.getExtension('WEBGL_debug_renderer_info');
    const renderer = String(context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
    const largest = Number(context.getParameter(context.MAX_TEXTURE_SIZE));
    const floats = context.getExtension('EXT_color_buffer_float') !== null;
    context.getExtension('WEBGL_lose_context')?.loseContext();
    return {
      kind: 'gpu',
      backend: 'webgl',
      available: true,
      name: `WebGL · ${renderer}`,
      facts: [
        { label: 'Renderer', value: renderer },
        { label: 'Largest texture', value: `${largest} × ${largest}` },
        { label: 'Precision', value: floats ? '32 bit' : '16 bit' },
      ],
    };
  } catch {
    return null;
  }
}

const unavailable = (reason: string): DeviceReport => ({
  kind: 'gpu',
  backend: null,
  available: false,
  name: 'No GPU',
  facts: [],
  reason,
});

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20).toLocaleString('en')} MiB`;
