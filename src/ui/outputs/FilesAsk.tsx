import FileUp from 'lucide-react/icons/file-up';
import type { DragEvent, JSX } from 'react';
import { useRef, useState } from 'react';
import type { Ask } from '../../protocol/kernel';
import { useOpenSession } from '../context';
import { Button } from '../controls/Button';
import { cx } from '../controls/cx';
import styles from './ask.module.css';

interface Props {
  readonly cellId: string;
  readonly requestId: string;
  readonly ask: Ask & { readonly kind: 'files' };
}

/** A cell waits for files: a place to drop them, a picker, and a way to say no. */
export function FilesAsk({ cellId, requestId, ask }: Props): JSX.Element {
  const { commands } = useOpenSession();
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [storing, setStoring] = useState(0);
  const noun = ask.multiple ? 'files' : 'a file';

  const give = async (files: readonly File[]) => {
    const chosen = ask.multiple ? files : files.slice(0, 1);
    if (chosen.length === 0) return;
    setStoring(chosen.length);
    try {
      await commands.answerWithFiles(cellId, requestId, chosen);
    } catch (error) {
      commands.notify({
        tone: 'danger',
        text: `${chosen.length === 1 ? chosen[0]?.name : `${chosen.length} files`} could not be stored`,
        remedy: error instanceof Error ? error.message : String(error),
      });
    } finally {
      setStoring(0);
    }
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    // The page itself stores what is dropped on it; here the cell gets it.
    event.stopPropagation();
    setOver(false);
    void give([...event.dataTransfer.files]);
  };
  return (
    <div
      role="group"
      aria-label={`The cell asks for ${noun}`}
      className={cx(styles.ask, over && styles.over)}
      onDragOver={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <FileUp size={20} strokeWidth={1.5} aria-hidden className={styles.icon} />
      <div className={styles.words}>
        <span>{storing > 0 ? 'Storing…' : over ? `Drop to give ${ask.multiple ? 'them' : 'it'} to the cell` : `The cell asks for ${noun}`}</span>
        <span className={styles.quiet}>
          Drop {ask.multiple ? 'them' : 'it'} here or choose{ask.accept === '' ? '' : ` (${ask.accept})`}. Nothing leaves this browser.
        </span>
      </div>
      <div className={styles.actions}>
        <Button tone="accent" disabled={storing > 0} onClick={() => picker.current?.click()}>
          Choose files
        </Button>
        <Button tone="plain" disabled={storing > 0} onClick={() => commands.answer(cellId, requestId, { kind: 'cancelled' })}>
          Cancel
        </Button>
      </div>
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={`Choose ${noun}`}
        accept={ask.accept || undefined}
        multiple={ask.multiple}
        onChange={(event) => void give([...(event.currentTarget.files ?? [])])}
      />
    </div>
  );
}
