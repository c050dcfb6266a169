/** The page's side of the worker that reads points and makes and reads files of runs: millions of numbers would hold the page up. */
import type { RunSource } from '../../../share/runs/types';
import type { MetricSeries } from '../../../storage/runs/types';
import type { HelperCall, HelperEvent, HelperReply, HelperRequest, HelperResults } from './calls';

export interface RunsHelper {
  /** @param source what the worker may ask for, of runs as the page has them */
  call<K extends HelperCall['kind']>(call: HelperCall & { readonly kind: K }, source?: RunSource, work?: LongWork): Promise<HelperResults[K]>;
}

/** Who waits for a call that takes its time. */
export interface LongWork {
  /** Ends it: the call rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** How much is done, from 0 to 1; some times a second. */
  onProgress(share: number): void;
}

/** Without calls for so long, in milliseconds, the worker gives its memory back. */
const IDLE = 30_000;
/** Points that are copied at once: 2 MB. */
const PART = 65_536;

export function createRunsHelper(start: () => Worker): RunsHelper {
  let worker: Worker | null = null;
  let idle: ReturnType<typeof setTimeout> | undefined;
  const open = new Set<(reason: Error) => void>();

  const stop = (): void => {
    worker?.terminate();
    worker = null;
  };
  const started = (): Worker => {
    clearTimeout(idle);
    if (worker !== null) return worker;
    worker = start();
    worker.onerror = ({ message }) => {
      stop();
      for (const fail of [...open]) fail(new Error(message || 'the worker for runs could not be loaded; reload the page'));
    };
    return worker;
  };

  return {
    call: (call, source, work) =>
      new Promise((resolve, reject) => {
        const { port1: port, port2 } = new MessageChannel();
        const over = (): void => {
          open.delete(fail);
          work?.signal.removeEventListener('abort', stopped);
          port.close();
          if (open.size === 0) idle = setTimeout(stop, IDLE);
        };
        const fail = (reason: Error): void => {
          over();
          reject(reason);
        };
        const stopped = (): void => {
          port.postMessage({ type: 'stop' } satisfies HelperReply);
          fail(work?.signal.reason as Error);
        };
        work?.signal.addEventListener('abort', stopped);
        const answers = answersOf(source);
        port.onmessage = ({ data }: MessageEvent<HelperEvent>) => {
          if (data.type === 'done') {
            over();
            resolve(data.value as HelperResults[typeof call.kind]);
          } else if (data.type === 'failed') fail(new Error(data.message));
          else if (data.type === 'progress') work?.onProgress(data.share);
          else void answers(data).then(({ reply, transfer }) => port.postMessage(reply, transfer));
        };
        started().postMessage({ call, port: port2 } satisfies HelperRequest, [port2]);
        open.add(fail);
      }),
  };
}

interface Answer {
  readonly reply: HelperReply;
  readonly transfer: Transferable[];
}

function answersOf(source: RunSource | undefined): (question: HelperEvent & { readonly type: 'points' | 'items' }) => Promise<Answer> {
  /** The series that is being asked for part by part: a live run's may be longer the next time. */
  let current: { readonly key: string; readonly series: MetricSeries | null } | null = null;
  return async (question) => {
    try {
      if (source === undefined) throw new Error('there are no runs to ask for');
      if (question.type === 'items') return { reply: { type: 'items', items: await source.items(question.runId) }, transfer: [] };
      const { runId, metric, from } = question;
      const key = `${runId} ${metric}`;
      if (from === 0 || current?.key !== key) current = { key, series: await source.series(runId, metric) };
      if (current.series === null) return { reply: { type: 'none' }, transfer: [] };
      const { step, epoch, time, value } = current.series;
      const [steps, epochs, times, values] = [step, epoch, time, value].map((column) => column.slice(from, from + PART)) as [Float64Array, Float64Array, Float64Array, Float64Array];
      return {
        reply: { type: 'points', total: value.length, part: { step: steps, epoch: epochs, time: times, value: values } },
        transfer: [steps, epochs, times, values].map(({ buffer }) => buffer as ArrayBuffer),
      };
    } catch (cause) {
      return { reply: { type: 'failed', message: cause instanceof Error ? cause.message : String(cause) }, transfer: [] };
    }
  };
}
