import { useMemo, useRef } from 'react';
import type { JSX } from 'react';
import { parallelAxis } from '../../../charts/parallel';
import type { ParallelColumn } from '../../../charts/parallel';
import { formatValue } from '../../../charts/format';
import type { TrackedRun } from '../../../session/runs/types';
import { colourOf } from '../logic/colours';
import { settingWords } from '../logic/settings';
import { useChoose } from '../state/choice';
import type { ShownRuns } from '../state/use-runs';
import { useWidth } from './use-width';
import styles from './plots.module.css';

interface Props {
  readonly runs: readonly TrackedRun[];
  readonly x: ParallelColumn;
  readonly y: ParallelColumn;
  readonly shown: ShownRuns;
}

const height = 260;
const margin = { top: 12, right: 24, bottom: 44, left: 64 };

/** A point a run: a setting along, the metric up. */
export function ScatterView({ runs, x, y, shown }: Props): JSX.Element {
  const choose = useChoose();
  const host = useRef<HTMLDivElement>(null);
  const width = Math.max(280, useWidth(host));
  const [across, up] = useMemo(() => [parallelAxis(x), parallelAxis(y)], [x, y]);
  const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  // Points do not lie on the frame.
  const along = (at: number): number => (0.03 + 0.94 * at) * inner.width;
  const above = (at: number): number => (1 - 0.03 - 0.94 * at) * inner.height;
  const points = runs.flatMap((run, row) => {
    const [px, py] = [across.places[row], up.places[row]];
    if (typeof px !== 'number' || typeof py !== 'number') return [];
    const value = y.values[row];
    return [{ run, cx: along(px), cy: above(py), words: `${run.name}: ${x.name} ${settingWords(x.values[row] ?? null)}, ${y.name} ${typeof value === 'number' ? formatValue(value) : ''}` }];
  });
  const left = runs.length - points.length;
  return (
    <section className={styles.plot} aria-label={`${y.name} by ${x.name}`}>
      <div ref={host}>
        <svg width={width} height={height} role="img" aria-label={`${points.length} runs. ${points.slice(0, 20).map(({ words }) => words).join('. ')}${points.length > 20 ? `, and ${points.length - 20} more` : ''}`}>
          <g transform={`translate(${margin.left},${margin.top})`}>
            {up.ticks.map(({ at, label }) => (
              <g key={label} transform={`translate(0,${above(at)})`}>
                <line className={styles.grid} x2={inner.width} />
                <text className={styles.tick} x={-8} dy="0.32em" textAnchor="end">
                  {label.length > 9 ? `${label.slice(0, 8)}…` : label}
                </text>
              </g>
            ))}
            {across.ticks.map(({ at, label }) => (
              <text key={label} className={styles.tick} x={along(at)} y={inner.height + 16} textAnchor="middle">
                {label.length > 12 ? `${label.slice(0, 11)}…` : label}
              </text>
            ))}
            <line className={styles.axis} y1={inner.height} y2={inner.height} x2={inner.width} />
            <text className={styles.axisName} x={inner.width / 2} y={inner.height + 36} textAnchor="middle">
              {x.name}
            </text>
            {points.map(({ run, cx, cy, words }) => {
              const slot = shown.colours.get(run.id);
              return (
                <circle key={run.id} className={styles.point} data-shown={slot !== undefined || undefined} cx={cx} cy={cy} r={5} style={{ fill: slot === undefined ? undefined : colourOf(slot) }} onClick={() => choose({ selected: [run.id], detail: run.id })}>
                  <title>{words}</title>
                </circle>
              );
            })}
          </g>
        </svg>
      </div>
      {left > 0 ? (
        <p className={styles.words}>
          {left} {left === 1 ? 'run has' : 'runs have'} no finite value of both and {left === 1 ? 'is' : 'are'} left out.
        </p>
      ) : null}
    </section>
  );
}
