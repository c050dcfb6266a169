/** Steps that are recorded once and then run without their JavaScript. */
import type { Tensor } from '@tensorflow/tfjs';
import type { StockTensorFlow } from '../../api';
import type { LineOf } from '../lines';
import { currentLine } from '../lines';
import { precisionOf } from '../../precision';
import { FUSED_ELEMENTWISE } from '../../cpu/element-chain';
import { fuseElementwise } from '../fusion/elementwise';
import { openEngine } from './engine';
import { optimize } from './optimize';
import type { LoopValues } from './looped';
import { PreparedStep, Stale } from './prepared';
import type { TrainingPlan } from './plan';
import type { Recording } from './recording';
import type { CompiledReport, Retrace } from './report';
import { recorderOf } from './runner';
import { ShadowMismatch } from './shadow';
import type { Outfeed } from './outfeed';
import type { Signature } from './signature';
import { difference, signatureOf } from './signature';
import type { Refusal, Traced } from './trace';
import { trace } from './trace';

export interface CompiledOptions {
  /** Runs the step as it is, for debugging. */
  readonly runEagerly?: boolean;
}

/** How many steps one call of a compiled step does. */
export interface ExecutionOptions {
  /** More than 1: tensors among the arguments, and those returned, have an axis of so many steps before their own. */
  readonly stepsPerExecution?: number;
  readonly outfeed?: Outfeed;
}

export interface CompiledParts {
  readonly lineOf: LineOf;
  /** Tells the reader something once. */
  readonly say: (message: string) => void;
  /** How many runs of each signature are left to the step itself before one is recorded; 0 unless told. */
  readonly patience?: number;
  /** Called instead of `say` with the reason why the step runs eagerly from now on. */
  readonly refused?: (reason: string) => void;
}

export type Compiled<Args extends readonly unknown[], Result> = ((...args: Args) => Result) & {
  /** What was recorded, how often and why. */
  report(): CompiledReport;
  /** Frees the tensors that the recordings keep, which the next run makes again. */
  release(): void;
  /** Frees what the recordings keep; the step can still be called. */
  dispose(): void;
};

/** A compiled step of which a device may do many in one. */
export type LoopableStep<Args extends readonly unknown[], Result> = Compiled<Args, Result> & {
  /**
   * Does `steps` steps as a loop of the device, of arguments whose tensors have an axis of steps before their own.
   * @returns what they return, along such an axis, and how many were done: fewer where the loop was stopped; null where
   * the step has to run by itself first, or the device does one step at a time
   */
  loop(args: Args, steps: number, onValues: LoopValues | null): { readonly result: Result; readonly done: Promise<number> } | null;
  /** What `steps` steps need to be done elsewhere, of arguments like `args`; null where the step has not been recorded. @throws Error where only its JavaScript can repeat it */
  plan(args: Args, steps: number): TrainingPlan | null;
  /** Why it always runs as it is; null where it does not. */
  refusal(): string | null;
};

/** Backends whose kernels the recordings run on, beside recorders, whose executors take them whole; on others steps run as they are. */
const BACKENDS = new Set(['cpu', 'wasm', 'webgpu']);
/** Steps that make variables the first time, as optimizers do, are tried again. */
const MOST_ATTEMPTS = 4;
/** Signatures whose runs are counted. */
const MOST_SEEN = 1000;
/** Signatures remembered; the oldest goes. */
const MOST_SIGNATURES = 32;

/**
 * The function that `tf.function` of TensorFlow makes: the same results and the same changes of variables, from a
 * recording made of the first run with each shape and type of tensors, and each value of anything else, among the
 * arguments. The step runs as if inside `tf.tidy`.
 */
