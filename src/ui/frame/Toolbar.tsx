import Play from 'lucide-react/icons/play';
import Plus from 'lucide-react/icons/plus';
import Square from 'lucide-react/icons/square';
import type { LucideIcon } from 'lucide-react';
import type { JSX } from 'react';
import { commandById } from '../commands/registry';
import { isBusy } from '../commands/runtime-commands';
import { useCommandRunner } from '../commands/use-commands';
import { useSession } from '../context';
import { Button } from '../controls/Button';
import { Icon } from '../controls/Icon';
import { Tip } from '../controls/Tip';
import styles from './Toolbar.module.css';
import { useCalmKernel } from './use-calm-kernel';

export function Toolbar(): JSX.Element {
  const busy = isBusy(useCalmKernel());
  const empty = useSession((state) => state.notebook.cells.length === 0);
  return (
    <div className={styles.toolbar} role="group" aria-label="Toolbar">
      <Tool icon={Plus} word="Code" label="Add code cell" command="insert.code-below" />
      <Tool icon={Plus} word="Text" label="Add text cell" command="insert.markdown-below" />
      <Tool icon={Play} word="Run all" label="Run all" command="run.all" disabled={empty} />
      {busy ? <Tool icon={Square} word="Stop" label="Stop" command="run.interrupt" /> : null}
    </div>
  );
}

interface ToolProps {
  readonly icon: LucideIcon;
  readonly word: string;
  readonly label: string;
  /** An id of the command registry. */
  readonly command: string;
  readonly disabled?: boolean;
}

function Tool({ icon, word, label, command, disabled = false }: ToolProps): JSX.Element {
  const runner = useCommandRunner();
  const found = commandById(command);
  return (
    <Tip text={found.title} keys={found.keys?.[0]?.keys}>
      <Button tone="plain" className={styles.tool} disabled={disabled} aria-label={label} onClick={() => runner.run(found)}>
        <Icon of={icon} />
        {word}
      </Button>
    </Tip>
  );
}
