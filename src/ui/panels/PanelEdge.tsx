import { useRef } from 'react';
import type { JSX } from 'react';
import styles from './SidePanel.module.css';

/** Least and greatest width of a panel, px. */
const least = 220;
const greatest = 560;

interface Props {
  /** CSS pixels. */
  readonly width: number;
  /** The width that a double-click gives. */
  readonly usual: number;
  onResize(width: number): void;
}

/** The edge of a panel: drag it, move it with the arrow keys, double-click it for the usual width. */
export function PanelEdge({ width, usual, onResize }: Props): JSX.Element {
  const grip = useRef<{ readonly x: number; readonly width: number } | null>(null);
  const resize = (wanted: number): void => onResize(Math.round(Math.min(greatest, Math.max(least, wanted))));
  return (
    <div
      role="separator"
      aria-label="Width of the panel"
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={greatest}
      tabIndex={0}
      className={styles.edge}
      onDoubleClick={() => resize(usual)}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? 16 : event.key === 'ArrowLeft' ? -16 : 0;
        if (step === 0) return;
        event.preventDefault();
        resize(width + step);
      }}
      onPointerDown={(event) => {
        grip.current = { x: event.clientX, width };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (grip.current) resize(grip.current.width + event.clientX - grip.current.x);
      }}
      onPointerUp={() => {
        grip.current = null;
      }}
      onPointerCancel={() => {
        grip.current = null;
      }}
    />
  );
}
