/** Steps that are recorded once and then run without their JavaScript. */
import type { StockTensorFlow } from '../../api';
import type { LineOf } from '../lines';
import { currentLine } from '../lines';
import { openEngine } from './engine';
import { optimize } from './optimize';
import { PreparedStep, Stale } from './prepared';
import type { Recording } from './recording';
import type { CompiledReport, Retrace } from './report';
import { ShadowMismatch } from './shadow';
import type { Signature } from './signature';
import { difference, signatureOf } from './signature';
import type { Refusal } from './trace';
import { trace } from './trace';

export interface CompiledOptions {
  /** Runs the step as it is, for debugging. */
  readonly runEagerly?: boolean;
}

export interface CompiledParts {
  readonly lineOf: LineOf;
  /** Tells the reader something once. */
  readonly say: (message: string) => void;
}

export type Compiled<Args extends readonly unknown[], Result> = ((...args: Args) => Result) & {
  /** What was recorded, how often and why. */
  report(): CompiledReport;
  /** Frees what the recordings keep; the step can still be called. */
  dispose(): void;
};

/** Backends whose kernels the recordings run on; on others steps run as they are. */
const BACKENDS = new Set(['cpu', 'wasm', 'webgpu']);
/** Steps that make variables the first time, as optimizers do, are tried again. */
const MOST_ATTEMPTS = 4;
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
  { lineOf, say }: CompiledParts,
): Compiled<Args, Result> {
  const engine = openEngine(tf);
  const name = step.name === '' ? 'a compiled step' : `'${step.name}'`;
  const known = new Map<string, { readonly recording: Recording; prepared: PreparedStep | null }>();
  const retraces: Retrace[] = [];
  let attempts = 0;
  let traces = 0;
  let runs = 0;
  let eager = 0;
  let last: Signature | null = null;
  let refusal: Refusal | null = null;

  const forget = (key: string): void => {
    known.get(key)?.prepared?.dispose();
    known.delete(key);
  };

  const runAndRecord = (args: Args, signature: Signature, key: string, reason: string | null): Result => {
    const traced = trace(tf, signature.tensors, lineOf, () => step(...args));
    traces++;
    if (reason !== null) retraces.push({ reason, line: currentLine(lineOf) });
    last = signature;
    if (traced.recording === null) {
      attempts++;
      if (traced.refusal.isFinal || attempts >= MOST_ATTEMPTS) {
        refusal = traced.refusal;
        say(`${name} runs eagerly: ${refusal.reason}${refusal.line === null ? '' : ` (${refusal.line})`}.`);
      }
      return traced.result;
    }
    attempts = 0;
    forget(key);
    known.set(key, { recording: traced.recording, prepared: null });
    if (known.size > MOST_SIGNATURES) for (const [oldest] of [...known].slice(0, 1)) forget(oldest);
    return traced.result;
  };

  const call = (...args: Args): Result => {
    const backendName = tf.getBackend();
    if (runEagerly || refusal !== null || tracing.has(engine) || engine.state.gradientDepth > 0 || !BACKENDS.has(backendName)) {
      eager++;
      return step(...args);
    }
    const signature = signatureOf(tf, args);
    const key = `${backendName};${signature.key}`;
    const entry = known.get(key);
    tracing.add(engine);
    try {
      if (entry === undefined) return runAndRecord(args, signature, key, last === null || attempts > 0 ? null : difference(last, signature));
      try {
        entry.prepared ??= new PreparedStep(tf, optimize(entry.recording), backendName);
        const result = entry.prepared.run(signature.tensors) as Result;
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

  return Object.assign(call, {
    report(): CompiledReport {
      const recordings = [...known.values()].map(({ recording, prepared }) => ({
        inputs: recording.graph.inputs.length,
        recorded: recording.graph.nodes.length,
        kernels: prepared === null ? null : prepared.kernels,
        fused: prepared === null ? 0 : prepared.recording.graph.nodes.filter(({ kernel }) => kernel === 'FusedElementwise').length,
      }));
      return { name: step.name, traces, runs, eager, retraces, recordings, refusal: refusal === null ? null : { reason: refusal.reason, line: refusal.line } };
    },
    dispose(): void {
      for (const key of [...known.keys()]) forget(key);
    },
  });
}

/** Engines on which a step is being recorded or run: steps inside of steps are part of them. */
const tracing = new WeakSet<object>();
