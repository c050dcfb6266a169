import Share2 from 'lucide-react/icons/share-2';
import type { JSX } from 'react';
import { useServices } from '../context';
import { Button } from '../controls/Button';
import { Icon } from '../controls/Icon';
import { Mark } from '../controls/Mark';
import { Tip } from '../controls/Tip';
import { FileName } from './FileName';
import { RuntimeButton } from './RuntimeButton';
import { SaveStatus } from './SaveStatus';
import { useShell } from './shell-context';
import { ThemeButton } from './ThemeButton';
import styles from './TopBar.module.css';

export function TopBar(): JSX.Element {
  const { app } = useServices();
  const shell = useShell();
  return (
    <div className={styles.bar}>
      <Tip text="All notebooks">
        <button type="button" className={styles.home} aria-label="All notebooks" onClick={() => void app.commands.goToStart()}>
          <Mark size={26} />
        </button>
      </Tip>
      <FileName />
      <SaveStatus />
      <div className={styles.space} />
      <Button className={styles.share} onClick={() => shell.openDialog({ kind: 'share' })}>
        <Icon of={Share2} />
        <span className={styles.shareWord}>Share</span>
      </Button>
      <RuntimeButton />
      <ThemeButton />
    </div>
  );
}
