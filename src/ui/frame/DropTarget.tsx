import FileInput from 'lucide-react/icons/file-input';
import Upload from 'lucide-react/icons/upload';
import { useEffect, useState } from 'react';
import type { JSX, ReactNode } from 'react';
import { useApp, useServices } from '../context';
import { Icon } from '../controls/Icon';
import styles from './DropTarget.module.css';
import { receiveFiles } from './receive-files';

/** Takes files dropped anywhere on the page, and says before they fall what will happen. */
export function DropTarget({ children }: { readonly children: ReactNode }): JSX.Element {
  const { app } = useServices();
  const session = useApp((state) => state.session);
  const [over, setOver] = useState(false);

  useEffect(() => {
    const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      setOver(false);
      // A drop zone of its own, such as a cell that asks for files, has taken them.
      if (event.defaultPrevented || !carriesFiles(event)) return;
      event.preventDefault();
      void receiveFiles(app, [...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener('dragenter', onOver);
    window.addEventListener('dragover', onOver);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragenter', onOver);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [app]);

  return (
    <>
      {children}
      {over ? <DropOverlay notebook={session?.store.getState().name ?? null} /> : null}
    </>
  );
}

function DropOverlay({ notebook }: { readonly notebook: string | null }): JSX.Element {
  return (
    <div className={styles.overlay} role="status">
      <div className={styles.card}>
        <Icon of={notebook === null ? FileInput : Upload} className={styles.icon} />
        <p className={styles.title}>{notebook === null ? 'Drop to open' : `Drop to upload to '${notebook}'`}</p>
        <p className={styles.text}>
          {notebook === null
            ? 'A notebook (.ipynb) opens. Other files start a new notebook that reads them.'
            : 'The files stay in this browser. A notebook (.ipynb) opens instead.'}
        </p>
      </div>
    </div>
  );
}
