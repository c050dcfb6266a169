import type { JSX } from 'react';
import { useId } from 'react';
import { fitValue } from '../../notebook/params/fit';
import type { Param, ParamValue } from '../../notebook/params/types';
import { ChoiceControl } from './ChoiceControl';
import { DraftControl } from './DraftControl';
import { SliderControl } from './SliderControl';
import styles from './form.module.css';

export interface ControlProps {
  readonly param: Param;
  readonly id: string;
  /** Id of the note under the field; undefined where there is none. */
  readonly describedBy: string | undefined;
  /** Writes the value into the code; gives what is wrong with it. */
  onCommit(value: ParamValue): string | null;
}

/** One field with its name, and a note where the code's value does not fit it. */
export function ParamRow({ param, onCommit }: Pick<ControlProps, 'param' | 'onCommit'>): JSX.Element {
  const id = useId();
  const fits = fitValue(param.field, param.value);
  const noteId = fits.ok ? undefined : `${id}-note`;
  return (
    <div className={styles.row}>
      <label htmlFor={id} className={styles.name}>
        {param.name}
      </label>
      <div className={styles.control}>
        <Control param={param} id={id} describedBy={noteId} onCommit={onCommit} />
        {fits.ok ? null : (
          <span id={noteId} className={styles.note}>
            {param.name} {fits.error}
          </span>
        )}
      </div>
    </div>
  );
}

function Control(props: ControlProps): JSX.Element {
  const { param, id, onCommit } = props;
  const { field } = param;
  switch (field.kind) {
    case 'boolean':
      return <input id={id} type="checkbox" className={styles.check} checked={param.value === true} onChange={(event) => onCommit(event.target.checked)} />;
    case 'slider':
      return <SliderControl {...props} field={field} />;
    case 'choice':
      return field.allowInput ? <DraftControl {...props} /> : <ChoiceControl {...props} field={field} />;
    case 'text':
    case 'number':
    case 'integer':
    case 'date':
    case 'raw':
      return <DraftControl {...props} />;
    default:
      return field satisfies never;
  }
}
