import FileUp from 'lucide-react/icons/file-up';
import { useState } from 'react';
import type { FormEvent, JSX } from 'react';
import { useServices } from '../context';
import { Button } from '../controls/Button';
import { Dialog } from '../controls/Dialog';
import { Icon } from '../controls/Icon';
import { TextField } from '../controls/TextField';
import { useShell } from '../frame/shell-context';
import styles from './OpenDialog.module.css';

/** A notebook from the disk, from a shared link or from an address. */
export function OpenDialog({ onClose }: { onClose(): void }): JSX.Element {
  const { app } = useServices();
  const shell = useShell();
  const [link, setLink] = useState('');

  const choose = async (): Promise<void> => {
    const [file] = await shell.pickFiles({ accept: '.ipynb,application/x-ipynb+json,application/json', multiple: false });
    if (!file) return;
    onClose();
    await app.commands.openFile(file);
  };
  const follow = (event: FormEvent): void => {
    event.preventDefault();
    if (link.trim() === '') return;
    onClose();
    void app.commands.openLink(link.trim());
  };

  return (
    <Dialog title="Open a notebook" width="small" onClose={onClose}>
      <button type="button" className={styles.drop} onClick={() => void choose()}>
        <Icon of={FileUp} className={styles.icon} />
        <span className={styles.title}>Choose an .ipynb file</span>
        <span className={styles.text}>or drop one anywhere on the page</span>
      </button>
      <form className={styles.form} onSubmit={follow}>
        <label htmlFor="open-link" className={styles.label}>
          Shared link or address of an .ipynb
        </label>
        <div className={styles.line}>
          <TextField
            id="open-link"
            type="text"
            inputMode="url"
            placeholder="https://github.com/…/notebook.ipynb"
            value={link}
            onChange={(event) => setLink(event.target.value)}
          />
          <Button type="submit" tone="accent" disabled={link.trim() === ''}>
            Open
          </Button>
        </div>
        <p className={styles.note}>It opens as a copy: nothing runs until you allow it.</p>
      </form>
    </Dialog>
  );
}
