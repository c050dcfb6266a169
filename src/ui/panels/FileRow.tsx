import Braces from 'lucide-react/icons/braces';
import Code from 'lucide-react/icons/code';
import Download from 'lucide-react/icons/download';
import Ellipsis from 'lucide-react/icons/ellipsis';
import File from 'lucide-react/icons/file';
import FileText from 'lucide-react/icons/file-text';
import Grid3x3 from 'lucide-react/icons/grid-3x3';
import Image from 'lucide-react/icons/image';
import Table from 'lucide-react/icons/table';
import Trash2 from 'lucide-react/icons/trash-2';
import TextCursorInput from 'lucide-react/icons/text-cursor-input';
import type { JSX } from 'react';
import type { StoredFile } from '../../session/types';
import { useOpenSession } from '../context';
import { Icon } from '../controls/Icon';
import { IconButton } from '../controls/IconButton';
import { Menu, MenuItem, MenuLine } from '../controls/Menu';
import { useShell } from '../frame/shell-context';
import { byteWords } from '../frame/words';
import { FilePreview } from './FilePreview';
import styles from './FileRow.module.css';
import { fileKind, readingCode } from './reading-code';

const icons = { table: Table, idx: Grid3x3, json: Braces, image: Image, text: FileText, bytes: File };

interface Props {
  readonly file: StoredFile;
  /** Its preview is on show. */
  readonly open: boolean;
  onToggle(): void;
}

export function FileRow({ file, open, onToggle }: Props): JSX.Element {
  const { store, commands } = useOpenSession();
  const shell = useShell();

  const download = async (): Promise<void> => {
    const content = await commands.readFile(file.name);
    if (content) shell.saveFile(file.name, content);
    else commands.notify({ tone: 'warning', text: `'${file.name}' is no longer there`, remedy: 'Refresh the list of files.' });
  };
  const insertCode = (): void => {
    const { focus } = store.getState().selection;
    const id = commands.insertCell('code', focus === null ? 'end' : { after: focus }, readingCode(file.name));
    commands.select(id, { mode: 'command' });
  };
  const copyCode = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(readingCode(file.name));
      commands.notify({ tone: 'success', text: `Copied the code that reads '${file.name}'` });
    } catch {
      commands.notify({ tone: 'warning', text: 'The clipboard is closed to this page', remedy: "Use 'Insert a cell that reads it' instead." });
    }
  };
  const remove = (): void =>
    shell.confirm({
      title: `Delete '${file.name}'?`,
      text: `${byteWords(file.size)} are removed from this browser. Cells that read the file will fail. This cannot be undone.`,
      action: 'Delete',
      tone: 'danger',
      onConfirm: () => commands.deleteFile(file.name),
    });

  return (
    <li className={styles.file}>
      <div className={styles.row}>
        <button type="button" className={styles.open} aria-expanded={open} title={file.name} onClick={onToggle}>
          <Icon of={icons[fileKind(file.name)]} className={styles.icon} />
          <span className={styles.name}>{file.name}</span>
          <span className={styles.size}>{byteWords(file.size)}</span>
        </button>
        <Menu align="end" trigger={<IconButton icon={Ellipsis} label={`More for ${file.name}`} />}>
          <MenuItem icon={<Icon of={TextCursorInput} />} onSelect={insertCode}>
            Insert a cell that reads it
          </MenuItem>
          <MenuItem icon={<Icon of={Code} />} onSelect={() => void copyCode()}>
            Copy the code that reads it
          </MenuItem>
          <MenuItem icon={<Icon of={Download} />} onSelect={() => void download()}>
            Download
          </MenuItem>
          <MenuLine />
          <MenuItem icon={<Icon of={Trash2} />} tone="danger" onSelect={remove}>
            Delete
          </MenuItem>
        </Menu>
      </div>
      {open ? <FilePreview file={file} /> : null}
    </li>
  );
}
