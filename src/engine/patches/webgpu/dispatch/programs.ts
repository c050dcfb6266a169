import * as stock from '@tensorflow/tfjs-backend-webgpu/dist/webgpu_program';
import type { TensorFlow } from '../../../api';
import type { TensorInfo } from '../../../tensors';
import type { DispatchBackend, Program } from './backend';
import { TENSOR_USAGE } from './backend';
import type { Pipeline, Recorder } from './recorder';

/** Other shaders for the same programs, while they are asked for. */
export interface Variant {
  asked(): boolean;
  /** Null for a shader that stays as it is. */
  rewrite(code: string): string | null;
}

/**
 * Runs the programs of stock kernels through the recorder. What is special (pixels, timing, compiling ahead) goes
 * the stock way. A tensor disposed of gives its buffer back at once, not when its last use has been submitted:
 * commands run in their order, so whoever writes the buffer next writes after the last read.
 */
export function quickenPrograms(tf: TensorFlow, backend: DispatchBackend, recorder: Recorder, { asked, rewrite }: Variant): void {
  const slow = backend.runWebGPUProgram.bind(backend);
  const pipelines = new Map<string, Pipeline>();
  const environment = tf.env();
  const { uniforms } = recorder;
  const widest = backend.device.limits.maxComputeWorkgroupsPerDimension;
  const table = backend.tensorMap;

  backend.runWebGPUProgram = (program, inputs, dtype, fields, given) => {
    const [x, y, z] = program.dispatch;
    const special =
      program.pixelsOpType != null || backend.activeTimers != null || x > widest || y > widest || z > widest || environment.getBool('WEBGPU_ENGINE_COMPILE_ONLY');
    if (special || size(program.outputShape) === 0 || inputs.some((input) => input.dtype === 'complex64')) return slow(program, inputs, dtype, fields, given);
    const output = given ?? backend.makeTensorInfo(program.outputShape, dtype);
    const buffers = [bufferOf(output)];
    for (const input of inputs) buffers.push(bufferOf(input));
    if (buffers.includes(null)) return slow(program, inputs, dtype, fields, output);

    const varied = asked();
    const key = varied ? `${keyOf(program, inputs, output)}|varied` : keyOf(program, inputs, output);
    let pipeline = pipelines.get(key);
    if (pipeline === undefined) pipelines.set(key, (pipeline = compile(program, inputs, output, varied)));

    uniforms.start();
    uniforms.float(NaN);
    uniforms.float(Infinity);
    for (const { shape } of inputs) {
      uniforms.shape(shape);
      uniforms.strides(shape);
    }
    uniforms.shape(output.shape);
    uniforms.strides(output.shape);
    if (program.size) uniforms.int(size(program.outputShape) / (program.outputComponent || 1));
    if (fields) for (const field of fields) uniforms.field(field);
    recorder.dispatch(pipeline, buffers as GPUBuffer[], program.dispatch);
    return output;
  };

  /** Null for what is no buffer, as the texture of a video frame. */
  function bufferOf({ dataId, shape }: TensorInfo): GPUBuffer | null {
    const stored = table.get(dataId);
    if (stored.resource == null) {
      if (stored.values) backend.uploadToGPU(dataId);
      else stored.resource = backend.bufferManager.acquireBuffer(4 * size(shape), TENSOR_USAGE());
    }
    return stored.resource instanceof GPUBuffer ? stored.resource : null;
  }

  function keyOf(program: Program, inputs: readonly TensorInfo[], output: TensorInfo): string {
    let key = `${program.shaderKey}|${program.workgroupSize.join()}|${program.variableNames.join()}|${output.dtype}${output.shape.length}`;
    // Shaders read inputs shaped like the output, and dimensions that are broadcast, in ways of their own.
    for (const { dataId, shape } of inputs) key += `|${table.get(dataId).dtype}${shape.length}${relation(shape, output.shape)}`;
    return program.dispatch[1] === 1 && program.dispatch[2] === 1 ? `${key}f` : key;
  }

  function compile(program: Program, inputs: readonly TensorInfo[], output: TensorInfo, varied: boolean): Pipeline {
    const named = labelled(program);
    const data = inputs.map(({ dataId, shape }, index) => ({ dtype: table.get(dataId).dtype, shape, name: program.variableNames[index] ?? '' }));
    // The stock cache is filled too: compiling ahead fills it, and what is timed looks there.
    const shaderKey = (program.shaderKey = stock.makeShaderKey(program as unknown as stock.WebGPUProgram, data, output));
    if (varied) return recorder.pipeline(compileVaried(() => stock.compileProgram(backend.device, named, data, output, false)));
    const known = backend.pipelineCache[shaderKey];
    if (known instanceof GPUComputePipeline) return recorder.pipeline(known);
    const compiled = stock.compileProgram(backend.device, named, data, output, false);
    backend.pipelineCache[shaderKey] = compiled;
    return recorder.pipeline(compiled as GPUComputePipeline);
  }

  /** The stock compiler with its shaders rewritten on the way. */
  function compileVaried(make: () => ReturnType<typeof stock.compileProgram>): GPUComputePipeline {
    const { device } = backend;
    const create = device.createShaderModule;
    device.createShaderModule = (descriptor) => create.call(device, { ...descriptor, code: rewrite(descriptor.code) ?? descriptor.code });
    try {
      return make() as GPUComputePipeline;
    } finally {
      device.createShaderModule = create;
    }
  }
}

/** The program with its key for a label, which is that of its class: a release shortens the names of classes, and errors name labels. */
function labelled(program: Program): stock.WebGPUProgram {
  const name = program.shaderKey.slice(0, 60);
  return Object.create(program, { constructor: { value: { name } } }) as stock.WebGPUProgram;
}

/** `=` for equal shapes, else one letter for each dimension of the input that is broadcast. */
function relation(shape: readonly number[], wanted: readonly number[]): string {
  const lead = wanted.length - shape.length;
  let broadcast = '';
  let same = lead === 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const [length, full] = [shape[axis], wanted[lead + axis]];
    if (length === full) continue;
    same = false;
    if (length === 1 && full !== undefined && full > 1) broadcast += String.fromCharCode(97 + axis);
  }
  return same ? '=' : broadcast;
}

function size(shape: readonly number[]): number {
  let product = 1;
  for (const length of shape) product *= length;
  return product;
}
