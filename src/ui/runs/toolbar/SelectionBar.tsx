import Archive from 'lucide-react/icons/archive';
import Star from 'lucide-react/icons/star';
import Trash from 'lucide-react/icons/trash-2';
import { memo } from 'react';
import type { JSX } from 'react';
import type { TrackedRun } from '../../../session/runs/types';
import { Button } from '../../controls/Button';
import { IconButton } from '../../controls/IconButton';
import { countWords } from '../../frame/words';
import { useChoice, useChoose } from '../state/choice';
import { useRunActions } from '../state/use-actions';
import styles from './SelectionBar.module.css';

/** What can be done to the chosen runs, under the table. */
export const SelectionBar = memo(function SelectionBar({ listed }: { readonly listed: readonly TrackedRun[] }): JSX.Element {
  const selected = useChoice((choice) => choice.selected);
  const choose = useChoose();
  const actions = useRunActions();
  const chosen = listed.filter(({ id }) => selected.includes(id));
  const none = chosen.length === 0;
  const restoring = !none && chosen.every(({ archived }) => archived);
  return (
    <div className={styles.bar} role="toolbar" aria-label="Chosen runs">
      <span className={styles.count} role="status">
        {listed.length === 0 ? null : none ? 'The newest are shown; choose others with a click, Space or Shift' : `${countWords(chosen.length, 'run')} chosen`}
      </span>
      {none ? null : (
        <>
          <Button tone="plain" className={styles.clear} onClick={() => choose({ selected: [] })}>
            Clear
          </Button>
          <IconButton icon={Star} label="Star the chosen runs" keys="S" onClick={() => actions.star(chosen)} />
          <IconButton icon={Archive} label={restoring ? 'Take the chosen runs out of the archive' : 'Archive the chosen runs'} keys="E" onClick={() => actions.archive(chosen)} />
          <IconButton icon={Trash} label="Delete the chosen runs" keys="Delete" onClick={() => actions.remove(chosen)} />
        </>
      )}
    </div>
  );
});
