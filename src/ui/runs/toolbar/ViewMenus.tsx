import Columns from 'lucide-react/icons/columns-3-cog';
import Layers from 'lucide-react/icons/layers';
import { memo, useMemo, useState } from 'react';
import type { JSX } from 'react';
import type { TrackedRun } from '../../../session/runs/types';
import { Button } from '../../controls/Button';
import { Checkbox } from '../../controls/Checkbox';
import { Icon } from '../../controls/Icon';
import { Menu, MenuCheckItem, MenuChoice, MenuItem, MenuLine } from '../../controls/Menu';
import type { Column } from '../logic/columns';
import type { Grouping } from '../logic/rows';
import { varyingSettings } from '../logic/settings';
import { useChoice, useChoose } from '../state/choice';
import { ColumnsDialog } from './ColumnsDialog';
import { ExchangeMenu } from './ExchangeMenu';
import styles from './ViewMenus.module.css';

interface Props {
  readonly every: readonly Column[];
  readonly wanted: readonly string[];
  readonly listed: readonly TrackedRun[];
}

/** Which runs are listed, under which headers and in which columns. */
export const ViewMenus = memo(function ViewMenus({ every, wanted, listed }: Props): JSX.Element {
  const everywhere = useChoice((choice) => choice.everywhere);
  const archived = useChoice((choice) => choice.archived);
  const grouping = useChoice((choice) => choice.grouping);
  const choose = useChoose();
  const [choosing, setChoosing] = useState(false);
  const settings = useMemo(() => varyingSettings(listed.map((run) => run.settings)).slice(0, 12), [listed]);
  const groupings: readonly { readonly value: Grouping; readonly title: string }[] = [
    { value: 'none', title: 'No groups' },
    { value: 'group', title: 'Sweeps and groups' },
    { value: 'notebook', title: 'Notebook' },
    ...settings.map((name) => ({ value: `setting:${name}` as const, title: name })),
  ];
  return (
    <>
      <span className={styles.switch}>
        <Checkbox checked={everywhere} onChange={(on) => choose({ everywhere: on })}>
          All notebooks
        </Checkbox>
      </span>
      <Menu align="end" trigger={<Button aria-label="Group runs"><Icon of={Layers} />Group</Button>}>
        <MenuChoice label="Group by" value={grouping} choices={groupings} onChoose={(value) => choose({ grouping: value })} />
      </Menu>
      <Menu align="end" trigger={<Button aria-label="Columns of the table"><Icon of={Columns} />Columns</Button>}>
        <MenuItem onSelect={() => setChoosing(true)}>Choose columns…</MenuItem>
        <MenuItem onSelect={() => choose({ columns: null })}>The usual columns</MenuItem>
        <MenuLine />
        <MenuCheckItem checked={archived} onSelect={() => choose({ archived: !archived })}>
          Archived runs too
        </MenuCheckItem>
      </Menu>
      <ExchangeMenu listed={listed} />
      {choosing ? <ColumnsDialog every={every} wanted={wanted} onClose={() => setChoosing(false)} /> : null}
    </>
  );
});
