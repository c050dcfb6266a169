import type { DispatchBackend } from '../../patches/webgpu/dispatch/backend';
import { TENSOR_USAGE } from '../../patches/webgpu/dispatch/backend';
import type { Pipeline, Recorder } from '../../patches/webgpu/dispatch/recorder';
import type { TensorInfo } from '../../tensors';
import { sizeOf } from '../lazy/index-map';
import type { RowShader } from './shader';
import { COLUMNS, columnShader, rowShader } from './shader';

/** What one kernel computes, row by row, or for sums over rows column by column. */
export interface RowWork {
  readonly name: string;
  readonly rows: number;
  readonly n: number;
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  /** Shapes of the outputs, by their names in the shader. */
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  readonly numbers?: readonly { readonly name: string; readonly type: 'f32' | 'u32'; readonly value: number }[];
  /** WGSL of a row, or of the terms of each output's sum over rows. */
  readonly body: string | readonly string[];
  /** Functions that the body calls. */
  readonly helpers?: string;
}

/** Runs shaders of rows on one backend, each compiled once. */
export class RowRunner {
  readonly #backend: DispatchBackend;
  readonly #recorder: Recorder;
  readonly #pipelines = new Map<string, Pipeline>();

  constructor(backend: DispatchBackend, recorder: Recorder) {
    this.#backend = backend;
    this.#recorder = recorder;
  }

  run({ name, rows, n, inputs, outputs, numbers = [], body, helpers = '' }: RowWork): TensorInfo[] {
    const backend = this.#backend;
    const given = Object.entries(inputs).map(([input, info]) => ({ name: input, ...this.#read(info) }));
    const made = Object.values(outputs).map((shape) => backend.makeTensorInfo(shape, 'float32'));
    if (rows === 0 || n === 0) throw new Error(`${name}: nothing to compute for ${rows} rows of ${n}`);
    const written = made.map(({ dataId, shape }) => {
      const buffer = backend.bufferManager.acquireBuffer(4 * sizeOf(shape), TENSOR_USAGE());
      backend.tensorMap.get(dataId).resource = buffer;
      return buffer;
    });
    const key = `${name} ${given.map(({ type }) => type[0]).join('')}`;
    let pipeline = this.#pipelines.get(key);
    if (pipeline === undefined) {
      const shader: Omit<RowShader, 'body'> = { inputs: given, outputs: Object.keys(outputs), numbers };
      const code = typeof body === 'string' ? rowShader({ ...shader, body, helpers }) : columnShader({ ...shader, body });
      this.#pipelines.set(key, (pipeline = this.#recorder.compile(code, name)));
    }
    const { uniforms } = this.#recorder;
    uniforms.start();
    uniforms.int(rows);
    uniforms.int(n);
    for (const { type, value } of numbers) {
      if (type === 'f32') uniforms.float(value);
      else uniforms.int(value);
    }
    const groups = typeof body === 'string' ? rows : Math.ceil(n / COLUMNS);
    const across = Math.min(groups, backend.device.limits.maxComputeWorkgroupsPerDimension);
    this.#recorder.dispatch(pipeline, [...written, ...given.map(({ buffer }) => buffer)], [across, Math.ceil(groups / across), 1]);
    return made;
  }

  #read({ dataId }: TensorInfo): { readonly type: 'f32' | 'i32'; readonly buffer: GPUBuffer } {
    const stored = this.#backend.tensorMap.get(dataId);
    if (stored.resource == null) this.#backend.uploadToGPU(dataId);
    const { resource } = stored;
    if (!(resource instanceof GPUBuffer)) throw new Error('the WebGPU backend keeps a tensor in no buffer');
    return { type: stored.dtype === 'float32' ? 'f32' : 'i32', buffer: resource };
  }
}
