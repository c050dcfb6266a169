/** `train.exportModel`: a model as a file in fewer bits, and what that costs. */
import type * as tfjs from '@tensorflow/tfjs';
import type { TrainOps } from '../module/types';
import type { TrainEnvironment, TrainTable } from '../trainer/environment';
import { joined, quantize, type ExportType, type Weights } from './quantize';
import { latency, LATENCY_LIMITS, type LatencyLimits } from './latency';
import { compareOutputs, isCompiled, scoresOf, type EvaluationData, type Scores } from './score';

export interface ExportOptions {
  /** 'float16' unless told. */
  readonly dtype?: ExportType;
  /** Data to score the model and its export with, and to time them. */
  readonly evaluate?: EvaluationData;
  /** Whether the reader also gets the files; false unless told. */
  readonly download?: boolean;
}

export interface DeviceLatency {
  readonly device: string;
  /** Milliseconds of a batch, read back, the median of `runs`; null where the device failed, or was too slow to be timed. */
  readonly before: number | null;
  readonly after: number | null;
  /** How many batches of each model were timed: one on a device that takes longer than 1.5 s for it. */
  readonly runs: number;
  readonly failure: string | null;
}

export interface ExportReport {
  /** Where it was saved: `tf.loadLayersModel` and `train.loadModel` take it. */
  readonly url: string;
  readonly dtype: ExportType;
  /** Bytes of weights. */
  readonly size: { readonly before: number; readonly after: number };
  /** Loss and metrics, where there are labels and the model is compiled. */
  readonly scores: { readonly before: Scores; readonly after: Scores } | null;
  /** Of outputs on the data. `changed`: examples whose largest output is another. */
  readonly outputs: { readonly difference: number; readonly changed: number; readonly examples: number } | null;
  readonly latency: readonly DeviceLatency[];
}

const TYPES: readonly string[] = ['float32', 'float16', 'uint8'];

/** @throws TypeError for what is no layers model or no type; Error for weights that the type does not hold */
export async function exportModel(env: TrainEnvironment, model: tfjs.LayersModel, name: string, { dtype = 'float16', evaluate, download = false }: ExportOptions = {}, limits = LATENCY_LIMITS): Promise<ExportReport> {
  const { tf } = env;
  if (!(model instanceof tf.LayersModel)) throw new TypeError('train.exportModel takes a tf.LayersModel; a graph model is quantised by tensorflowjs_converter');
  if (!TYPES.includes(dtype)) throw new TypeError(`dtype of train.exportModel is 'float32', 'float16' or 'uint8'; here is '${String(dtype)}'`);
  const artifacts = await artifactsOf(tf, model);
  const weights: Weights = { specs: artifacts.weightSpecs ?? [], data: bytesOf(artifacts) };
  const small = quantize(weights, dtype);
  const exported: tfjs.io.ModelArtifacts = { ...artifacts, weightSpecs: [...small.specs], weightData: small.data.buffer };
  const url = `opfs://${name.replace(/^opfs:\/\//, '')}`;
  for (const address of download ? [url, `downloads://${name}`] : [url]) await handlerOf(tf, address)(exported);
  const measured = evaluate === undefined ? NOTHING : await measure(env, model, exported, evaluate, limits);
  const report: ExportReport = { url, dtype, size: { before: weights.data.length, after: small.data.length }, ...measured };
  env.currentRun()?.table(tableOf(model.name, report));
  return report;
}

const NOTHING = { scores: null, outputs: null, latency: [] } as const;

async function artifactsOf(tf: TrainOps, model: tfjs.LayersModel): Promise<tfjs.io.ModelArtifacts> {
  let kept: tfjs.io.ModelArtifacts | null = null;
  await model.save(tf.io.withSaveHandler((artifacts) => {
    kept = artifacts;
    return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
  }));
  if (kept === null) throw new Error(`'${model.name}' gave nothing to save`);
  return kept;
}

