import Download from 'lucide-react/icons/download';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import type { JSX } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { MountedChart } from '../../charts/mount';
import { useServices } from '../context';
import { Button } from '../controls/Button';
import { IconButton } from '../controls/IconButton';
import { Menu, MenuItem } from '../controls/Menu';
import { saveFile } from './download';
import type { RendererProps } from './rendering';
import type { ChartSpec } from './values';
import styles from './chart.module.css';

/** A chart, live or from the file, with its tools. */
export function ChartOutput({ value: spec, context }: RendererProps<ChartSpec>): JSX.Element {
  const { charts } = useServices();
  const host = useRef<HTMLDivElement>(null);
  const newest = useRef(spec);
  const [chart, setChart] = useState<MountedChart | null>(null);
  const [zoomed, setZoomed] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [log, setLog] = useState(spec.y.scale === 'log');
  const [smoothing, setSmoothing] = useState(() => Math.max(0, ...spec.series.map((series) => series.smoothing ?? 0)));

  useEffect(() => {
    let mounted: MountedChart | null = null;
    let wanted = true;
    import('../../charts/mount')
      .then(({ mountChart }) => {
        if (!wanted || !host.current) return;
        mounted = mountChart(host.current, newest.current, charts, { onAction: (action) => setZoomed(action.zoomed) });
        setChart(mounted);
      })
      .catch((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
    return () => {
      wanted = false;
      mounted?.destroy();
      setChart(null);
      setZoomed(false);
    };
  }, [charts, spec.chartId]);

  useEffect(() => {
    newest.current = spec;
    chart?.update(spec);
  }, [chart, spec]);

  const name = spec.title ?? spec.series.map((series) => series.name).join(' ');
  const hasLines = spec.series.some((series) => series.mark === 'line');
  return (
    <figure className={styles.figure} aria-label={context.label}>
      <div ref={host} className={styles.host}>
        {failure === null ? null : <p className={styles.failure}>The chart could not be drawn: {failure}</p>}
      </div>
      {chart ? (
        <div className={styles.tools} role="toolbar" aria-label="Chart tools">
          <Button
            tone="plain"
            aria-pressed={log}
            className={styles.tool}
            onClick={() => {
              setLog(!log);
              chart.setLog(!log);
            }}
          >
            Log scale
          </Button>
          {hasLines ? (
            <label className={styles.smoothing}>
              Smoothing
              <input
                type="range"
                min={0}
                max={0.99}
                step={0.01}
                value={smoothing}
                onChange={(event) => {
                  const amount = event.currentTarget.valueAsNumber;
                  setSmoothing(amount);
                  chart.setSmoothing(amount);
                }}
                onKeyDown={(event) => event.stopPropagation()}
              />
              <output>{smoothing.toFixed(2)}</output>
            </label>
          ) : null}
          <IconButton icon={RotateCcw} label="Reset zoom" disabled={!zoomed} onClick={() => chart.resetZoom()} />
          <Menu align="end" trigger={<IconButton icon={Download} label="Download chart" />}>
            <MenuItem onSelect={() => saveFile(`${name}.svg`, new Blob([chart.toSvg()], { type: 'image/svg+xml' }))}>SVG</MenuItem>
            <MenuItem onSelect={() => void chart.toPng().then((png) => saveFile(`${name}.png`, png))}>PNG</MenuItem>
            <MenuItem onSelect={() => saveFile(`${name}.csv`, new Blob([chart.toCsv()], { type: 'text/csv' }))}>CSV</MenuItem>
          </Menu>
        </div>
      ) : null}
    </figure>
  );
}
