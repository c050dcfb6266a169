import ArrowDown from 'lucide-react/icons/arrow-down';
import ArrowUp from 'lucide-react/icons/arrow-up';
import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import CopyPlus from 'lucide-react/icons/copy-plus';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Pencil from 'lucide-react/icons/pencil';
import Scissors from 'lucide-react/icons/scissors';
import Trash from 'lucide-react/icons/trash-2';
import type { JSX } from 'react';
import { memo } from 'react';
import { hidesCode } from '../../notebook/cell-view';
import { parseForm } from '../../notebook/params/parse';
import type { CellType } from '../../notebook/types';
import { useOpenSession, useSession } from '../context';
import { Icon } from '../controls/Icon';
import { IconButton } from '../controls/IconButton';
import { Menu, MenuItem, MenuLine } from '../controls/Menu';
import { useRunner } from './use-runner';
import styles from './cell.module.css';

interface Props {
  /** Its id and type alone: what a run changes draws no tool anew. */
  readonly id: string;
  readonly type: CellType;
  readonly number: number;
  /** Whether its text is being edited; of no matter to a code cell. */
  readonly editing: boolean;
}

/** The tools of one cell, over its top right corner. */
export const CellToolbar = memo(function CellToolbar({ id, type, number, editing }: Props): JSX.Element {
  const { commands } = useOpenSession();
  const isLast = useSession((state) => state.notebook.cells.at(-1)?.id === id);
  return (
    <div className={styles.toolbar} role="toolbar" aria-label={`Tools of cell ${number}`}>
      {type === 'markdown' ? (
        editing ? (
          <IconButton icon={Check} label="Finish editing" keys="Esc" onClick={() => commands.setMode('command')} />
        ) : (
          <IconButton icon={Pencil} label="Edit text" keys="Enter" onClick={() => commands.select(id, { mode: 'edit' })} />
        )
      ) : null}
      <IconButton icon={ArrowUp} label="Move cell up" disabled={number === 1} onClick={() => commands.moveCells([id], -1)} />
      <IconButton icon={ArrowDown} label="Move cell down" disabled={isLast} onClick={() => commands.moveCells([id], 1)} />
      <IconButton icon={CopyPlus} label="Duplicate cell" onClick={() => commands.duplicateCells([id])} />
      <IconButton icon={Trash} label="Delete cell" keys="D D" onClick={() => commands.deleteCells([id])} />
      <Menu align="end" trigger={<IconButton icon={Ellipsis} label="More cell actions" />}>
        <MoreItems id={id} />
      </Menu>
    </div>
  );
});

const TYPES: readonly { readonly type: CellType; readonly title: string; readonly keys?: string }[] = [
  { type: 'code', title: 'Convert to code', keys: 'Y' },
  { type: 'markdown', title: 'Convert to text', keys: 'M' },
  { type: 'raw', title: 'Convert to raw text' },
];

function MoreItems({ id }: { readonly id: string }): JSX.Element | null {
  const { commands } = useOpenSession();
  const runner = useRunner();
  const cell = useSession((state) => state.notebook.cells.find((candidate) => candidate.id === id));
  if (!cell) return null;
  return (
    <>
      {cell.type === 'code' ? (
        <>
          <MenuItem keys="Shift+Enter" onSelect={() => runner.runAndAdvance(id)}>
            Run and go to the next cell
          </MenuItem>
          <MenuItem onSelect={() => commands.toggleCode(id)}>{hidesCode(cell, parseForm(cell.source)) ? 'Show code' : 'Hide code'}</MenuItem>
          <MenuItem disabled={cell.outputs.length === 0} onSelect={() => commands.clearOutputs([id])}>
            Clear output
          </MenuItem>
          <MenuLine />
        </>
      ) : null}
      {TYPES.filter(({ type }) => type !== cell.type).map(({ type, title, keys }) => (
        <MenuItem key={type} keys={keys} onSelect={() => commands.convertCell(id, type)}>
          {title}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem icon={<Icon of={Copy} />} keys="C" onSelect={() => commands.copyCells([id])}>
        Copy cell
      </MenuItem>
      <MenuItem icon={<Icon of={Scissors} />} keys="X" onSelect={() => commands.cutCells([id])}>
        Cut cell
      </MenuItem>
      <MenuItem keys="V" onSelect={() => commands.pasteCells(id)}>
        Paste below
      </MenuItem>
      <MenuLine />
      <MenuItem keys="A" onSelect={() => commands.select(commands.insertCell('code', { before: id }), { mode: 'edit' })}>
        Insert code cell above
      </MenuItem>
      <MenuItem keys="B" onSelect={() => commands.select(commands.insertCell('code', { after: id }), { mode: 'edit' })}>
        Insert code cell below
      </MenuItem>
      <MenuItem tone="danger" icon={<Icon of={Trash} />} onSelect={() => commands.deleteCells([id])}>
        Delete cell
      </MenuItem>
    </>
  );
}
