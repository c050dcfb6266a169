import type { JSX } from 'react';
import Plus from 'lucide-react/icons/plus';
import { useOpenSession } from '../context';
import { Button } from '../controls/Button';
import { Icon } from '../controls/Icon';
import styles from './notebook.module.css';

/** A notebook without cells. */
export function EmptyNotebook(): JSX.Element {
  const { commands } = useOpenSession();
  const add = (type: 'code' | 'markdown') => commands.select(commands.insertCell(type, 'end'), { mode: 'edit' });
  return (
    <div className={styles.empty}>
      <h2>This notebook has no cells</h2>
      <p>Code is TypeScript with tf, data and chart at hand. Text is Markdown with math.</p>
      <div className={styles.emptyActions}>
        <Button tone="accent" onClick={() => add('code')}>
          <Icon of={Plus} />
          Code
        </Button>
        <Button onClick={() => add('markdown')}>
          <Icon of={Plus} />
          Text
        </Button>
      </div>
    </div>
  );
}
