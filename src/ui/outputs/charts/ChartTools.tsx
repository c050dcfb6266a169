import Download from 'lucide-react/icons/download';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import type { JSX, ReactNode } from 'react';
import { useState } from 'react';
import type { MountedChart } from '../../../charts/mount';
import type { ChartSpec, XColumn } from '../../../charts/spec';
import { Button } from '../../controls/Button';
import { IconButton } from '../../controls/IconButton';
import { Menu, MenuChoice, MenuItem } from '../../controls/Menu';
import { saveFile } from '../download';
import styles from './chart.module.css';

interface Props {
  readonly chart: MountedChart;
  readonly spec: ChartSpec;
  /** By what x can be read. */
  readonly columns: readonly XColumn[];
  readonly zoomed: boolean;
  /** Smoothing and axes are set elsewhere. */
  readonly fixed: boolean;
  readonly more: ReactNode;
}

const titles: Readonly<Record<XColumn, string>> = { step: 'Step', epoch: 'Epoch', time: 'Time' };

/** What the reader can do with a chart. */
export function ChartTools({ chart, spec, columns, zoomed, fixed, more }: Props): JSX.Element {
  const [logY, setLogY] = useState(spec.y.scale === 'log');
  const [logX, setLogX] = useState(spec.x.scale === 'log');
  const [x, setX] = useState<XColumn>('step');
  const [smoothing, setSmoothing] = useState<number | null>(null);
  const weight = smoothing ?? Math.max(0, ...spec.series.map((series) => series.smoothing ?? 0));
  const hasLines = spec.series.some((series) => series.mark === 'line');
  const name = spec.title ?? (spec.series.map((series) => series.name).join(' ') || 'chart');
  const stepTitle = spec.x.label === undefined || spec.x.label === '' ? titles.step : spec.x.label.charAt(0).toUpperCase() + spec.x.label.slice(1);
  const save = (kind: string, content: Promise<Blob>): void => void content.then((blob) => saveFile(`${name}.${kind}`, blob));
  return (
    <div className={styles.tools} role="toolbar" aria-label="Chart tools">
      {fixed || !hasLines ? null : (
        <label className={styles.smoothing}>
          Smoothing
          <input
            type="range"
            min={0}
            max={0.99}
            step={0.01}
            value={weight}
            onChange={(event) => {
              const amount = event.currentTarget.valueAsNumber;
              setSmoothing(amount);
              chart.set({ smoothing: amount });
            }}
            onKeyDown={(event) => event.stopPropagation()}
          />
          <output>{weight.toFixed(2)}</output>
        </label>
      )}
      {fixed ? null : (
        <Toggle
          on={logY}
          name="Log scale"
          onChange={(on) => {
            setLogY(on);
            chart.set({ logY: on });
          }}
        />
      )}
      {fixed || spec.x.categories ? null : (
        <Toggle
          on={logX}
          name="Log x"
          onChange={(on) => {
            setLogX(on);
            chart.set({ logX: on });
          }}
        />
      )}
      {fixed || columns.length < 2 ? null : (
        <Menu
          trigger={
            <Button tone="plain" className={styles.tool}>
              X: {x === 'step' ? stepTitle : titles[x]}
            </Button>
          }
        >
          <MenuChoice
            label="Horizontal axis"
            value={x}
            choices={columns.map((value) => ({ value, title: value === 'step' ? stepTitle : titles[value] }))}
            onChoose={(value) => {
              setX(value);
              chart.set({ x: value });
            }}
          />
        </Menu>
      )}
      <span className={styles.actions}>
        <IconButton icon={RotateCcw} label="Reset zoom" disabled={!zoomed} onClick={() => chart.resetZoom()} />
        <Menu align="end" trigger={<IconButton icon={Download} label="Download chart" />}>
          <MenuItem onSelect={() => save('svg', Promise.resolve(new Blob([chart.toSvg()], { type: 'image/svg+xml' })))}>SVG</MenuItem>
          <MenuItem onSelect={() => save('png', chart.toPng())}>PNG</MenuItem>
          <MenuItem onSelect={() => save('csv', chart.toCsv())}>CSV</MenuItem>
        </Menu>
        {more}
      </span>
    </div>
  );
}

function Toggle({ on, name, onChange }: { readonly on: boolean; readonly name: string; onChange(on: boolean): void }): JSX.Element {
  return (
    <Button tone="plain" aria-pressed={on} className={styles.tool} onClick={() => onChange(!on)}>
      {name}
    </Button>
  );
}
