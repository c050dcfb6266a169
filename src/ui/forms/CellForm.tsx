import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronRight from 'lucide-react/icons/chevron-right';
import type { JSX, KeyboardEvent } from 'react';
import type { CodeCell } from '../../notebook/types';
import { setParam } from '../../notebook/params/edit';
import type { CellForm as Form, FormItem, Param, ParamValue } from '../../notebook/params/types';
import { useOpenSession } from '../context';
import { Button } from '../controls/Button';
import { Icon } from '../controls/Icon';
import { Prose } from '../markdown/Prose';
import { useRunner } from '../notebook/use-runner';
import { FormProblem } from './FormProblem';
import { ParamRow } from './ParamRow';
import { useAutoRun } from './use-auto-run';
import styles from './form.module.css';

interface Props {
  readonly cell: CodeCell;
  /** The cell's place in the notebook, from 1. */
  readonly number: number;
  /** Null where the cell only hides its code. */
  readonly form: Form | null;
  readonly codeHidden: boolean;
}

/** The form of a code cell: its title, its prose and a field for each `//@param`. An edit writes the code. */
export function CellForm({ cell, number, form, codeHidden }: Props): JSX.Element {
  const { commands } = useOpenSession();
  const runner = useRunner();
  const runSoon = useAutoRun(cell.id);
  const commit = (param: Param, value: ParamValue): string | null => {
    const written = setParam(cell.source, param, value);
    if (!written.ok) return written.error;
    commands.editCell(cell.id, written.value);
    if (form?.autoRun && written.value !== cell.source) runSoon();
    return null;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      if (event.shiftKey) runner.runAndAdvance(cell.id);
      else runner.run(cell.id);
    } else if (event.key === 'Escape') {
      event.currentTarget.closest<HTMLElement>('[data-cell-id]')?.focus();
    } else if (event.target instanceof Element && event.target.matches('input, select') && !event.ctrlKey && !event.metaKey && !event.altKey) {
      // Letters choose in a list and arrows move a slider here; they are no keys of the notebook.
      event.stopPropagation();
    }
  };
  const items = form?.items ?? [];
  return (
    <div role="group" aria-label={`Form of cell ${number}`} className={styles.form} onKeyDown={onKeyDown}>
      <div className={styles.head}>
        <h3 className={styles.title}>{form?.title ?? ''}</h3>
        <Button tone="plain" className={styles.toggle} aria-expanded={!codeHidden} onClick={() => commands.toggleCode(cell.id)}>
          <Icon of={codeHidden ? ChevronRight : ChevronDown} />
          {codeHidden ? `Show code (${linesOf(cell.source)})` : 'Hide code'}
        </Button>
      </div>
      {items.length > 0 ? (
        <div className={styles.items}>
          {items.map((item, index) => (
            <Item key={keyOf(item, index)} item={item} commit={commit} />
          ))}
        </div>
      ) : null}
    </div>
  );
}

interface ItemProps {
  readonly item: FormItem;
  commit(param: Param, value: ParamValue): string | null;
}

function Item({ item, commit }: ItemProps): JSX.Element {
  switch (item.kind) {
    case 'param':
      return <ParamRow param={item} onCommit={(value) => commit(item, value)} />;
    case 'prose':
      return (
        <div className={styles.prose}>
          <Prose source={item.text} />
        </div>
      );
    case 'problem':
      return <FormProblem name={item.name} line={item.line} text={item.text} />;
    default:
      return item satisfies never;
  }
}

/** A field keeps its identity, and with it the focus, while lines above it come and go. */
const keyOf = (item: FormItem, index: number): string => (item.kind === 'param' ? `${item.name} ${item.field.kind}` : String(index));

function linesOf(source: string): string {
  const count = source.split('\n').length;
  return count === 1 ? '1 line' : `${count} lines`;
}
