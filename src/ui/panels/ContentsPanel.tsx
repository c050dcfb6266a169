import ListTree from 'lucide-react/icons/list-tree';
import { useMemo } from 'react';
import type { CSSProperties, JSX } from 'react';
import { useOpenSession, useSession } from '../context';
import { useShell } from '../frame/shell-context';
import { narrow } from '../frame/use-media';
import { headingSelector, outline } from '../markdown/outline';
import type { OutlineEntry } from '../markdown/outline';
import styles from './ContentsPanel.module.css';
import { EmptyPanel } from './EmptyPanel';

/** The headings of the text cells; pressing one goes there. */
export function ContentsPanel(): JSX.Element {
  const { commands } = useOpenSession();
  const { togglePanel } = useShell();
  const cells = useSession((state) => state.notebook.cells);
  const focus = useSession((state) => state.selection.focus);
  const entries = useMemo(() => outline(cells), [cells]);
  const current = useMemo(() => lastHeadingBefore(entries, cells.map(({ id }) => id), focus), [entries, cells, focus]);
  const top = Math.min(6, ...entries.map(({ level }) => level));

  if (entries.length === 0) {
    return <EmptyPanel icon={ListTree} title="No headings yet" text="Start a line of a text cell with # and it is listed here." />;
  }

  const go = (entry: OutlineEntry): void => {
    commands.select(entry.cellId, { mode: 'command' });
    if (window.matchMedia(narrow).matches) togglePanel('contents');
    // After the selection has scrolled its cell into view.
    requestAnimationFrame(() => document.querySelector(headingSelector(entry))?.scrollIntoView({ block: 'start', behavior: 'instant' }));
  };

  return (
    <nav className={styles.contents} aria-label="Headings">
      <ul>
        {entries.map((entry) => {
          const indent: CSSProperties & { readonly '--depth': number } = { '--depth': entry.level - top };
          return (
            <li key={`${entry.cellId}:${entry.line}`}>
              <button
                type="button"
                className={styles.entry}
                style={indent}
                data-top={entry.level === top || undefined}
                aria-current={entry === current ? 'location' : undefined}
                onClick={() => go(entry)}
              >
                {entry.text}
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** The heading whose section the focused cell is in. */
function lastHeadingBefore(entries: readonly OutlineEntry[], ids: readonly string[], focus: string | null): OutlineEntry | undefined {
  if (focus === null) return undefined;
  const at = ids.indexOf(focus);
  return entries.findLast((entry) => ids.indexOf(entry.cellId) <= at);
}
