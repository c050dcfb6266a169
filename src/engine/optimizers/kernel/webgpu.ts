/**
 * The step on WebGPU: one dispatch a variable, which updates the value and all slots in their buffers, and one for the
 * scalars. The new tensors take over the old ones' buffers, so that no value that was read before can be taken for a new one.
 */
import type { DataId, KernelBackend, TensorInfo } from '../../tensors';
import type { StepAttrs } from './kernel';
import { readInputs } from './kernel';
import type { Rule, RuleName } from './rules';
import { RULES, usesTrust } from './rules';

interface Stored {
  dtype: string;
  shape: number[];
  values: unknown;
  refCount: number;
  resource?: GPUBuffer | null;
  external?: boolean;
}

interface Uniform {
  readonly type: 'float32' | 'int32' | 'uint32';
  data: number[];
}

/** Members of TensorFlow.js's backend that its declarations keep private. */
interface Device extends KernelBackend {
  readonly device: GPUDevice;
  readonly tensorMap: { get(id: DataId): Stored; set(id: DataId, data: Stored): void };
  readonly pipelineCache: Record<string, GPUComputePipeline | Promise<GPUComputePipeline>>;
  readonly bufferManager: { acquireBuffer(size: number, usage: number): GPUBuffer };
  commandQueueOwnedIds: WeakSet<object>;
  commandEncoder: GPUCommandEncoder | null;
  computePassEncoder: GPUComputePassEncoder | null;
  dispatchCountInPass: number;
  uploadToGPU(id: DataId): void;
  makeUniforms(uniforms: Uniform[]): GPUBufferBinding;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
}

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
  env: { get(flag: string): unknown },
): TensorInfo[] {
  const gpu = backend as Device;
  const { rule, hyper, clip, inPlace } = attrs;
  const { parts, state, scales } = readInputs(inputs, attrs);
  const variant: Variant = { rule, clips: clip !== null, scales: scales !== null };
  const uniforms = (scale: number): GPUBufferBinding => gpu.makeUniforms(inFours([scale, clip ?? 0, ...hyper]));
  const own = (tensor: TensorInfo) => takeOver(gpu, tensor, inPlace);
  const states = state.map(own);
  let shared: GPUBufferBinding | null = null;
  let sharedScale = 0;
  const outputs: TensorInfo[] = [];
  for (const { value, gradient, slots, scale } of parts) {
    const made = [value, ...slots].map(own);
    outputs.push(...made);
    const [w, ...kept] = made as [TensorInfo, ...TensorInfo[]];
    const size = sizeOf(value);
    if (size === 0) continue;
    if (shared === null || sharedScale !== scale) shared = uniforms(scale);
    sharedScale = scale;
    const tensors = [w, ...kept, gradient, ...states, ...(scales === null ? [] : [scales])];
    const submitted = dispatch(gpu, env, `${OWN}_${rule}_${variant.clips}_${variant.scales}`, () => updateShader(variant), tensors, shared, Math.ceil(size / WORKGROUP));
    // With what is submitted the backend gives the uniform buffer to whoever asks next.
    if (submitted) shared = null;
  }
  if (states.length > 0) {
    dispatch(gpu, env, `${OWN}_${rule}_state`, () => stateShader(RULES[rule]), states, shared ?? uniforms(0), 1);
  }
  return [...outputs, ...states];
}

const OWN = 'gradbook_optimizer';

/** A new tensor with the old one's buffer, or with a copy of it where somebody else refers to the old one. */
function takeOver(gpu: Device, tensor: TensorInfo, inPlace: boolean): TensorInfo {
  const { shape, dtype } = tensor;
  if (sizeOf(tensor) === 0) return { dataId: gpu.write(new Float32Array(0), shape, dtype), shape, dtype };
  gpu.uploadToGPU(tensor.dataId);
  const old = gpu.tensorMap.get(tensor.dataId);
  const buffer = old.resource;
  if (buffer === null || buffer === undefined) throw new Error('the WebGPU backend made no buffer for a variable');
  const dataId = gpu.write(null as never, shape, dtype);
  const fresh = gpu.tensorMap.get(dataId);
  if (inPlace && old.refCount === 1 && old.external !== true) {
    fresh.resource = buffer;
    old.resource = null;
  } else {
    fresh.resource = gpu.bufferManager.acquireBuffer(buffer.size, buffer.usage);
    gpu.ensureCommandEncoderReady();
    gpu.endComputePassEncoder();
    gpu.commandEncoder?.copyBufferToBuffer(buffer, 0, fresh.resource, 0, buffer.size);
    gpu.commandQueueOwnedIds.add(tensor.dataId);
  }
  gpu.commandQueueOwnedIds.add(dataId);
  return { dataId, shape, dtype };
}

