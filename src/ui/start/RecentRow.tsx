import Copy from 'lucide-react/icons/copy';
import Ellipsis from 'lucide-react/icons/ellipsis';
import FolderOpen from 'lucide-react/icons/folder-open';
import Trash2 from 'lucide-react/icons/trash-2';
import type { JSX } from 'react';
import type { NotebookSummary } from '../../session/types';
import { useServices } from '../context';
import { Icon } from '../controls/Icon';
import { IconButton } from '../controls/IconButton';
import { Mark } from '../controls/Mark';
import { Menu, MenuItem, MenuLine } from '../controls/Menu';
import { useShell } from '../frame/shell-context';
import { agoWords, byteWords, countWords } from '../frame/words';
import styles from './Lists.module.css';

/** `now` in ms since the epoch. */
export function RecentRow({ notebook, now }: { readonly notebook: NotebookSummary; readonly now: number }): JSX.Element {
  const { app } = useServices();
  const shell = useShell();
  const { id, name, updatedAt, cells, fileBytes = 0 } = notebook;
  const open = (): void => void app.commands.openStored(id);
  const remove = (): void =>
    shell.confirm({
      title: `Delete '${name}'?`,
      text: `${countWords(cells, 'cell')}${fileBytes > 0 ? ` and ${byteWords(fileBytes)} of files` : ''} are removed from this browser. This cannot be undone.`,
      action: 'Delete notebook',
      tone: 'danger',
      onConfirm: async () => {
        await app.commands.deleteStored(id);
        const gone = !app.store.getState().recent?.some((row) => row.id === id);
        if (gone) app.commands.notify({ tone: 'success', text: `Deleted '${name}'` });
      },
    });
  return (
    <li className={styles.row}>
      <button type="button" className={styles.open} onClick={open}>
        <Mark size={20} />
        <span className={styles.name}>{name}</span>
        <span className={styles.facts}>
          <span className={styles.files}>{fileBytes > 0 ? `${byteWords(fileBytes)} of files` : ''}</span>
          <span className={styles.cells}>{countWords(cells, 'cell')}</span>
          <span className={styles.when}>{agoWords(updatedAt, now)}</span>
        </span>
      </button>
      <Menu align="end" trigger={<IconButton icon={Ellipsis} label={`More for ${name}`} />}>
        <MenuItem icon={<Icon of={FolderOpen} />} onSelect={open}>
          Open
        </MenuItem>
        <MenuItem icon={<Icon of={Copy} />} onSelect={() => void app.commands.duplicateStored(id)}>
          Duplicate
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<Icon of={Trash2} />} tone="danger" onSelect={remove}>
          Delete
        </MenuItem>
      </Menu>
    </li>
  );
}
