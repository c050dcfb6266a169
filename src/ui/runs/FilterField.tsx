import { useId } from 'react';
import type { JSX } from 'react';
import { TextField } from '../controls/TextField';
import { filterHelp } from './logic/filter';
import { useChoice, useChoose } from './state/choice';
import styles from './FilterField.module.css';

/** The filter of the list; what it does not understand stands under it. */
export function FilterField({ problems }: { readonly problems: readonly string[] }): JSX.Element {
  const filter = useChoice((choice) => choice.filter);
  const choose = useChoose();
  const told = useId();
  return (
    <div className={styles.filter}>
      <TextField
        type="search"
        placeholder="Filter: words, lr>0.01, status:done"
        aria-label="Filter runs"
        aria-describedby={told}
        aria-invalid={problems.length > 0}
        title={filterHelp}
        value={filter}
        onChange={(event) => choose({ filter: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || filter === '') return;
          event.preventDefault();
          event.stopPropagation();
          choose({ filter: '' });
        }}
      />
      <p id={told} role="status" className={styles.problem}>
        {problems.join(' ')}
      </p>
    </div>
  );
}
