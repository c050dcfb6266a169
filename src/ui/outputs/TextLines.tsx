import type { CSSProperties, JSX } from 'react';
import { memo, useMemo, useState } from 'react';
import { Button } from '../controls/Button';
import { cx } from '../controls/cx';
import { hasEscapes, parseAnsi, type Colour, type TextStyle } from './ansi';
import { plural } from './format';
import { keepScrollKeys } from './scroll-keys';
import styles from './text.module.css';

/** Lines shown before the text folds, and the height of one in CSS pixels (--text-code). */
const FOLD_AT = 24;
const SHOWN_FOLDED = 20;
export const LINE_HEIGHT = 20;
/** Above this many lines the unfolded text draws only what is in view, without wrapping. */
const WINDOW_ABOVE = 1000;
/** Characters drawn of one line. */
const LINE_LIMIT = 4000;

interface Props {
  readonly lines: readonly string[];
  /** While lines still come, the newest are shown instead of the first. */
  readonly live?: boolean;
  /** Names the scrolling part. */
  readonly label: string;
}

/** Text in lines, with terminal colours; long text folds with a fade, huge text is drawn in a window. */
export function TextLines({ lines, live = false, label }: Props): JSX.Element {
  const [open, setOpen] = useState(false);
  const folds = lines.length > FOLD_AT;
  const all = plural(lines.length, 'line');
  if (!folds) return <Lines lines={lines} from={0} to={lines.length} />;
  if (!open) {
    const from = live ? lines.length - SHOWN_FOLDED : 0;
    return (
      <div>
        <div className={live ? styles.fadeTop : styles.fadeBottom}>
          <Lines lines={lines} from={from} to={from + SHOWN_FOLDED} />
        </div>
        <Button tone="plain" className={styles.more} onClick={() => setOpen(true)}>
          Show all {all}
        </Button>
      </div>
    );
  }
  return (
    <div>
      {lines.length > WINDOW_ABOVE ? (
        <LineWindow lines={lines} label={label} />
      ) : (
        <Lines lines={lines} from={0} to={lines.length} />
      )}
      <Button tone="plain" className={styles.more} onClick={() => setOpen(false)}>
        Fold {all}
      </Button>
    </div>
  );
}

/** A scrolling view in which only the lines in sight are elements. */
function LineWindow({ lines, label }: { readonly lines: readonly string[]; readonly label: string }): JSX.Element {
  const [top, setTop] = useState(0);
  const first = Math.max(0, Math.floor(top / LINE_HEIGHT) - 40);
  const last = Math.min(lines.length, first + 160);
  return (
    <div
      className={styles.window}
      role="region"
      aria-label={label}
      tabIndex={0}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={keepScrollKeys}
    >
      <div style={{ height: lines.length * LINE_HEIGHT }}>
        <div style={{ transform: `translateY(${first * LINE_HEIGHT}px)` }}>
          <Lines lines={lines} from={first} to={last} unwrapped />
        </div>
      </div>
    </div>
  );
}

interface LinesProps {
  readonly lines: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly unwrapped?: boolean;
}

export function Lines({ lines, from, to, unwrapped = false }: LinesProps): JSX.Element {
  const start = useMemo(() => styleBefore(lines, from), [lines, from]);
  const rows: JSX.Element[] = [];
  let style = start;
  for (let index = from; index < to; index++) {
    const line = lines[index] ?? '';
    rows.push(<Line key={index} line={line} start={style} />);
    if (hasEscapes(line)) style = parseAnsi(line, style).end;
  }
  return <pre className={cx(styles.lines, unwrapped && styles.unwrapped)}>{rows}</pre>;
}

function styleBefore(lines: readonly string[], from: number): TextStyle {
  let style: TextStyle = {};
  for (let index = 0; index < from; index++) {
    const line = lines[index] ?? '';
    if (hasEscapes(line)) style = parseAnsi(line, style).end;
  }
  return style;
}

const Line = memo(function Line({ line, start }: { readonly line: string; readonly start: TextStyle }) {
  const shown = line.length > LINE_LIMIT ? line.slice(0, LINE_LIMIT) : line;
  const { pieces } = parseAnsi(shown, start);
  return (
    <div className={styles.line}>
      {pieces.map((piece, index) => (
        <Piece key={index} text={piece.text} style={piece.style} />
      ))}
      {shown === line ? null : <span className={styles.cut}> … {plural(line.length - LINE_LIMIT, 'more character')}</span>}
    </div>
  );
});

function Piece({ text, style }: { readonly text: string; readonly style: TextStyle }): JSX.Element | string {
  const css = cssOf(style);
  return css ? <span style={css}>{text}</span> : text;
}

/** The terminal's eight hues in the theme's colours: as text, and as a soft ground that text stays readable on. */
const HUES = [
  ['var(--text)', 'var(--surface-pressed)'],
  ['var(--danger)', 'var(--danger-soft)'],
  ['var(--success)', 'var(--success-soft)'],
  ['var(--warning)', 'var(--warning-soft)'],
  ['var(--accent-text)', 'var(--accent-soft)'],
  ['var(--code-keyword)', 'var(--surface-pressed)'],
  ['var(--code-type)', 'var(--surface-pressed)'],
  ['var(--text-secondary)', 'var(--surface-hover)'],
] as const;

const textColour = (colour: Colour): string =>
  colour.kind === 'fixed' ? colour.css : colour.index === 8 ? 'var(--text-secondary)' : (HUES[colour.index % 8]?.[0] ?? 'inherit');
const groundColour = (colour: Colour): string =>
  colour.kind === 'fixed' ? colour.css : (HUES[colour.index % 8]?.[1] ?? 'transparent');

function cssOf(style: TextStyle): CSSProperties | null {
  if (Object.keys(style).length === 0) return null;
  const colour = style.colour && textColour(style.colour);
  const ground = style.background && groundColour(style.background);
  return {
    color: style.inverse ? 'var(--canvas)' : colour,
    background: style.inverse ? (colour ?? 'var(--text)') : ground,
    fontWeight: style.bold ? 650 : undefined,
    fontStyle: style.italic ? 'italic' : undefined,
    opacity: style.dim ? 0.8 : undefined,
    textDecoration: [style.underline && 'underline', style.strike && 'line-through'].filter(Boolean).join(' ') || undefined,
  };
}
