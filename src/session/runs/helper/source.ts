/** Runs of the page as the worker reads them: question by question, points in parts. */
import type { RunSource } from '../../../share/runs/types';
import type { MetricSeries } from '../../../storage/runs/types';
import type { HelperEvent, HelperReply } from './calls';

export function sourceOverPort(ask: (question: HelperEvent) => Promise<HelperReply>): RunSource {
  // Whoever asks for several at once asks for them in turn.
  let turn: Promise<unknown> = Promise.resolve();
  const next = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  return {
    series: (runId, metric) => next(() => wholeSeries((from) => ask({ type: 'points', runId, metric, from }))),
    items: (runId) =>
      next(async () => {
        const reply = checked(await ask({ type: 'items', runId }));
        return reply.type === 'items' ? reply.items : [];
      }),
  };
}

async function wholeSeries(part: (from: number) => Promise<HelperReply>): Promise<MetricSeries | null> {
  let whole: MetricSeries | null = null;
  for (let from = 0; ; ) {
    const reply = checked(await part(from));
    if (reply.type !== 'points') return null;
    whole ??= { step: new Float64Array(reply.total), epoch: new Float64Array(reply.total), time: new Float64Array(reply.total), value: new Float64Array(reply.total) };
    for (const column of ['step', 'epoch', 'time', 'value'] as const) whole[column].set(reply.part[column], from);
    from += reply.part.value.length;
    if (from >= reply.total) return whole;
  }
}

function checked(reply: HelperReply): HelperReply {
  if (reply.type === 'failed') throw new Error(reply.message);
  return reply;
}
