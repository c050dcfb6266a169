/** A worker of the page: reads points of runs from disk, and makes and reads files of runs. */
import { openRunStore } from '../../../storage/runs/opfs-store';
import type { Watch } from '../../../share/runs/breath';
import type { MetricSeries } from '../../../storage/runs/types';
import { runsFile, runsReportText } from '../formats';
import type { HelperCall, HelperEvent, HelperReply, HelperRequest, HelperResults } from './calls';
import { sourceOverPort } from './source';

/** Between two messages of how much is done, in milliseconds. */
const TELL = 100;

onmessage = ({ data: { call, port } }: MessageEvent<HelperRequest>) => {
  const say = (event: HelperEvent, transfer: Transferable[] = []): void => port.postMessage(event, transfer);
  let isStopped = false;
  let answered: (reply: HelperReply) => void = () => undefined;
  port.onmessage = ({ data }: MessageEvent<HelperReply>) => {
    if (data.type === 'stop') isStopped = true;
    else answered(data);
  };
  const ask = (question: HelperEvent): Promise<HelperReply> =>
    new Promise((resolve) => {
      answered = resolve;
      say(question);
    });
  let toldAt = 0;
  const watch: Watch = {
    tell(share) {
      const now = performance.now();
      if (now - toldAt < TELL) return;
      toldAt = now;
      say({ type: 'progress', share });
    },
    stopped: () => isStopped,
  };
  work(call, ask, watch).then(
    ({ value, transfer }) => say({ type: 'done', value }, transfer),
    (cause: unknown) => say({ type: 'failed', message: cause instanceof Error ? cause.message : String(cause) }),
  );
};

async function work(call: HelperCall, ask: (question: HelperEvent) => Promise<HelperReply>, watch: Watch): Promise<{ readonly value: HelperResults[HelperCall['kind']]; readonly transfer: Transferable[] }> {
  switch (call.kind) {
    case 'series': {
      const store = await openRunStore(await navigator.storage.getDirectory());
      const series = await store.series(call.runId, call.metric);
      return { value: series, transfer: series === null ? [] : buffersOf([series]) };
    }
    case 'import': {
      const { importToDisk } = await import('./import');
      const store = await navigator.storage.getDirectory().then(openRunStore).catch(() => null);
      const read = await importToDisk(call, store, watch);
      return { value: read, transfer: buffersOf(read.runs.flatMap(({ series }) => Object.values(series))) };
    }
    case 'export':
      return { value: await runsFile(sourceOverPort(ask), call.runs, call.format, watch), transfer: [] };
    case 'report':
      return { value: await runsReportText(sourceOverPort(ask), call.runs), transfer: [] };
    default:
      return call satisfies never;
  }
}

/** Each once: columns may be views of one buffer. */
const buffersOf = (all: readonly MetricSeries[]): ArrayBuffer[] => [...new Set(all.flatMap((series) => [series.step, series.epoch, series.time, series.value].map(({ buffer }) => buffer as ArrayBuffer)))];
