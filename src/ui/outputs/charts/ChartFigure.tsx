import type { CSSProperties, JSX, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { MountedChart } from '../../../charts/mount';
import type { ChartSettings, ChartSpec, XColumn } from '../../../charts/spec';
import type { SeriesStore } from '../../../charts/store';
import { cx } from '../../controls/cx';
import { ChartTools } from './ChartTools';
import styles from './chart.module.css';

interface Props {
  readonly spec: ChartSpec;
  readonly store: SeriesStore;
  /** Names the figure. */
  readonly label: string;
  /** Settings from outside, such as those that several charts share; the chart's own tools for them are then hidden. */
  readonly settings?: ChartSettings;
  /** More buttons at the end of the tools. */
  readonly tools?: ReactNode;
  readonly className?: string | undefined;
}

/** A chart of lines, points or bars with its tools. */
export function ChartFigure({ spec, store, label, settings, tools, className }: Props): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const newest = useRef({ spec, settings });
  const [chart, setChart] = useState<MountedChart | null>(null);
  const [zoomed, setZoomed] = useState(false);
  const [columns, setColumns] = useState<readonly XColumn[]>(['step']);
  const [failure, setFailure] = useState<string | null>(null);

  useEffect(() => {
    let mounted: MountedChart | null = null;
    let wanted = true;
    import('../../../charts/mount')
      .then(({ mountChart }) => {
        if (!wanted || !host.current) return;
        mounted = mountChart(host.current, newest.current.spec, store, {
          ...(newest.current.settings && { settings: newest.current.settings }),
          onAction(action) {
            if (action.kind === 'zoom') setZoomed(action.zoomed);
            else setColumns(action.columns);
          },
        });
        setChart(mounted);
      })
      .catch((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
    return () => {
      wanted = false;
      mounted?.destroy();
      setChart(null);
      setZoomed(false);
    };
  }, [store, spec.chartId]);

  useEffect(() => {
    newest.current = { spec, settings };
    chart?.update(spec);
  }, [chart, spec, settings]);
  useEffect(() => {
    if (settings) chart?.set(settings);
  }, [chart, settings]);

  return (
    <figure className={cx(styles.figure, className)} style={className === undefined ? sizeOf(spec) : undefined} aria-label={label}>
      <div ref={host} className={styles.host}>
        {failure === null ? null : <p className={styles.failure}>The chart could not be drawn: {failure}</p>}
      </div>
      {chart ? <ChartTools chart={chart} spec={spec} columns={columns} zoomed={zoomed} fixed={settings !== undefined} more={tools} /> : null}
    </figure>
  );
}

/** The size that a spec asks for, that of its plot with the axes: title and legend come above. A narrow page shows less. */
function sizeOf({ width, height }: ChartSpec): CSSProperties & { readonly '--chart-height'?: string; readonly '--plot'?: string } {
  return { ...(height !== undefined && { '--chart-height': 'auto', '--plot': `0 0 ${height}px` }), ...(width !== undefined && { maxWidth: width }) };
}
