import { useEffect, useRef, useState } from 'react';
import type { JSX } from 'react';
import type { RunEdit, TrackedRun } from '../../../session/runs/types';
import type { Column } from '../logic/columns';
import { useRunActions } from '../state/use-actions';
import styles from './RunsTable.module.css';

interface Props {
  readonly run: TrackedRun;
  readonly column: Column;
  onEnd(): void;
}

/** A field in the place of a cell: Enter and leaving it keep what was written, Escape does not. */
export function EditCell({ run, column, onEnd }: Props): JSX.Element {
  const actions = useRunActions();
  const field = useRef<HTMLInputElement>(null);
  const [before] = useState(() => column.text(run, 0));
  const ended = useRef(false);
  useEffect(() => field.current?.select(), []);
  const end = (keep: boolean): void => {
    if (ended.current) return;
    ended.current = true;
    const text = field.current?.value.trim() ?? before;
    if (keep && text !== before) {
      const change = changeOf(column, text);
      if (change) actions.edit([run], change);
    }
    onEnd();
  };
  return (
    <input
      ref={field}
      className={styles.edit}
      autoFocus
      defaultValue={before}
      aria-label={`${column.title} of ${run.name}`}
      placeholder={column.kind === 'tags' ? 'Separated by commas' : undefined}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
        event.preventDefault();
        end(event.key === 'Enter');
      }}
    />
  );
}

function changeOf(column: Column, text: string): RunEdit | null {
  switch (column.kind) {
    case 'name':
      return text === '' ? null : { name: text };
    case 'group':
      return { group: text === '' ? null : text };
    case 'tags':
      return { tags: tagsOf(text) };
    case 'notes':
      return { notes: text };
    case 'status':
    case 'star':
    case 'text':
    case 'number':
    case 'time':
    case 'duration':
      return null;
    default:
      return column.kind satisfies never;
  }
}

/** "a, b" without blanks and doubles. */
export const tagsOf = (text: string): readonly string[] => [...new Set(text.split(',').map((tag) => tag.trim()).filter((tag) => tag !== ''))];
