import Timer from 'lucide-react/icons/timer';
import type { JSX } from 'react';
import { useOpenSession, useSession } from '../context';
import { Button } from '../controls/Button';
import { Icon } from '../controls/Icon';
import { plural } from '../outputs/format';
import styles from './timer-badge.module.css';

/** Says that a finished cell still has timers, and ends them. */
export function TimerBadge({ cellId, number }: { readonly cellId: string; readonly number: number }): JSX.Element | null {
  const { commands } = useOpenSession();
  const timers = useSession(({ runs }) => {
    const run = runs[cellId];
    return run === undefined || run.status === 'running' || run.status === 'queued' ? 0 : run.timers;
  });
  if (timers === 0) return null;
  return (
    <p className={styles.badge}>
      <Icon of={Timer} />
      {plural(timers, 'timer')}
      <Button tone="plain" aria-label={`Clear timers of cell ${number}`} className={styles.clear} onClick={() => commands.clearTimers(cellId)}>
        Clear
      </Button>
    </p>
  );
}
