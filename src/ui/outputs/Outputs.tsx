import ChevronRight from 'lucide-react/icons/chevron-right';
import ClipboardCopy from 'lucide-react/icons/clipboard-copy';
import Ellipsis from 'lucide-react/icons/ellipsis';
import EyeOff from 'lucide-react/icons/eye-off';
import X from 'lucide-react/icons/x';
import type { JSX } from 'react';
import { memo, useContext, useState } from 'react';
import type { Output } from '../../notebook/types';
import type { CellRun } from '../../session/types';
import { useOpenSession } from '../context';
import { Button } from '../controls/Button';
import { Icon } from '../controls/Icon';
import { IconButton } from '../controls/IconButton';
import { Menu, MenuItem } from '../controls/Menu';
import { CellToolsContext } from './cell-tools';
import { AskView } from './AskView';
import { FullText } from './FullText';
import { plural } from './format';
import { outputText } from './output-text';
import { OutputView } from './OutputView';
import styles from './outputs.module.css';

/** Outputs drawn of a cell before the rest is folded, and how many more each step unfolds. */
const FIRST = 40;
const STEP = 200;

interface Props {
  readonly cellId: string;
  /** The cell's place in the notebook, from 1. */
  readonly number: number;
  readonly outputs: readonly Output[];
  readonly asks: CellRun['asks'];
  readonly trusted: boolean;
  readonly live: boolean;
}

/** The output region of a cell, with what the cell asks the reader for and a menu. */
export const Outputs = memo(function Outputs({ cellId, number, outputs, asks, trusted, live }: Props): JSX.Element | null {
  const { commands } = useOpenSession();
  const tools = useContext(CellToolsContext);
  const [hidden, setHidden] = useState(false);
  const [limit, setLimit] = useState(FIRST);
  if (outputs.length === 0 && asks.length === 0) return null;

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(outputText(outputs));
      commands.notify({ tone: 'success', text: `The output of cell ${number} is on the clipboard` });
    } catch {
      commands.notify({ tone: 'warning', text: 'The browser does not allow copying', remedy: 'Select the text and press Ctrl+C.' });
    }
  };
  // While outputs come, the newest count; afterwards the first.
  const from = live ? Math.max(0, outputs.length - limit) : 0;
  const shown = outputs.slice(from, from + limit);
  const rest = outputs.length - shown.length;
  return (
    <section className={styles.region} aria-label={`Output of cell ${number}`}>
      {hidden && outputs.length > 0 ? (
        <Button tone="plain" className={styles.summary} onClick={() => setHidden(false)}>
          <Icon of={ChevronRight} />
          {plural(outputs.length, 'output')} hidden
        </Button>
      ) : (
        <div className={styles.list}>
          {shown.map((output, index) => (
            <div key={from + index} className={styles.output} data-output={output.type}>
              <OutputView
                output={output}
                label={outputs.length === 1 ? `Output of cell ${number}, value` : `Output ${from + index + 1} of cell ${number}`}
                trusted={trusted}
                live={live && from + index === outputs.length - 1}
              />
            </div>
          ))}
          {rest > 0 ? (
            <Button tone="plain" className={styles.more} onClick={() => setLimit(limit + STEP)}>
              Show {plural(Math.min(STEP, rest), 'more output')} of {rest}
            </Button>
          ) : null}
        </div>
      )}
      {outputs.length > 0 && !hidden ? <FullText cellId={cellId} number={number} /> : null}
      {asks.map(({ requestId, ask }) => (
        <AskView key={requestId} cellId={cellId} requestId={requestId} ask={ask} />
      ))}
      {outputs.length > 0 && tools ? (
        <div className={styles.menu}>
          <Menu align="end" trigger={<IconButton icon={Ellipsis} label={`Actions for the output of cell ${number}`} />}>
            <MenuItem icon={<Icon of={ClipboardCopy} />} onSelect={() => void copy()}>
              Copy as text
            </MenuItem>
            <MenuItem icon={<Icon of={hidden ? ChevronRight : EyeOff} />} onSelect={() => setHidden(!hidden)}>
              {hidden ? 'Show output' : 'Hide output'}
            </MenuItem>
            <MenuItem icon={<Icon of={X} />} onSelect={() => commands.clearOutputs([cellId])}>
              Clear output
            </MenuItem>
          </Menu>
        </div>
      ) : null}
    </section>
  );
});
