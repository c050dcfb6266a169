import type { DispatchBackend } from './backend';
import type { Uniform } from './uniforms';
import { UniformCache, UniformWriter } from './uniforms';

/** A compiled shader with what binding to it needs. */
export interface Pipeline {
  readonly id: number;
  readonly compiled: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/**
 * Dispatches gathered in one submission: submitting costs more than a dispatch, yet the GPU idles until the
 * first. Reading anything submits what there is.
 */
const BATCH = 100;
/** Bind groups kept; a training step has one for each of its kernels. */
const GROUPS = 8192;

const recorders = new WeakMap<object, Recorder>();

/** The recorder of a backend, for kernels with shaders of their own; undefined for a backend without. */
export const recorderOf = (backend: object): Recorder | undefined => recorders.get(backend);

const ids = new WeakMap<GPUBuffer, number>();
let nextId = 0;

function idOf(buffer: GPUBuffer): number {
  let id = ids.get(buffer);
  if (id === undefined) ids.set(buffer, (id = nextId++));
  return id;
}

/** Records dispatches into the backend's command encoder, with uniform buffers and bind groups of earlier dispatches used again. */
export class Recorder {
  /** Where a dispatch's uniforms are written before `dispatch` looks them up. */
  readonly uniforms = new UniformWriter();
  readonly #backend: DispatchBackend;
  readonly #cache: UniformCache;
  readonly #groups = new Map<string, GPUBindGroup>();
  #pipelines = 0;
  #pass: GPUComputePassEncoder | null = null;
  #set: Pipeline | null = null;

  constructor(backend: DispatchBackend) {
    this.#backend = backend;
    recorders.set(backend, this);
    this.#cache = new UniformCache(backend.device);
  }

  pipeline(compiled: GPUComputePipeline): Pipeline {
    return { id: this.#pipelines++, compiled, layout: compiled.getBindGroupLayout(0) };
  }

  compile(code: string, label: string): Pipeline {
    const module = this.#backend.device.createShaderModule({ code, label });
    return this.pipeline(this.#backend.device.createComputePipeline({ compute: { module, entryPoint: '_start' }, label, layout: 'auto' }));
  }

  /** Binds the output, the inputs and the uniforms written, in that order, and runs x·y·z workgroups. */
  dispatch(pipeline: Pipeline, buffers: readonly GPUBuffer[], [x, y, z]: readonly [number, number, number]): void {
    const backend = this.#backend;
    this.uniforms.finish();
    const group = this.#group(pipeline, buffers, this.#cache.of(this.uniforms));
    backend.ensureCommandEncoderReady();
    const pass = (backend.computePassEncoder ??= backend.commandEncoder?.beginComputePass() ?? null);
    if (pass === null) throw new Error('the GPU has no command encoder');
    if (pass !== this.#pass || pipeline !== this.#set) {
      pass.setPipeline(pipeline.compiled);
      this.#pass = pass;
      this.#set = pipeline;
    }
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(x, y, z);
    if (++backend.dispatchCountInPass >= BATCH) this.submit();
  }

  submit(): void {
    const backend = this.#backend;
    backend.endComputePassEncoder();
    this.#pass = null;
    if (backend.commandEncoder !== null) backend.submitQueue();
    if (this.#cache.full) {
      this.#groups.clear();
      this.#cache.clear();
    }
  }

  #group(pipeline: Pipeline, buffers: readonly GPUBuffer[], uniform: Uniform): GPUBindGroup {
    let key = `${pipeline.id} ${uniform.id}`;
    for (const buffer of buffers) key += ` ${idOf(buffer)}`;
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const entries: GPUBindGroupEntry[] = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    entries.push({ binding: buffers.length, resource: { buffer: uniform.buffer } });
    const made = this.#backend.device.createBindGroup({ layout: pipeline.layout, entries });
    if (this.#groups.size >= GROUPS) this.#groups.clear();
    this.#groups.set(key, made);
    return made;
  }
}
