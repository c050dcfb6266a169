import FolderOpen from 'lucide-react/icons/folder-open';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import Upload from 'lucide-react/icons/upload';
import { useEffect, useState } from 'react';
import type { JSX } from 'react';
import { useOpenSession, useSession } from '../context';
import { Button } from '../controls/Button';
import { Icon } from '../controls/Icon';
import { IconButton } from '../controls/IconButton';
import { useShell } from '../frame/shell-context';
import { byteWords, countWords } from '../frame/words';
import { EmptyPanel } from './EmptyPanel';
import { FileRow } from './FileRow';
import styles from './FilesPanel.module.css';
import { UploadRow } from './UploadRow';

/** The files kept with the notebook: added here or by dropping, read by cells. */
export function FilesPanel(): JSX.Element {
  const { commands } = useOpenSession();
  const shell = useShell();
  const files = useSession((state) => state.files);
  const uploads = useSession((state) => state.uploads);
  const [opened, setOpened] = useState<string | null>(null);
  const total = files.reduce((sum, file) => sum + file.size, 0);

  useEffect(() => {
    void commands.refreshFiles();
  }, [commands]);

  const upload = async (): Promise<void> => {
    const chosen = await shell.pickFiles({ multiple: true });
    if (chosen.length > 0) await commands.uploadFiles(chosen);
  };
  const uploadButton = (
    <Button onClick={() => void upload()}>
      <Icon of={Upload} />
      Upload files
    </Button>
  );

  return (
    <div className={styles.files}>
      {files.length === 0 && uploads.length === 0 ? (
        <EmptyPanel
          icon={FolderOpen}
          title="No files yet"
          text="Upload data, or drop it anywhere on the page. It stays in this browser, and cells read it by name."
          action={uploadButton}
        />
      ) : (
        <>
          <div className={styles.bar}>
            {uploadButton}
            <IconButton icon={RefreshCw} label="Refresh" onClick={() => void commands.refreshFiles()} />
          </div>
          <ul className={styles.list} aria-label="Files">
            {uploads.map((sent) => (
              <UploadRow key={sent.name} {...sent} />
            ))}
            {files.map((file) => (
              <FileRow
                key={file.name}
                file={file}
                open={opened === file.name}
                onToggle={() => setOpened((name) => (name === file.name ? null : file.name))}
              />
            ))}
          </ul>
          <p className={styles.total}>
            {countWords(files.length, 'file')}, {byteWords(total)}, kept in this browser
          </p>
        </>
      )}
    </div>
  );
}
