import ShieldOff from 'lucide-react/icons/shield-off';
import type { JSX } from 'react';
import { useOpenSession } from '../context';
import { Button } from '../controls/Button';
import styles from './media.module.css';

interface Props {
  /** What is left out. */
  readonly scripts?: boolean;
  readonly web?: boolean;
}

/** Says what an untrusted notebook may not do, and lets the reader trust it; nothing where nothing is left out. */
export function TrustNote({ scripts = false, web = false }: Props): JSX.Element | null {
  const { commands } = useOpenSession();
  if (!scripts && !web) return null;
  return (
    <div className={styles.off}>
      <ShieldOff size={14} strokeWidth={1.75} aria-hidden />
      <span>{words(scripts, web)}</span>
      <Button tone="plain" className={styles.trust} onClick={() => commands.trustOutputs()}>
        Trust its outputs
      </Button>
    </div>
  );
}

function words(scripts: boolean, web: boolean): string {
  if (!web) return 'Scripts in this output are off until you trust the notebook.';
  if (!scripts) return 'Content from the web is not loaded until you trust the notebook.';
  return 'Scripts in this output are off, and content from the web is not loaded, until you trust the notebook.';
}
