import type { JSX, KeyboardEvent } from 'react';
import { useId, useRef } from 'react';
import type { Ask } from '../../protocol/kernel';
import { useOpenSession } from '../context';
import { Button } from '../controls/Button';
import { useAskFocus } from './use-ask-focus';
import styles from './text-ask.module.css';

interface Props {
  readonly cellId: string;
  readonly requestId: string;
  readonly ask: Ask & { readonly kind: 'confirm' };
}

/** A cell waits for yes or no; Escape is no. */
export function ConfirmAsk({ cellId, requestId, ask }: Props): JSX.Element {
  const { commands } = useOpenSession();
  const yes = useRef<HTMLButtonElement>(null);
  const id = useId();
  const passOn = useAskFocus(yes, cellId);

  const give = (value: boolean) => {
    passOn();
    commands.answer(cellId, requestId, { kind: 'confirm', value });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    give(false);
  };
  return (
    <div role="group" aria-labelledby={id} className={styles.ask} onKeyDown={onKeyDown} data-ask>
      <span id={id} className={styles.question}>
        {ask.prompt.trim() || 'The cell asks for yes or no'}
      </span>
      <div className={styles.answer}>
        <Button ref={yes} data-ask-field tone="accent" aria-describedby={id} onClick={() => give(true)}>
          Yes
        </Button>
        <Button tone="outline" aria-describedby={id} onClick={() => give(false)}>
          No
        </Button>
      </div>
    </div>
  );
}
