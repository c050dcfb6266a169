import type { JSX } from 'react';
import { useState } from 'react';
import { fitValue } from '../../notebook/params/fit';
import type { ParamField, ParamValue } from '../../notebook/params/types';
import { cx } from '../controls/cx';
import { TextField } from '../controls/TextField';
import type { ControlProps } from './ParamRow';
import styles from './form.module.css';

/** What stands in the field while it is being written. */
interface Draft {
  readonly text: string;
  /** What the code got of it; null while it does not fit. */
  readonly written: { readonly value: ParamValue } | null;
  readonly problem: string | null;
}

/** A field that is typed into. The code changes with every text that fits; one that does not stays in the field, with the reason. */
export function DraftControl({ param, id, describedBy, onCommit }: ControlProps): JSX.Element {
  const { field, name, value } = param;
  const [draft, setDraft] = useState<Draft | null>(null);
  // The code has changed otherwise since: it wins.
  const current = draft !== null && (draft.written === null || Object.is(draft.written.value, value)) ? draft : null;

  const write = (text: string) => {
    const fits = fitValue(field, text);
    const problem = fits.ok ? onCommit(fits.value) : fits.error;
    setDraft({ text, written: fits.ok && problem === null ? { value: fits.value } : null, problem });
  };
  const problem = current?.problem ?? null;
  const noteId = problem === null ? describedBy : `${id}-draft`;
  const choices = field.kind === 'choice' ? field.choices : [];
  return (
    <>
      <TextField
        id={id}
        {...inputOf(field)}
        className={cx(styles.field, isCode(field) && styles.code)}
        value={current?.text ?? String(value)}
        list={choices.length > 0 ? `${id}-choices` : undefined}
        aria-invalid={problem !== null || describedBy !== undefined}
        aria-describedby={noteId}
        onChange={(event) => write(event.target.value)}
        onBlur={() => setDraft(null)}
      />
      {choices.length > 0 ? (
        <datalist id={`${id}-choices`}>
          {choices.map((choice, index) => (
            <option key={index} value={String(choice)} />
          ))}
        </datalist>
      ) : null}
      {problem === null ? null : (
        <span id={noteId} className={styles.note}>
          {name} {problem}
        </span>
      )}
    </>
  );
}

const isCode = (field: ParamField): boolean => field.kind === 'raw' || (field.kind === 'choice' && field.raw);

function inputOf(field: ParamField) {
  switch (field.kind) {
    case 'number':
    case 'integer':
      return { type: 'number', min: field.min ?? undefined, max: field.max ?? undefined, step: field.step ?? (field.kind === 'integer' ? 1 : 'any') };
    case 'date':
      return { type: 'date' };
    case 'text':
    case 'raw':
      return { type: 'text', placeholder: field.placeholder };
    case 'choice':
    case 'slider':
    case 'boolean':
      return { type: 'text' };
    default:
      return field satisfies never;
  }
}
