import type { DispatchBackend } from '../patches/webgpu/dispatch/backend';
import { TENSOR_USAGE } from '../patches/webgpu/dispatch/backend';
import type { Pipeline } from '../patches/webgpu/dispatch/recorder';
import { recorderOf } from '../patches/webgpu/dispatch/recorder';
import type { KernelBackend, TensorInfo } from '../tensors';
import type { Distribution, RandomAttrs } from './kernel';
import { dtypeOf, sizeOf } from './kernel';
import type { Dialect } from './shaders';
import { randomFunctions } from './shaders';

const WORKGROUP = 64;

const WGSL: Dialect = {
  fn: (name, parameters, type, body) => `fn ${name}(${parameters.map(([each, of]) => `${each}: ${of}`).join(', ')}) -> ${type} { ${body} }`,
  local: (type, name, value) => `var ${name}: ${type} = ${value};`,
  cast: { f32: 'f32', u32: 'bitcast<u32>', i32: 'bitcast<i32>' },
  bits: { toFloat: 'bitcast<f32>', ofFloat: 'bitcast<u32>' },
};

const pipelines = new WeakMap<object, Map<Distribution, Pipeline>>();

/** One dispatch, the key among its numbers. */
export function webgpuRandomValues({ distribution, shape, a, b, key }: RandomAttrs, given: KernelBackend): TensorInfo {
  const recorder = recorderOf(given);
  if (recorder === undefined) throw new Error('the WebGPU backend has no recorder of dispatches; take TensorFlow.js from createEngine');
  const backend = given as unknown as DispatchBackend;
  const size = sizeOf(shape);
  const dtype = dtypeOf(distribution);
  if (size === 0) return backend.makeTensorInfo(shape, dtype, dtype === 'int32' ? new Int32Array(0) : new Float32Array(0));
  const own = pipelines.get(recorder) ?? new Map<Distribution, Pipeline>();
  pipelines.set(recorder, own);
  const pipeline = own.get(distribution) ?? recorder.compile(shader(distribution), `random ${distribution}`);
  own.set(distribution, pipeline);
  const made = backend.makeTensorInfo(shape, dtype);
  const buffer = backend.bufferManager.acquireBuffer(4 * size, TENSOR_USAGE());
  backend.tensorMap.get(made.dataId).resource = buffer;
  const whole = distribution === 'integer';
  const { uniforms } = recorder;
  uniforms.start();
  for (const number of [size, 0, ...key, whole ? a : 0, whole ? b - a : 0]) uniforms.int(number);
  for (const number of [whole ? 0 : a, whole ? 0 : distribution === 'uniform' ? b - a : b]) uniforms.float(number);
  const workgroups = Math.ceil(size / WORKGROUP);
  const columns = Math.min(workgroups, backend.device.limits.maxComputeWorkgroupsPerDimension);
  recorder.dispatch(pipeline, [buffer], [columns, Math.ceil(workgroups / columns), 1]);
  return made;
}

const shader = (distribution: Distribution): string => `
  struct Numbers { size: u32, zero: u32, key0: u32, key1: u32, low: i32, range: i32, a: f32, b: f32 };
  @group(0) @binding(0) var<storage, read_write> result: array<${distribution === 'integer' ? 'i32' : 'f32'}>;
  @group(0) @binding(1) var<uniform> numbers: Numbers;
  var<private> zero: u32;
  ${randomFunctions(distribution, WGSL)}
  @compute @workgroup_size(${WORKGROUP})
  fn _start(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let i = (group.y * groups.x + group.x) * ${WORKGROUP}u + local;
    if (i >= numbers.size) { return; }
    zero = numbers.zero;
    result[i] = number(word(i, numbers.key0, numbers.key1), numbers.a, numbers.b, numbers.low, numbers.range);
  }`;
