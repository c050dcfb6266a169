import Download from 'lucide-react/icons/download';
import type { JSX } from 'react';
import { useEffect, useState } from 'react';
import { useSession } from '../context';
import { Button } from '../controls/Button';
import { Icon } from '../controls/Icon';
import { byteWords } from '../frame/words';
import { indexLines, type BlobLines } from './blob-lines';
import { saveFile } from './download';
import { keepScrollKeys } from './scroll-keys';
import { Lines, LINE_HEIGHT } from './TextLines';
import styles from './text.module.css';

interface Props {
  readonly cellId: string;
  /** The cell's place in the notebook, from 1. */
  readonly number: number;
}

/** Where a cell printed more than its output holds: all of it, to be read here or taken away. */
export function FullText({ cellId, number }: Props): JSX.Element | null {
  const full = useSession((state) => state.runs[cellId]?.fullText);
  const [open, setOpen] = useState(false);
  if (full === undefined) return null;
  const size = byteWords(full.text.size);
  return (
    <div className={styles.full}>
      <div className={styles.fullActions}>
        <Button tone="plain" className={styles.fullAction} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide the full text' : `Show all text (${size})`}
        </Button>
        <Button tone="plain" className={styles.fullAction} onClick={() => saveFile(`cell-${number}-output.txt`, full.text)}>
          <Icon of={Download} />
          Download
        </Button>
        {full.complete ? null : <span className={styles.cut}>Only the first {size} were kept.</span>}
      </div>
      {open ? <BlobWindow text={full.text} label={`Full text of cell ${number}`} /> : null}
    </div>
  );
}

/** Lines read at once, and kept above the first visible one. */
const READ = 200;
const ABOVE = 60;
/** Browsers lay out no element higher than some 30 million pixels: beyond it a pixel of scrolling stands for more. */
const HIGHEST = 15_000_000;

/** A scrolling view that reads only the lines in sight. */
function BlobWindow({ text, label }: { readonly text: Blob; readonly label: string }): JSX.Element {
  const [lines, setLines] = useState<BlobLines | null>(null);
  const [top, setTop] = useState(0);
  const [shown, setShown] = useState<{ readonly first: number; readonly lines: readonly string[] }>({ first: 0, lines: [] });
  useEffect(() => {
    const leaving = new AbortController();
    void indexLines(text, setLines, leaving.signal);
    return () => leaving.abort();
  }, [text]);

  const count = lines?.count ?? 0;
  const height = Math.min(count * LINE_HEIGHT, HIGHEST);
  const line = count === 0 ? 0 : Math.floor((top / height) * count);
  const first = Math.max(0, Math.floor((line - ABOVE) / 50) * 50);
  useEffect(() => {
    if (lines === null) return;
    let current = true;
    void lines.read(first, first + READ).then((read) => {
      if (current) setShown({ first, lines: read });
    });
    return () => {
      current = false;
    };
  }, [lines, first]);

  return (
    <div
      className={styles.window}
      role="region"
      aria-label={label}
      tabIndex={0}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={keepScrollKeys}
    >
      <div style={{ height }}>
        <div style={{ transform: `translateY(${top - (line - shown.first) * LINE_HEIGHT - (top % LINE_HEIGHT)}px)` }}>
          <Lines lines={shown.lines} from={0} to={shown.lines.length} unwrapped />
        </div>
      </div>
    </div>
  );
}
