import type { JSX } from 'react';
import { shortcuts } from '../commands/registry';
import { Dialog } from '../controls/Dialog';
import { KeyChoices } from '../controls/Keys';
import styles from './ShortcutsDialog.module.css';

export function ShortcutsDialog({ onClose }: { onClose(): void }): JSX.Element {
  return (
    <Dialog
      title="Keyboard shortcuts"
      description="Single keys work in command mode: press Esc in a cell. Keys after Ctrl+M work while writing, too."
      width="large"
      onClose={onClose}
    >
      <div className={styles.columns}>
        {shortcuts.map(({ section, commands }) => (
          <section key={section} className={styles.section} aria-label={section}>
            <h3 className={styles.title}>{section}</h3>
            <dl>
              {commands.map((command) => (
                <div key={command.id} className={styles.row}>
                  <dt>{command.title.replace(/…$/, '')}</dt>
                  <dd>
                    <KeyChoices all={(command.keys ?? []).map(({ keys }) => keys)} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
