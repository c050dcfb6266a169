import { useRef, useState } from 'react';
import type { CSSProperties, JSX, KeyboardEvent } from 'react';
import { milliseconds } from '../../../base/quantity';
import type { FlameChart as Chart, FlameFrame } from '../../../protocol/previews';
import { cx } from '../../controls/cx';
import { visibleFrames } from './flame-view';
import styles from './report.module.css';

/** Height of one level, in pixels; the style sheet's --row is the same. */
const ROW = 20;

/** What ran when: a click on a frame zooms in, a click on what holds it, or Escape, zooms out. */
export function FlameChart({ chart, label }: { readonly chart: Chart; readonly label: string }): JSX.Element {
  const [zoomed, setZoomed] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const buttons = useRef(new Map<number, HTMLButtonElement>());
  const end = Math.max(0, ...chart.frames.map((frame) => frame.start + frame.duration));
  const focus = zoomed === null ? undefined : chart.frames[zoomed];
  const view = { start: focus?.start ?? 0, duration: focus?.duration ?? end };
  const shown = visibleFrames(chart.frames, view);
  const depth = Math.max(0, ...chart.frames.map((frame) => frame.depth)) + 1;
  const current = chart.frames[at];

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && zoomed !== null) {
      event.stopPropagation();
      setZoomed(null);
      return;
    }
    const place = shown.findIndex(({ index }) => index === at);
    const next = { ArrowRight: shown[place + 1], ArrowLeft: shown[place - 1], ArrowUp: parentOf(shown, place), ArrowDown: childOf(shown, place) }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setAt(next.index);
    buttons.current.get(next.index)?.focus();
  };

  return (
    <div className={styles.flame}>
      <div className={styles.frames} style={{ blockSize: depth * ROW }} role="group" aria-label={label} onKeyDown={onKeyDown}>
        {shown.map(({ index, frame, left, width }) => (
          <button
            key={index}
            ref={(button) => void (button === null ? buttons.current.delete(index) : buttons.current.set(index, button))}
            type="button"
            tabIndex={index === at || (place(shown, at) < 0 && index === shown[0]?.index) ? 0 : -1}
            className={cx(styles.span, index === zoomed && styles.zoomed)}
            style={{ insetInlineStart: `${left * 100}%`, inlineSize: `${width * 100}%`, insetBlockStart: frame.depth * ROW, '--hue': hueOf(frame.name) } as CSSProperties}
            aria-label={`${frame.name}, ${milliseconds(frame.duration)}${frame.detail ? `, ${frame.detail}` : ''}`}
            onPointerEnter={() => setAt(index)}
            onFocus={() => setAt(index)}
            onClick={() => setZoomed(index === zoomed || frame.depth === 0 ? null : index)}
          >
            {width > 0.04 ? frame.name : null}
          </button>
        ))}
      </div>
      <p className={styles.under}>
        {current === undefined ? 'Nothing ran.' : `${current.name} · ${milliseconds(current.duration)}${current.detail ? ` · ${current.detail}` : ''}`}
        {zoomed === null ? null : <span className={styles.hint}>Esc zooms out</span>}
      </p>
    </div>
  );
}

type Shown = ReturnType<typeof visibleFrames>;

const place = (shown: Shown, at: number): number => shown.findIndex(({ index }) => index === at);

const parentOf = (shown: Shown, from: number) => shown.slice(0, Math.max(0, from)).findLast(({ frame }) => frame.depth < (shown[from]?.frame.depth ?? 0));

const childOf = (shown: Shown, from: number) => {
  const next = shown[from + 1];
  return next !== undefined && next.frame.depth > (shown[from]?.frame.depth ?? 0) ? next : undefined;
};

/** One hue for each name, so that an operation has its colour wherever it runs. */
function hueOf(name: FlameFrame['name']): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return hash;
}
