import { useState } from 'react';
import type { JSX } from 'react';
import { Button } from '../../controls/Button';
import { Checkbox } from '../../controls/Checkbox';
import { Dialog } from '../../controls/Dialog';
import { TextField } from '../../controls/TextField';
import type { Column } from '../logic/columns';
import { useChoose } from '../state/choice';
import styles from './ColumnsDialog.module.css';

interface Props {
  readonly every: readonly Column[];
  readonly wanted: readonly string[];
  onClose(): void;
}

/** Ticks for every column that the table could have. */
export function ColumnsDialog({ every, wanted, onClose }: Props): JSX.Element {
  const choose = useChoose();
  const [search, setSearch] = useState('');
  const found = every.filter(({ title }) => title.toLowerCase().includes(search.toLowerCase()));
  const sections = [
    { title: 'About the run', columns: found.filter(({ id }) => !id.includes(':')) },
    { title: 'Metrics', columns: found.filter(({ id }) => id.startsWith('metric:')) },
    { title: 'Settings', columns: found.filter(({ id }) => id.startsWith('setting:')) },
  ];
  const set = (id: string, on: boolean): void => choose({ columns: on ? [...wanted, id] : wanted.filter((other) => other !== id) });
  return (
    <Dialog
      title="Columns"
      onClose={onClose}
      footer={
        <>
          <Button onClick={() => choose({ columns: null })}>The usual columns</Button>
          <Button tone="accent" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <TextField type="search" aria-label="Find a column" placeholder="Find a column" value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
      {found.length === 0 ? <p className={styles.none}>No column of that name.</p> : null}
      {sections.map(({ title, columns }) =>
        columns.length === 0 ? null : (
          <fieldset key={title} className={styles.section}>
            <legend>{title}</legend>
            {columns.map((column) => (
              <Checkbox key={column.id} checked={wanted.includes(column.id)} onChange={(on) => set(column.id, on)}>
                {column.id.endsWith(':last') ? `${column.title} (last)` : column.title}
              </Checkbox>
            ))}
          </fieldset>
        ),
      )}
    </Dialog>
  );
}
