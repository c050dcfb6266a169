import CircleCheck from 'lucide-react/icons/circle-check';
import LoaderCircle from 'lucide-react/icons/loader-circle';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useEffect, useId, useRef } from 'react';
import type { FormEvent, JSX } from 'react';
import { Button } from '../../controls/Button';
import { Checkbox } from '../../controls/Checkbox';
import { Icon } from '../../controls/Icon';
import { TextField } from '../../controls/TextField';
import { welcomeWords } from './remote-words';
import styles from './remote.module.css';
import { addressAdvice } from './server-address';
import { priceOf, type ServerForm, type Trial } from './server-form';
import { StartServer } from './StartServer';

/** Address, token and price of a server, and whether it answers. Enter tests. */
export function ServerFields({ form }: { readonly form: ServerForm }): JSX.Element {
  const { draft, trial, kept, change } = form;
  const id = useId();
  const advice = addressAdvice(draft.address);
  const badPrice = priceOf(draft.price) === null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (draft.address !== '' && trial.kind !== 'trying') void form.test();
  };

  return (
    <form className={styles.form} aria-label="XLA server" onSubmit={submit}>
      <div className={styles.field}>
        <label htmlFor={`${id}-address`} className={styles.label}>
          Address
        </label>
        <TextField
          id={`${id}-address`}
          placeholder="ws://127.0.0.1:8476/?token=…"
          inputMode="url"
          value={draft.address}
          aria-describedby={`${id}-address-hint`}
          aria-invalid={trial.kind === 'failed' || undefined}
          onChange={(event) => change({ address: event.target.value })}
        />
        <p id={`${id}-address-hint`} className={styles.hint}>
          {advice ?? 'As gradbook-remote prints it; a token in it moves to its own field.'}
        </p>
      </div>
      <div className={styles.pair}>
        <div className={styles.field}>
          <label htmlFor={`${id}-token`} className={styles.label}>
            Token
          </label>
          <TextField id={`${id}-token`} type="password" autoComplete="off" placeholder={kept ? 'Kept on this computer' : ''} value={draft.token} onChange={(event) => change({ token: event.target.value })} />
        </div>
        <div className={styles.field}>
          <label htmlFor={`${id}-price`} className={styles.label}>
            Price per hour <span className={styles.optional}>(optional)</span>
          </label>
          <TextField id={`${id}-price`} inputMode="decimal" placeholder="1.20" value={draft.price} aria-describedby={`${id}-price-hint`} aria-invalid={badPrice || undefined} onChange={(event) => change({ price: event.target.value })} />
        </div>
      </div>
      <p id={`${id}-price-hint`} className={styles.hint}>
        {badPrice ? 'The price is a number, such as 1.20.' : 'What you pay for the accelerator and its host, regular or preemptible: the cost line counts with it.'}
      </p>
      <Checkbox checked={draft.remember} onChange={(remember) => change({ remember })}>
        Remember on this computer
        <span className={styles.optional}> (never in the notebook)</span>
      </Checkbox>
      <div className={styles.test}>
        <Button type="submit" disabled={draft.address === '' || badPrice || trial.kind === 'trying'}>
          Test connection
        </Button>
        <TrialLine trial={trial} />
      </div>
      <StartServer />
    </form>
  );
}

function TrialLine({ trial }: { readonly trial: Trial }): JSX.Element {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (trial.kind !== 'none') line.current?.scrollIntoView({ block: 'nearest' });
  }, [trial]);
  return (
    <div ref={line} className={styles.trial} role="status">
      {trial.kind === 'trying' ? (
        <span className={styles.trying}>
          <Icon of={LoaderCircle} className={styles.spinner} />
          {trial.what === 'test' ? 'Asking the server…' : 'Connecting…'}
        </span>
      ) : trial.kind === 'found' ? (
        <span className={styles.found}>
          <Icon of={CircleCheck} />
          <span>Found {welcomeWords(trial.welcome)}</span>
        </span>
      ) : trial.kind === 'failed' ? (
        <span className={styles.problem}>
          <Icon of={TriangleAlert} />
          <span>
            {trial.problem.text} <span className={styles.remedy}>{trial.problem.remedy}</span>
          </span>
        </span>
      ) : null}
    </div>
  );
}