function bytesOf({ weightData }: tfjs.io.ModelArtifacts): Uint8Array<ArrayBuffer> {
  const pieces = weightData === undefined ? [] : Array.isArray(weightData) ? weightData : [weightData];
  return joined(pieces.map((piece) => new Uint8Array(piece)));
}

function handlerOf(tf: TrainOps, address: string): NonNullable<tfjs.io.IOHandler['save']> {
  const [handler] = tf.io.getSaveHandlers(address) as tfjs.io.IOHandler[];
  const { save } = handler ?? {};
  if (save === undefined) throw new Error(`'${address}' cannot be saved to here: the notebook has no files`);
  return save.bind(handler);
}

async function measure(env: TrainEnvironment, model: tfjs.LayersModel, exported: tfjs.io.ModelArtifacts, data: EvaluationData, limits: LatencyLimits): Promise<Pick<ExportReport, 'scores' | 'outputs' | 'latency'>> {
  const { tf, now } = env;
  const small = await tf.loadLayersModel({ load: () => Promise.resolve(exported) });
  try {
    const isScored = data.y !== undefined && isCompiled(model);
    if (isScored) compileAlike(small, model);
    const scores = isScored ? { before: await scoresOf(model, data), after: await scoresOf(small, data) } : null;
    const outputs = await compareOutputs(tf, model, small, data);
    const times = await env.onEachDevice(async () => [await latency(tf, model, data, now, limits), await latency(tf, small, data, now, limits)] as const);
    return {
      scores,
      outputs,
      latency: times.map((time): DeviceLatency => {
        const { device } = time;
        if (!time.ok) return { device, before: null, after: null, runs: 0, failure: time.reason };
        const [before, after] = time.value;
        return { device, before: before.milliseconds, after: after.milliseconds, runs: Math.min(before.runs, after.runs), failure: null };
      }),
    };
  } finally {
    small.dispose();
  }
}

/** Loss and metrics as they were given to `compile`; the optimizer is not used. */
function compileAlike(small: tfjs.LayersModel, model: tfjs.LayersModel): void {
  const { loss, metrics, optimizer } = model as unknown as tfjs.ModelCompileArgs;
  small.compile({ loss, ...(metrics !== undefined && metrics !== null && { metrics }), optimizer } as tfjs.ModelCompileArgs);
}

const number = (value: number | null | undefined): number | null => (value === undefined || value === null || !Number.isFinite(value) ? null : value);

function tableOf(name: string, { url, dtype, size, scores, outputs, latency: times }: ExportReport): TrainTable {
  const rows: (readonly (string | number | null)[])[] = [['weights, bytes', size.before, size.after, size.after - size.before]];
  for (const [metric, before] of Object.entries(scores?.before ?? {})) {
    const after = scores?.after[metric];
    rows.push([metric, number(before), number(after), number((after ?? NaN) - before)]);
  }
  for (const { device, before, after } of times) rows.push([`a batch on ${device}, ms`, number(before), number(after), number((after ?? NaN) - (before ?? NaN))]);
  const share = size.before === 0 ? '' : `, ${((100 * size.after) / size.before).toFixed(0)} % of its size`;
  const compared = outputs === null ? [] : [`outputs differ by ${outputs.difference.toPrecision(3)} at most${outputs.changed > 0 ? `, and ${outputs.changed} of ${outputs.examples} examples get another class` : ''}`];
  const once = times.filter(({ runs }) => runs === 1).map(({ device }) => `${device}: one run`);
  const failures = times.flatMap(({ device, failure }) => (failure === null ? [] : [`${device}: ${failure}`]));
  return {
    title: `Export of ${name} as ${dtype}`,
    summary: [`${url}${share}`, ...compared, ...once, ...failures].join(' · '),
    columns: [{ name: 'what', unit: 'text' }, { name: 'float32', unit: 'number' }, { name: dtype === 'float32' ? 'exported' : dtype, unit: 'number' }, { name: 'change', unit: 'number' }],
    rows,
  };
}