export function compiled<Args extends readonly unknown[], Result>(
  tf: StockTensorFlow,
  step: (...args: Args) => Result,
  { runEagerly = false }: CompiledOptions,
  { lineOf, say, patience = 0, refused }: CompiledParts,
): LoopableStep<Args, Result> {
  const engine = openEngine(tf);
  const name = step.name === '' ? 'a compiled step' : `'${step.name}'`;
  const known = new Map<string, Known>();
  /** By signature, the runs that went by before its recording. */
  const seen = new Map<string, number>();
  const retraces: Retrace[] = [];
  let attempts = 0;
  let traces = 0;
  let runs = 0;
  let eager = 0;
  let last: Signature | null = null;
  let refusal: Refusal | null = null;
  let hasAdvised = false;

  const forget = (key: string): void => {
    const entry = known.get(key);
    if (entry !== undefined) release(entry);
    known.delete(key);
  };

  const runAndRecord = (args: Args, signature: Signature, key: string, reason: string | null): Result => {
    const traced = computable(tf, trace(tf, signature.tensors, lineOf, () => step(...args)));
    traces++;
    if (reason !== null) retraces.push({ reason, line: currentLine(lineOf) });
    last = signature;
    if (traced.recording === null) {
      attempts++;
      if (traced.refusal.isFinal || attempts >= MOST_ATTEMPTS) {
        refusal = traced.refusal;
        const reason = `${refusal.reason}${refusal.line === null ? '' : ` (${refusal.line})`}`;
        if (refused === undefined) say(`${name} runs eagerly: ${reason}.`);
        else refused(reason);
      }
      return traced.result;
    }
    attempts = 0;
    forget(key);
    known.set(key, { recording: traced.recording, optimized: null, prepared: null });
    if (known.size > MOST_SIGNATURES) for (const [oldest] of [...known].slice(0, 1)) forget(oldest);
    return traced.result;
  };

  const mustBeEager = (backendName: string): boolean =>
    runEagerly || refusal !== null || tracing.has(engine) || engine.state.gradientDepth > 0 || !(BACKENDS.has(backendName) || recorderOf(tf) !== null);

  const prepare = (entry: Known, backendName: string, first: First): PreparedStep => {
    const isNew = entry.prepared === null;
    const prepared = preparedFor(tf, entry, backendName, first);
    if (isNew && prepared.advice !== null && !hasAdvised) {
      hasAdvised = true;
      say(`${name}: ${prepared.advice}.`);
    }
    return prepared;
  };

  /** What a recording holds for: a device, what computes there around the step, and the arguments. */
  const keyOf = (backendName: string, { key }: Signature): string => `${backendName} ${precisionOf(tf.backend())} ${engine.recordingContext?.() ?? ''};${key}`;

  const call = (...args: Args): Result => {
    const backendName = tf.getBackend();
    if (mustBeEager(backendName)) {
      eager++;
      return step(...args);
    }
    const signature = signatureOf(tf, args);
    const key = keyOf(backendName, signature);
    const entry = known.get(key);
    if (entry === undefined && isEarly(seen, key, patience)) {
      eager++;
      return step(...args);
    }
    tracing.add(engine);
    try {
      if (entry === undefined) return runAndRecord(args, signature, key, last === null || attempts > 0 ? null : difference(last, signature));
      try {
        const result = prepare(entry, backendName, signature.tensors[0]).run(signature.tensors) as Result;
        runs++;
        last = signature;
        return result;
      } catch (failure) {
        if (!(failure instanceof Stale) && !(failure instanceof ShadowMismatch)) throw failure;
        forget(key);
        return runAndRecord(args, signature, key, failure.message);
      }
    } finally {
      tracing.delete(engine);
    }
  };

  const loop = (args: Args, steps: number, onValues: LoopValues | null): { readonly result: Result; readonly done: Promise<number> } | null => {
    const backendName = tf.getBackend();
    if (mustBeEager(backendName) || recorderOf(tf)?.replays.canLoop !== true) return null;
    const signature = signatureOf(tf, args, 1);
    const key = keyOf(backendName, signature);
    const entry = known.get(key);
    if (entry === undefined) return null;
    tracing.add(engine);
    try {
      const [first] = signature.tensors;
      const made = prepare(entry, backendName, first && { shape: first.shape.slice(1) }).loop(signature.tensors, steps, onValues);
      runs += steps;
      last = signature;
      return made as { readonly result: Result; readonly done: Promise<number> };
    } catch (failure) {
      if (failure instanceof Stale) forget(key);
      else if (!(failure instanceof ShadowMismatch)) throw failure;
      return null;
    } finally {
      tracing.delete(engine);
    }
  };

  const plan = (args: Args, steps: number): TrainingPlan | null => {
    const backendName = tf.getBackend();
    const signature = signatureOf(tf, args);
    const entry = mustBeEager(backendName) ? undefined : known.get(keyOf(backendName, signature));
    return entry === undefined ? null : prepare(entry, backendName, signature.tensors[0]).plan(signature.tensors, steps);
  };

  return Object.assign(call, {
    plan,
    refusal: () => refusal?.reason ?? null,
    loop,
    report(): CompiledReport {
      const recordings = [...known.values()].map(({ recording, prepared }) => ({
        inputs: recording.graph.inputs.length,
        recorded: recording.graph.nodes.length,
        kernels: prepared === null ? null : prepared.kernels,
        fused: prepared === null ? 0 : prepared.recording.graph.nodes.filter(({ kernel }) => kernel === 'FusedElementwise').length,
      }));
      return { name: step.name, traces, runs, eager, retraces, recordings, refusal: refusal === null ? null : { reason: refusal.reason, line: refusal.line } };
    },
    release(): void {
      for (const entry of known.values()) release(entry);
    },
    dispose(): void {
      for (const key of [...known.keys()]) forget(key);
    },
  });
}

