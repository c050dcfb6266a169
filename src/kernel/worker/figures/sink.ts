/** Figures of one run as displays that are replaced in place. */
import type { FigureSink } from '../../../charts/kinds/api';
import { figureBundle } from '../../../charts/kinds/bundle';
import type { Figure } from '../../../charts/kinds/figure';
import { chartBundle } from '../../../charts/bundle';
import { mime, type MimeBundle } from '../../../base/mime';
import type { JsonObject } from '../../../base/json';
import type { RunOutput } from '../output/run-output';
import { encodePictures } from './pictures';

export interface FigureSinkParts {
  readonly output: Pick<RunOutput, 'say'>;
  /** The run is not over before this is. */
  readonly pending: (work: Promise<void>) => void;
  readonly shouldStop: () => boolean;
}

/** What shows or replaces an output of this run. */
export interface Slots extends FigureSink {
  put(id: string, data: MimeBundle, metadata?: JsonObject): void;
}

export function createFigureSink({ output, pending, shouldStop }: FigureSinkParts): Slots {
  const shown = new Set<string>();
  const put = (id: string, data: MimeBundle, metadata: JsonObject = {}): void => {
    output.say({ type: shown.has(id) ? 'update' : 'display', data, metadata, displayId: id });
    shown.add(id);
  };
  const latest = new Map<string, Figure | Promise<Figure>>();
  return {
    put,
    show(id, figure, title) {
      latest.set(id, figure);
      if (!(figure instanceof Promise)) return put(id, figureBundle(figure));
      if (!shown.has(id)) put(id, { [mime.plain]: `${title ?? 'Figure'} …` });
      const arrive = (data: MimeBundle): void => {
        if (latest.get(id) === figure) put(id, data);
      };
      pending(figure.then((ready) => arrive(figureBundle(ready)), (error: unknown) => arrive({ [mime.plain]: `${title ?? 'The figure'} could not be drawn: ${error instanceof Error ? error.message : String(error)}` })));
    },
    chart: (spec) => put(spec.chartId, chartBundle(spec, null)),
    encode: encodePictures,
    shouldStop,
  };
}