/** @returns whether the queue was submitted. */
function dispatch(
  gpu: Device,
  env: { get(flag: string): unknown },
  key: string,
  shader: () => string,
  tensors: readonly TensorInfo[],
  uniforms: GPUBufferBinding,
  workgroups: number,
): boolean {
  const compileOnly = env.get('WEBGPU_ENGINE_COMPILE_ONLY') === true;
  const pipeline = (gpu.pipelineCache[key] ??= compile(gpu.device, key, shader(), compileOnly));
  for (const { dataId } of tensors) gpu.uploadToGPU(dataId);
  if (compileOnly) return false;
  if (pipeline instanceof Promise) throw new Error('Call checkCompileCompletionAsync before a step that was only compiled is run.');
  const buffers = tensors.map(({ dataId }) => gpu.tensorMap.get(dataId).resource);
  const entries = [...buffers.map((buffer) => ({ buffer })), uniforms] as GPUBufferBinding[];
  const bindGroup = gpu.device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: entries.map((resource, binding) => ({ binding, resource })),
  });
  for (const { dataId } of tensors) gpu.commandQueueOwnedIds.add(dataId);
  gpu.ensureCommandEncoderReady();
  gpu.computePassEncoder ??= gpu.commandEncoder?.beginComputePass() ?? null;
  const pass = gpu.computePassEncoder;
  if (pass === null) throw new Error('the WebGPU backend has no command encoder');
  const most = gpu.device.limits.maxComputeWorkgroupsPerDimension;
  const columns = Math.min(workgroups, most);
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  pass.dispatchWorkgroups(columns, Math.ceil(workgroups / columns));
  gpu.dispatchCountInPass += 1;
  if (Number(env.get('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) > gpu.dispatchCountInPass) return false;
  gpu.endComputePassEncoder();
  gpu.submitQueue();
  return true;
}

function compile(device: GPUDevice, label: string, code: string, later: boolean): GPUComputePipeline | Promise<GPUComputePipeline> {
  const descriptor = { label, layout: 'auto', compute: { module: device.createShaderModule({ code, label }), entryPoint: 'main' } } as const;
  return later ? device.createComputePipelineAsync(descriptor) : device.createComputePipeline(descriptor);
}

/** Uniforms in vectors of four, which need no padding. */
function inFours(values: readonly number[]): Uniform[] {
  return Array.from({ length: FOURS }, (_, row) => ({
    type: 'float32',
    data: Array.from({ length: 4 }, (_empty, column) => values[4 * row + column] ?? 0),
  }));
}

const FOURS = 3;

const hyperparameters = (names: readonly string[]): string =>
  ['scaleIndex', 'clip', ...names].map((name, index) => `let ${name} = numbers[${index >> 2}][${index & 3}];`).join(' ');

function bindings(written: readonly string[], readOnly: readonly string[]): string {
  const lines = [
    ...written.map((name, at) => `@group(0) @binding(${at}) var<storage, read_write> ${name}_: array<f32>;`),
    ...readOnly.map((name, at) => `@group(0) @binding(${written.length + at}) var<storage, read> ${name}_: array<f32>;`),
    `@group(0) @binding(${written.length + readOnly.length}) var<uniform> numbers: array<vec4<f32>, ${FOURS}>;`,
  ];
  return lines.join('\n');
}

function updateShader({ rule, clips, scales }: Variant): string {
  const { slots, state, hyper, update } = RULES[rule];
  const factor = scales ? 'scales_[i32(scaleIndex)]' : '1.0';
  return `
    ${bindings(['w', ...slots], ['g', ...state, ...(scales ? ['scales'] : [])])}
    @compute @workgroup_size(${WORKGROUP})
    fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
      let i = (group.y * groups.x + group.x) * ${WORKGROUP}u + local;
      if (i >= arrayLength(&w_)) { return; }
      ${hyperparameters(hyper)}
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
    ${bindings(state, [])}
    @compute @workgroup_size(1)
    fn main() {
      ${hyperparameters(hyper)}
      ${state.map((name) => `let ${name} = ${name}_[0];`).join(' ')}
      ${state.map((name, index) => `${name}_[0] = ${next[index]};`).join(' ')}
    }`;
}

const sizeOf = ({ shape }: TensorInfo): number => shape.reduce((product, length) => product * length, 1);
