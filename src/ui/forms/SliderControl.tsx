import type { JSX } from 'react';
import type { ParamField } from '../../notebook/params/types';
import type { ControlProps } from './ParamRow';
import styles from './form.module.css';

interface Props extends ControlProps {
  readonly field: ParamField & { readonly kind: 'slider' };
}

export function SliderControl({ param, id, field, describedBy, onCommit }: Props): JSX.Element {
  const { min, max, step } = field;
  return (
    <div className={styles.slider}>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={Number(param.value)}
        aria-describedby={describedBy}
        onChange={(event) => onCommit(event.target.valueAsNumber)}
      />
      <output htmlFor={id} className={styles.reading}>
        {String(param.value)}
      </output>
    </div>
  );
}
