/** A worker of the page: reads points of runs from disk, and makes and reads files of runs. */
import { openRunStore } from '../../../storage/runs/opfs-store';
import type { MetricSeries } from '../../../storage/runs/types';
import { runsFile, runsReportText } from '../formats';
import type { HelperCall, HelperEvent, HelperReply, HelperRequest, HelperResults } from './calls';
import { sourceOverPort } from './source';

onmessage = ({ data: { call, port } }: MessageEvent<HelperRequest>) => {
  const say = (event: HelperEvent, transfer: Transferable[] = []): void => port.postMessage(event, transfer);
  const ask = (question: HelperEvent): Promise<HelperReply> =>
    new Promise((resolve) => {
      port.onmessage = ({ data }: MessageEvent<HelperReply>) => resolve(data);
      say(question);
    });
  work(call, ask).then(
    ({ value, transfer }) => say({ type: 'done', value }, transfer),
    (cause: unknown) => say({ type: 'failed', message: cause instanceof Error ? cause.message : String(cause) }),
  );
};

async function work(call: HelperCall, ask: (question: HelperEvent) => Promise<HelperReply>): Promise<{ readonly value: HelperResults[HelperCall['kind']]; readonly transfer: Transferable[] }> {
  switch (call.kind) {
    case 'series': {
      const store = await openRunStore(await navigator.storage.getDirectory());
      const series = await store.series(call.runId, call.metric);
      return { value: series, transfer: series === null ? [] : buffersOf([series]) };
    }
    case 'import': {
      const { importRunFiles } = await import('../../../share/runs/import');
      const read = await importRunFiles(call.files.map(({ path, file }) => ({ name: path, arrayBuffer: () => file.arrayBuffer() })));
      return { value: read, transfer: buffersOf(read.runs.flatMap(({ series }) => Object.values(series))) };
    }
    case 'export':
      return { value: await runsFile(sourceOverPort(ask), call.runs, call.format), transfer: [] };
    case 'report':
      return { value: await runsReportText(sourceOverPort(ask), call.runs), transfer: [] };
    default:
      return call satisfies never;
  }
}

/** Each once: columns may be views of one buffer. */
const buffersOf = (all: readonly MetricSeries[]): ArrayBuffer[] => [...new Set(all.flatMap((series) => [series.step, series.epoch, series.time, series.value].map(({ buffer }) => buffer as ArrayBuffer)))];
