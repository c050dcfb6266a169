import type { JSX } from 'react';
import type { ParamField } from '../../notebook/params/types';
import { cx } from '../controls/cx';
import type { ControlProps } from './ParamRow';
import fieldStyles from '../controls/TextField.module.css';
import styles from './form.module.css';

interface Props extends ControlProps {
  readonly field: ParamField & { readonly kind: 'choice' };
}

/** A list to choose from; a value of the code that is not in the list stands first. */
export function ChoiceControl({ param, id, field, describedBy, onCommit }: Props): JSX.Element {
  const { choices } = field;
  const shown = choices.includes(param.value) ? choices : [param.value, ...choices];
  return (
    <select
      id={id}
      className={cx(fieldStyles.field, styles.field)}
      aria-describedby={describedBy}
      value={shown.indexOf(param.value)}
      onChange={(event) => onCommit(shown[Number(event.target.value)] ?? null)}
    >
      {shown.map((choice, index) => (
        <option key={index} value={index}>
          {String(choice)}
        </option>
      ))}
    </select>
  );
}
