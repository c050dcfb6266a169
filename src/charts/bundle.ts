import type { Json } from '../base/json';
import { mime } from '../base/mime';
import type { MimeBundle } from '../base/mime';
import { seriesOf, toSaved } from './points';
import type { ChartSpec } from './spec';
import type { SeriesStore } from './store';
import { chartSvg } from './svg';
import { chartText } from './text';

/**
 * The chart as a file keeps it: spec and points for us, a picture and words for other readers. A series of more than
 * 4,000 points is kept as about so many that draw the same; its `decimatedFrom` says how many there were.
 */
export function chartBundle(spec: ChartSpec, store: SeriesStore | null): MimeBundle {
  const series = seriesOf(spec, store);
  const complete: ChartSpec = { ...spec, points: series.map((one, index) => toSaved(one, spec.points?.[index])), live: false };
  return {
    // An interface has no index signature, so it is not assignable to JSON though all of its members are.
    [mime.chart]: { ...complete } as unknown as Json,
    [mime.svg]: chartSvg(spec, series),
    [mime.plain]: chartText(spec, series),
  };
}
