/**
 * The step on WebGPU: one dispatch a variable, which updates the value and all slots in their buffers, and one for the
 * scalars. The new tensors take over the old ones' buffers, so that no value that was read before can be taken for a new one.
 */
import type { DispatchBackend, Stored } from '../../patches/webgpu/dispatch/backend';
import type { Pipeline, Recorder } from '../../patches/webgpu/dispatch/recorder';
import { recorderOf } from '../../patches/webgpu/dispatch/recorder';
import type { KernelBackend, TensorInfo } from '../../tensors';
import type { StepAttrs } from './kernel';
import { readInputs } from './kernel';
import type { Rule, RuleName } from './rules';
import { RULES, usesTrust } from './rules';

/** What of a step needs a shader of its own. */
interface Variant {
  readonly rule: RuleName;
  readonly clips: boolean;
  readonly scales: boolean;
}

const WORKGROUP = 64;

export function webgpuOptimizerStep(
  inputs: Readonly<Record<string, TensorInfo | undefined>>,
  attrs: StepAttrs,
  backend: KernelBackend,
  compileOnly: boolean,
): TensorInfo[] {
  const gpu = new Gpu(backend);
  const { rule, hyper, clip, inPlace } = attrs;
  const { parts, state, scales } = readInputs(inputs, attrs);
  const variant: Variant = { rule, clips: clip !== null, scales: scales !== null };
  // Gradients may be formulas of the old values, not computed yet, so all are asked for before anything changes.
  const gradients = parts.map(({ gradient }) => gpu.bufferOf(gradient));
  const factors = scales === null ? [] : [gpu.bufferOf(scales)];
  const own = (tensor: TensorInfo) => gpu.takeOver(tensor, inPlace);
  const states = state.map(own);
  const stateBuffers = states.map((tensor) => gpu.bufferOf(tensor));
  const update = gpu.pipeline(`${rule} ${variant.clips} ${variant.scales}`, () => updateShader(variant));
  const outputs = parts.flatMap(({ value, slots, scale }, index) => {
    const made = [value, ...slots].map(own);
    const size = sizeOf(value);
    if (size === 0 || compileOnly) return made;
    const buffers = [...made.map((tensor) => gpu.bufferOf(tensor)), gradients[index] as GPUBuffer, ...stateBuffers, ...factors];
    gpu.dispatch(update, buffers, [scale, clip ?? 0, ...hyper], Math.ceil(size / WORKGROUP));
    return made;
  });
  if (states.length > 0 && !compileOnly) {
    const advance = gpu.pipeline(`${rule} state`, () => stateShader(RULES[rule]));
    gpu.dispatch(advance, stateBuffers, hyper, 1);
  }
  return [...outputs, ...states];
}

const pipelines = new WeakMap<Recorder, Map<string, Pipeline>>();

/** The backend with its recorder of dispatches. */
class Gpu {
  readonly #backend: DispatchBackend;
  readonly #recorder: Recorder;
  readonly #pipelines: Map<string, Pipeline>;

