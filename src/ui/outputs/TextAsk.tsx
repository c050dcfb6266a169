import type { FormEvent, JSX, KeyboardEvent } from 'react';
import { useId, useRef } from 'react';
import type { Ask } from '../../protocol/kernel';
import { useOpenSession } from '../context';
import { Button } from '../controls/Button';
import { TextField } from '../controls/TextField';
import { useAskFocus } from './use-ask-focus';
import styles from './text-ask.module.css';

interface Props {
  readonly cellId: string;
  readonly requestId: string;
  readonly ask: Ask & { readonly kind: 'text' };
}

/** A cell waits for a line of text: Enter gives it, Escape declines where that is an answer. */
export function TextAsk({ cellId, requestId, ask }: Props): JSX.Element {
  const { commands } = useOpenSession();
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const passOn = useAskFocus(field, cellId);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    passOn();
    commands.answer(cellId, requestId, { kind: 'text', value: field.current?.value ?? '' });
  };
  const decline = () => {
    passOn();
    commands.answer(cellId, requestId, { kind: 'cancelled' });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !ask.canDecline) return;
    event.preventDefault();
    decline();
  };
  return (
    <form className={styles.ask} onSubmit={submit} onKeyDown={onKeyDown} data-ask>
      <label htmlFor={id} className={styles.question}>
        {ask.prompt.trim() || 'The cell asks for text'}
      </label>
      <div className={styles.answer}>
        <TextField ref={field} id={id} data-ask-field type={ask.secret ? 'password' : 'text'} defaultValue={ask.initial} className={styles.field} />
        <Button tone="accent" type="submit">
          Answer
        </Button>
        {ask.canDecline ? (
          <Button tone="plain" onClick={decline}>
            Cancel
          </Button>
        ) : null}
      </div>
    </form>
  );
}
