/** Charts of one run: their descriptions as displays that are updated, their points in batches. */
import { mime, type MimeBundle } from '../../../base/mime';
import type { Json, JsonObject } from '../../../base/json';
import type { ChartSink } from '../../../charts/sink';
import type { ChartSpec } from '../../../charts/spec';
import type { RunOutput } from '../output/run-output';

export function createChartSink(output: Pick<RunOutput, 'say' | 'point'>): ChartSink {
  const specs = new Map<string, ChartSpec>();
  const say = (type: 'display' | 'update', spec: ChartSpec): void => {
    specs.set(spec.chartId, spec);
    output.say({ type, data: bundleOf(spec), metadata: {}, displayId: spec.chartId });
  };
  return {
    open: (spec) => say('display', spec),
    update: (spec) => say('update', spec),
    points: (chartId, series, x, y, moment) => output.point(chartId, series, x, y, moment),
    close(chartId) {
      const spec = specs.get(chartId);
      if (spec?.live) say('update', { ...spec, live: false });
    },
  };
}

/** The picture is drawn by whoever has the points, so here it is words only. */
function bundleOf(spec: ChartSpec): MimeBundle {
  const json = JSON.parse(JSON.stringify(spec)) as Json as JsonObject;
  const names = spec.series.map((series) => series.name).join(', ');
  return { [mime.chart]: json, [mime.plain]: [spec.title ?? 'Chart', ...(names === '' ? [] : [names])].join(': ') };
}