  constructor(backend: KernelBackend) {
    const recorder = recorderOf(backend);
    if (recorder === undefined) throw new Error('the WebGPU backend has no recorder of dispatches; take TensorFlow.js from createEngine');
    this.#backend = backend as unknown as DispatchBackend;
    this.#recorder = recorder;
    this.#pipelines = pipelines.get(recorder) ?? new Map<string, Pipeline>();
    pipelines.set(recorder, this.#pipelines);
  }

  pipeline(key: string, shader: () => string): Pipeline {
    const known = this.#pipelines.get(key);
    if (known !== undefined) return known;
    const made = this.#recorder.compile(shader(), `optimizer ${key}`);
    this.#pipelines.set(key, made);
    return made;
  }

  bufferOf({ dataId }: TensorInfo): GPUBuffer {
    this.#backend.uploadToGPU(dataId);
    const { resource } = this.#backend.tensorMap.get(dataId);
    if (!(resource instanceof GPUBuffer)) throw new Error('the WebGPU backend keeps a variable in no buffer');
    return resource;
  }

  /** A new tensor with the old one's buffer, or with a copy of it where somebody else still needs the old values. */
  takeOver(tensor: TensorInfo, inPlace: boolean): TensorInfo {
    const backend = this.#backend;
    const { shape, dtype } = tensor;
    if (sizeOf(tensor) === 0) return backend.makeTensorInfo(shape, dtype, new Float32Array(0));
    const buffer = this.bufferOf(tensor);
    const old: Stored & { readonly pins?: number } = backend.tensorMap.get(tensor.dataId);
    const made = backend.makeTensorInfo(shape, dtype);
    const fresh = backend.tensorMap.get(made.dataId);
    if (inPlace && old.refCount === 1 && (old.pins ?? 0) === 0 && old.external !== true) {
      fresh.resource = buffer;
      old.resource = null;
      return made;
    }
    const copy = backend.bufferManager.acquireBuffer(buffer.size, buffer.usage);
    backend.ensureCommandEncoderReady();
    backend.endComputePassEncoder();
    backend.commandEncoder?.copyBufferToBuffer(buffer, 0, copy, 0, buffer.size);
    fresh.resource = copy;
    return made;
  }

  dispatch(pipeline: Pipeline, buffers: readonly GPUBuffer[], numbers: readonly number[], workgroups: number): void {
    const { uniforms } = this.#recorder;
    uniforms.start();
    numbers.forEach((number) => uniforms.float(number));
    const columns = Math.min(workgroups, this.#backend.device.limits.maxComputeWorkgroupsPerDimension);
    this.#recorder.dispatch(pipeline, buffers, [columns, Math.ceil(workgroups / columns), 1]);
  }
}

/** Storage buffers, then the struct of numbers. */
function bindings(written: readonly string[], readOnly: readonly string[], numbers: readonly string[]): string {
  const lines = [
    ...written.map((name, at) => `@group(0) @binding(${at}) var<storage, read_write> ${name}_: array<f32>;`),
    ...readOnly.map((name, at) => `@group(0) @binding(${written.length + at}) var<storage, read> ${name}_: array<f32>;`),
    `struct Numbers { ${numbers.map((name) => `${name}: f32,`).join(' ')} };`,
    `@group(0) @binding(${written.length + readOnly.length}) var<uniform> numbers: Numbers;`,
  ];
  return lines.join('\n');
}

const constants = (names: readonly string[]): string => names.map((name) => `let ${name} = numbers.${name};`).join(' ');

function updateShader({ rule, clips, scales }: Variant): string {
  const { slots, state, hyper, update } = RULES[rule];
  const factor = scales ? 'scales_[u32(scale)]' : '1.0';
  const numbers = ['scale', 'clip', ...hyper];
  return `
    ${bindings(['w', ...slots], ['g', ...state, ...(scales ? ['scales'] : [])], numbers)}
    @compute @workgroup_size(${WORKGROUP})
    fn _start(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
      let i = (group.y * groups.x + group.x) * ${WORKGROUP}u + local;
      if (i >= arrayLength(&w_)) { return; }
      ${constants(numbers)}
      ${state.map((name) => `let ${name} = ${name}_[0];`).join(' ')}
      var w = w_[i];
      ${slots.map((name) => `var ${name} = ${name}_[i];`).join(' ')}
      ${usesTrust(rule) ? `var g = g_[i]; let trust = ${factor};` : `var g = g_[i] * ${factor};`}
      ${clips ? 'if (g > clip) { g = clip; } else if (g < -clip) { g = -clip; }' : ''}
      ${update}
      w_[i] = w;
      ${slots.map((name) => `${name}_[i] = ${name};`).join(' ')}
    }`;
}

function stateShader({ state, hyper, next }: Rule): string {
  return `
    ${bindings(state, [], hyper)}
    @compute @workgroup_size(1)
    fn _start() {
      ${constants(hyper)}
      ${state.map((name) => `let ${name} = ${name}_[0];`).join(' ')}
      ${state.map((name, index) => `${name}_[0] = ${next[index]};`).join(' ')}
    }`;
}

const sizeOf = ({ shape }: TensorInfo): number => shape.reduce((product, length) => product * length, 1);
