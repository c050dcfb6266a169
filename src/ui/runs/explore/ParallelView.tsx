import { useMemo, useRef, useState } from 'react';
import type { CSSProperties, JSX, PointerEvent } from 'react';
import { brushed, parallelAxis, parallelPath } from '../../../charts/parallel';
import type { Brush, ParallelColumn } from '../../../charts/parallel';
import type { TrackedRun } from '../../../session/runs/types';
import { Button } from '../../controls/Button';
import { countWords } from '../../frame/words';
import { colourOf } from '../logic/colours';
import { useChoose } from '../state/choice';
import type { ShownRuns } from '../state/use-runs';
import { AxisHandles } from './AxisHandles';
import { useWidth } from './use-width';
import styles from './plots.module.css';

interface Props {
  readonly runs: readonly TrackedRun[];
  readonly columns: readonly ParallelColumn[];
  readonly shown: ShownRuns;
  /** Which end of the last axis is the better one. */
  readonly goal: 'min' | 'max';
}

const height = 220;
const margin = { top: 44, right: 56, bottom: 12, left: 56 };
/** Pixels from an axis that still take hold of it. */
const reach = 14;

/** One line a run across its settings to the metric. A part of an axis that is brushed leaves out the runs beside it. */
export function ParallelView({ runs, columns, shown, goal }: Props): JSX.Element {
  const choose = useChoose();
  const host = useRef<HTMLDivElement>(null);
  // Axes need room for their labels; a narrow pane scrolls.
  const width = Math.max(useWidth(host), columns.length * 92 + margin.left);
  const [brushes, setBrushes] = useState<ReadonlyMap<string, Brush>>(new Map());
  const dragging = useRef<{ readonly name: string; readonly from: number } | null>(null);
  const axes = useMemo(() => columns.map(parallelAxis), [columns]);
  const inner = { width: width - margin.left - margin.right, height };
  const paths = useMemo(() => runs.map((_, row) => parallelPath(axes, row, inner.width, inner.height)), [axes, runs, inner.width, inner.height]);
  const live = useMemo(() => brushed(axes, brushes, runs.length), [axes, brushes, runs.length]);
  // The better a run, the more of the accent it has, and the nearer it is to the reader.
  const merits = useMemo(() => runs.map((_, row) => meritOf(axes.at(-1)?.places[row] ?? null, goal)), [axes, runs, goal]);
  const order = useMemo(() => runs.map((_, row) => row).sort((a, b) => (merits[a] ?? 0) - (merits[b] ?? 0)), [runs, merits]);
  const passing = runs.filter((_, row) => live[row]);
  const gap = axes.length < 2 ? 0 : inner.width / (axes.length - 1);
  const active = [...brushes.keys()].some((name) => axes.some((axis) => axis.name === name));

  const setBrush = (name: string, brush: Brush | null): void => {
    const next = new Map(brushes);
    if (brush) next.set(name, brush);
    else next.delete(name);
    setBrushes(next);
  };
  const placeOf = (event: PointerEvent<SVGRectElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(1, 1 - (event.clientY - box.top) / box.height));
  };

  return (
    <section className={styles.plot} aria-label="Parallel coordinates">
      <div ref={host} className={styles.scroll}>
        <svg width={width} height={margin.top + height + margin.bottom} role="group" aria-label={`${countWords(runs.length, 'run')} across ${columns.map(({ name }) => name).join(', ')}`}>
          <g transform={`translate(${margin.left},${margin.top})`}>
            <g aria-hidden>
              {order.map((row) => {
                const run = runs[row];
                if (run === undefined) return null;
                const slot = shown.colours.get(run.id);
                const strong = shown.chosen && slot !== undefined;
                return (
                  <path
                    key={run.id}
                    d={paths[row]}
                    className={styles.run}
                    data-out={!live[row] || undefined}
                    data-strong={strong || undefined}
                    style={strong || runs.length <= 8 ? { stroke: colourOf(slot ?? row % 8) } : meritStyle(merits[row] ?? 0, runs.length)}
                    onClick={() => choose({ selected: [run.id], detail: run.id })}
                  >
                    <title>{run.name}</title>
                  </path>
                );
              })}
            </g>
            {axes.map((axis, index) => {
              const brush = brushes.get(axis.name);
              const last = index === axes.length - 1;
              return (
                <g key={axis.name} transform={`translate(${index * gap},0)`}>
                  <text className={styles.axisName} y={-26} textAnchor={last ? 'end' : index === 0 ? 'start' : 'middle'} dx={last ? 40 : index === 0 ? -40 : 0}>
                    {axis.name.length > 22 ? `${axis.name.slice(0, 21)}…` : axis.name}
                  </text>
                  <line className={styles.axis} y1={0} y2={height} />
                  {axis.ticks.map(({ at, label }) => (
                    <text key={label} className={styles.tick} x={last ? 13 : -13} y={(1 - at) * height} dy="0.32em" textAnchor={last ? 'start' : 'end'}>
                      {label.length > 9 ? `${label.slice(0, 8)}…` : label}
                    </text>
                  ))}
                  {brush ? <rect className={styles.brush} x={-7} width={14} y={(1 - brush.to) * height} height={Math.max(2, (brush.to - brush.from) * height)} /> : null}
                  <rect
                    className={styles.hold}
                    x={-reach}
                    width={2 * reach}
                    y={0}
                    height={height}
                    onPointerDown={(event) => {
                      event.currentTarget.setPointerCapture(event.pointerId);
                      dragging.current = { name: axis.name, from: placeOf(event) };
                    }}
                    onPointerMove={(event) => {
                      const drag = dragging.current;
                      if (drag?.name !== axis.name) return;
                      const at = placeOf(event);
                      if (Math.abs(at - drag.from) > 0.01) setBrush(axis.name, { from: Math.min(at, drag.from), to: Math.max(at, drag.from) });
                    }}
                    onPointerUp={(event) => {
                      const drag = dragging.current;
                      dragging.current = null;
                      // A press without a drag takes the brush away.
                      if (drag && Math.abs(placeOf(event) - drag.from) <= 0.01) setBrush(axis.name, null);
                    }}
                  />
                  <AxisHandles axis={axis} brush={brush} height={height} onBrush={(next) => setBrush(axis.name, next)} />
                </g>
              );
            })}
          </g>
        </svg>
      </div>
      <p className={styles.words} role="status">
        {active ? `${passing.length} of ${countWords(runs.length, 'run')} within the brushes` : 'Drag along an axis, or move its handles with the arrow keys, to see some of the runs only.'}
      </p>
      {active ? (
        <div className={styles.buttons}>
          <Button disabled={passing.length === 0} onClick={() => choose({ selected: passing.map(({ id }) => id) })}>
            Choose {countWords(passing.length, 'run')}
          </Button>
          <Button tone="plain" onClick={() => setBrushes(new Map())}>
            Clear brushes
          </Button>
        </div>
      ) : null}
    </section>
  );
}

/** From 0 for the worst to 1 for the best; runs without a value are among the worst. */
const meritOf = (place: number | null, goal: 'min' | 'max'): number => (place === null ? 0 : goal === 'min' ? 1 - place : place);

const meritStyle = (merit: number, runs: number): CSSProperties & { readonly '--faint': number } => ({ stroke: meritColour(merit), '--faint': faintness(merit, runs) });

/** Opacity: of many, the worse ones hardly show. */
const faintness = (merit: number, runs: number): number => {
  const least = Math.max(0.12, Math.min(0.75, 30 / runs));
  return least + (1 - least) * merit ** 4;
};

/** Squared, so that the few at the top stand out of the many. */
const meritColour = (merit: number): string => `color-mix(in oklab, var(--accent) ${Math.round(100 * merit ** 2)}%, var(--border-strong))`;
