import type { JSX } from 'react';
import { useMemo, useRef } from 'react';
import type { MetricSeries, TrackedRun } from '../../session/runs/types';
import { mainMetric } from './logic/metrics';
import { useSeen, useSeries } from './state/use-series';
import styles from './RunSparkline.module.css';

const width = 64;
const height = 20;

/** The run's main metric as a small line; the words beside it say its value. */
export function RunSparkline({ run, colour }: { readonly run: TrackedRun; readonly colour: string | null }): JSX.Element {
  const host = useRef<SVGSVGElement>(null);
  const seen = useSeen(host);
  const series = useSeries(run.id, mainMetric(run), seen);
  const path = useMemo(() => (series === null ? '' : sparkPath(series)), [series]);
  return (
    <svg ref={host} className={styles.spark} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
      <path d={path} style={{ stroke: colour ?? undefined }} />
    </svg>
  );
}

/** Lowest and highest of each pixel column, so that no spike is lost; gaps where nothing is finite. */
function sparkPath({ value }: MetricSeries): string {
  let [low, high] = [Infinity, -Infinity];
  for (const each of value) {
    if (!Number.isFinite(each)) continue;
    if (each < low) low = each;
    if (each > high) high = each;
  }
  if (low > high) return '';
  const y = (at: number): string => (height - 2 - (high === low ? 0.5 : (at - low) / (high - low)) * (height - 4)).toFixed(1);
  const columns = Math.min(width, value.length);
  const parts: string[] = [];
  for (let column = 0; column < columns; column++) {
    const [from, to] = [Math.floor((column * value.length) / columns), Math.floor(((column + 1) * value.length) / columns)];
    let [least, most] = [Infinity, -Infinity];
    for (let at = from; at < to; at++) {
      const each = value[at] ?? NaN;
      if (!Number.isFinite(each)) continue;
      if (each < least) least = each;
      if (each > most) most = each;
    }
    if (least > most) continue;
    const x = (columns === 1 ? width / 2 : 1 + (column * (width - 2)) / (columns - 1)).toFixed(1);
    parts.push(`${x},${y(least)}`);
    if (most > least) parts.push(`${x},${y(most)}`);
  }
  return parts.length === 1 ? `M${parts[0]}h0.1` : `M${parts.join('L')}`;
}
