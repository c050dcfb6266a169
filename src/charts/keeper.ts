import { isObject } from '../base/json';
import { mime } from '../base/mime';
import type { MimeBundle } from '../base/mime';
import { chartBundle } from './bundle';
import type { ChartSpec } from './spec';
import type { SeriesStore } from './store';

/** Points of one series as they arrive from a run. */
interface Batch {
  readonly chartId: string;
  readonly series: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly epoch?: Float64Array;
  readonly time?: Float64Array;
}

export interface ChartKeeper {
  append(batch: Batch): void;
  /** A chart's bundle with every point kept so far, and its fallbacks; null if the data is not a chart. */
  complete(data: MimeBundle): MimeBundle | null;
  clear(): void;
}

/** What a session needs of the charts: to keep points as they come, and to make the form that a file holds. */
export function chartKeeper(store: SeriesStore): ChartKeeper {
  return {
    append: ({ chartId, series, ...points }) => store.append(chartId, series, points),
    complete(data) {
      const spec: unknown = data[mime.chart];
      // A chart that came with the file and was not run again has no points here; its bundle stands as it is.
      if (!isChartSpec(spec) || store.seriesNames(spec.chartId).length === 0) return null;
      return { ...data, ...chartBundle(spec, store) };
    },
    clear: () => store.clear(),
  };
}

/** Outputs also come out of files, where anything may stand under our name. */
function isChartSpec(value: unknown): value is ChartSpec {
  if (!isObject(value) || typeof value.chartId !== 'string' || !isObject(value.x) || !isObject(value.y)) return false;
  return Array.isArray(value.series) && value.series.every((series) => isObject(series) && typeof series.name === 'string');
}
