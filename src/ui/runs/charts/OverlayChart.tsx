import Download from 'lucide-react/icons/download';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { JSX } from 'react';
import { useStore } from 'zustand';
import type { MountedChart } from '../../../charts/mount';
import type { ChartSettings } from '../../../charts/spec';
import { createSeriesStore } from '../../../charts/store';
import type { SeriesStore } from '../../../charts/store';
import type { TrackedRun } from '../../../session/runs/types';
import { IconButton } from '../../controls/IconButton';
import { Menu, MenuItem } from '../../controls/Menu';
import { useShell } from '../../frame/shell-context';
import { useChoice } from '../state/choice';
import { useRuns } from '../state/use-runs';
import { useCalm, useSeen } from '../state/use-series';
import { curvesOf, overlaySpec } from './overlay';
import type { MetricChart } from './overlay';
import styles from './OverlayChart.module.css';

interface Props {
  readonly chart: MetricChart;
  readonly runs: readonly TrackedRun[];
  readonly colours: ReadonlyMap<string, number>;
}

/** One metric of the runs on show, drawn over one another. */
export function OverlayChart({ chart, runs, colours }: Props): JSX.Element {
  const { saveFile } = useShell();
  const host = useRef<HTMLDivElement>(null);
  const seen = useSeen(host);
  const store = useMemo(() => createSeriesStore({ schedule: (draw) => void requestAnimationFrame(draw) }), []);
  const spec = useMemo(() => overlaySpec(runs, chart, colours), [runs, chart, colours]);
  const smoothing = useChoice((choice) => choice.smoothing);
  const logY = useChoice((choice) => choice.log);
  const x = useChoice((choice) => choice.x);
  const settings: ChartSettings = useMemo(() => ({ smoothing, logY, x, logX: null }), [smoothing, logY, x]);
  const newest = useRef({ spec, settings });
  const [mounted, setMounted] = useState<MountedChart | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [zoomed, setZoomed] = useState(false);
  useEffect(() => {
    newest.current = { spec, settings };
  }, [spec, settings]);
  usePoints(store, chart, runs, seen);

  useEffect(() => {
    if (!seen) return;
    let view: MountedChart | null = null;
    let wanted = true;
    import('../../../charts/mount')
      .then(({ mountChart }) => {
        if (!wanted || !host.current) return;
        view = mountChart(host.current, newest.current.spec, store, {
          settings: newest.current.settings,
          onAction: (action) => action.kind === 'zoom' && setZoomed(action.zoomed),
        });
        setMounted(view);
      })
      .catch((cause: unknown) => setFailure(cause instanceof Error ? cause.message : String(cause)));
    return () => {
      wanted = false;
      view?.destroy();
      setMounted(null);
    };
  }, [seen, store]);
  useEffect(() => mounted?.update(spec), [mounted, spec]);
  useEffect(() => mounted?.set(settings), [mounted, settings]);

  const file = chart.title.replaceAll('/', ' ');
  return (
    <figure className={styles.figure} aria-label={`${chart.title} of ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`}>
      <div className={styles.tools}>
        {zoomed ? <IconButton icon={RotateCcw} label={`Reset zoom of ${chart.title}`} onClick={() => mounted?.resetZoom()} /> : null}
        {mounted ? (
          <Menu align="end" trigger={<IconButton icon={Download} label={`Download ${chart.title}`} />}>
            <MenuItem onSelect={() => saveFile(`${file}.svg`, new Blob([mounted.toSvg()], { type: 'image/svg+xml' }))}>SVG</MenuItem>
            <MenuItem onSelect={() => void mounted.toPng().then((png) => saveFile(`${file}.png`, png))}>PNG</MenuItem>
            <MenuItem onSelect={() => void mounted.toCsv().then((csv) => saveFile(`${file}.csv`, csv))}>CSV</MenuItem>
          </Menu>
        ) : null}
      </div>
      <div ref={host} className={styles.host}>
        {failure === null ? null : <p className={styles.failure}>The chart could not be drawn: {failure}</p>}
      </div>
    </figure>
  );
}

/** Keeps the store in step with the points of every curve: finished runs are read once, live ones as points come. */
function usePoints(store: SeriesStore, chart: MetricChart, shown: readonly TrackedRun[], wanted: boolean): void {
  const runs = useRuns();
  const counts = useCalm(useStore(runs.store, ({ pointsOf }) => shown.map(({ id }) => pointsOf[id] ?? 0).join(' ')));
  const read = useRef(new Map<string, string>());
  const keys = curvesOf(shown, chart).map(({ series }) => series).join('\n');
  const newest = useRef(shown);
  useEffect(() => {
    newest.current = shown;
  }, [shown]);
  useEffect(() => {
    if (!wanted || keys === '') return;
    let current = true;
    for (const { runId, metric, series } of curvesOf(newest.current, chart)) {
      const count = String(runs.store.getState().pointsOf[runId] ?? 0);
      if (read.current.get(series) === count) continue;
      runs.series(runId, metric).then(
        (points) => {
          if (!current) return;
          read.current.set(series, count);
          if (points) store.sync(`runs/${chart.title}`, series, { x: points.step, y: points.value, epoch: points.epoch, time: points.time });
        },
        // Of a run that was deleted meanwhile there is nothing to draw.
        () => undefined,
      );
    }
    return () => {
      current = false;
    };
  }, [runs, store, chart, keys, counts, wanted]);
}
