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
import { termsIn, type ServerForm, type Trial } from './server-form';
import { StartServer } from './StartServer';

/** Address, token and price of a server, and whether it answers. Enter tests. */
export function ServerFields({ form }: { readonly form: ServerForm }): JSX.Element {
  const { draft, trial, kept, change } = form;
  const id = useId();
  const advice = addressAdvice(draft.address);
  const given = termsIn(draft);
  const wrong = 'terms' in given ? null : given;
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
          <TextField id={`${id}-price`} inputMode="decimal" placeholder="1.20" value={draft.price} aria-describedby={`${id}-price-hint`} aria-invalid={wrong?.field === 'price' || undefined} onChange={(event) => change({ price: event.target.value })} />
        </div>
      </div>
      <div className={styles.pair}>
        <div className={styles.field}>
          <label htmlFor={`${id}-hours`} className={styles.label}>
            End after hours <span className={styles.optional}>(optional)</span>
          </label>
          <TextField id={`${id}-hours`} inputMode="decimal" placeholder="2" value={draft.mostHours} aria-describedby={`${id}-price-hint`} aria-invalid={wrong?.field === 'mostHours' || undefined} onChange={(event) => change({ mostHours: event.target.value })} />
        </div>
        <div className={styles.field}>
          <label htmlFor={`${id}-cost`} className={styles.label}>
            End at a cost of <span className={styles.optional}>(optional)</span>
          </label>
          <TextField id={`${id}-cost`} inputMode="decimal" placeholder="5" value={draft.mostCost} aria-describedby={`${id}-price-hint`} aria-invalid={wrong?.field === 'mostCost' || undefined} onChange={(event) => change({ mostCost: event.target.value })} />
        </div>
      </div>
      <p id={`${id}-price-hint`} className={styles.hint}>
        {wrong?.problem ?? 'What you pay for the accelerator and its host together. At a limit the variables come to this computer and the session ends; the machine’s own billing goes on.'}
      </p>
      <Checkbox checked={draft.preemptible} onChange={(preemptible) => change({ preemptible })}>
        Preemptible machine
        <span className={styles.optional}> (cheaper, and may be taken away at any time)</span>
      </Checkbox>
      <Checkbox checked={draft.remember} onChange={(remember) => change({ remember })}>
        Remember on this computer
        <span className={styles.optional}> (never in the notebook)</span>
      </Checkbox>
      <div className={styles.test}>
        <Button type="submit" disabled={draft.address === '' || wrong !== null || trial.kind === 'trying'}>
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