/** Engines on which a step is being recorded or run: steps inside of steps are part of them. */
const tracing = new WeakSet<object>();

/** The first tensor among the arguments of a step. */
type First = Pick<Tensor, 'shape'> | undefined;

/** What is known of one signature. */
interface Known {
  readonly recording: Recording;
  optimized: Recording | null;
  prepared: PreparedStep | null;
}

/** A recording with kernels that run on this machine, beside the device, stands for no other run. */
function computable<T>(tf: StockTensorFlow, traced: Traced<T>): Traced<T> {
  const recorder = recorderOf(tf);
  const foreign = recorder === null || traced.recording === null ? undefined : traced.recording.graph.nodes.find(({ kernel }) => !recorder.computes(kernel));
  if (foreign === undefined) return traced;
  return { result: traced.result, recording: null, refusal: { reason: `${foreign.kernel} is computed on this machine, not on the device`, line: foreign.line, isFinal: true } };
}

function preparedFor(tf: StockTensorFlow, entry: Known, backendName: string, first: First): PreparedStep {
  // A device that was lost has a successor of the same name.
  if (entry.prepared !== null && entry.prepared.backend !== tf.backend()) release(entry);
  entry.optimized ??= optimizeFor(tf, entry.recording, backendName);
  entry.prepared ??= new PreparedStep(tf, entry.optimized, backendName, first);
  return entry.prepared;
}

function optimizeFor(tf: StockTensorFlow, recording: Recording, backendName: string): Recording {
  const optimized = optimize(recording);
  // WebGPU gathers element-wise work by itself, and XLA whatever it likes.
  return recorderOf(tf) === null && tf.getKernel(FUSED_ELEMENTWISE, backendName) ? fuseElementwise(optimized) : optimized;
}

function release(entry: Known): void {
  entry.prepared?.dispose();
  entry.prepared = null;
}

function isEarly(seen: Map<string, number>, key: string, patience: number): boolean {
  const count = seen.get(key) ?? 0;
  if (count >= patience) return false;
  if (seen.size > MOST_SEEN) seen.clear();
  seen.set(key, count + 1);
  return true;
}
