import { useEffect, useId, useState } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import type { PastCheckpoint, PastTraining } from '../../session/durable/types';
import { useOpenSession } from '../context';
import { Button } from '../controls/Button';
import styles from './TimeTravel.module.css';

interface Props {
  /** The latest of these that keeps checkpoints; of all of the notebook unless told. */
  readonly trainings?: readonly string[];
}

/** A slider over what is kept of a training: any of it can be put back into the variables of its model. */
export function TimeTravel({ trainings: wanted }: Props): JSX.Element {
  const { trainings } = useOpenSession();
  const [past, setPast] = useState<readonly PastTraining[] | null>(null);
  useEffect(() => {
    let isGone = false;
    trainings.past().then(
      (found) => !isGone && setPast(found),
      () => !isGone && setPast([]),
    );
    return () => {
      isGone = true;
    };
  }, [trainings]);
  const shown = past?.find(({ id }) => wanted === undefined || wanted.includes(id));
  if (past === null) return <p className={styles.note}>Reading checkpoints…</p>;
  if (shown === undefined) return <p className={styles.note}>{wanted === undefined ? 'No checkpoints are kept yet: a training keeps its first after 30 s, or as its checkpointEvery says.' : 'Its checkpoints are kept no more.'}</p>;
  return <Slider key={shown.id} past={shown} />;
}

function Slider({ past: { name, checkpoints } }: { readonly past: PastTraining }): JSX.Element {
  const { trainings } = useOpenSession();
  const id = useId();
  const [index, setIndex] = useState(checkpoints.length - 1);
  const [told, setTold] = useState<string | null>(null);
  const chosen = checkpoints[index];
  // Keys of a slider are keys of the notebook elsewhere.
  const keep = (event: KeyboardEvent): void => {
    if (/^(Arrow|Page|Home$|End$)/.test(event.key)) event.stopPropagation();
  };
  const restore = async (checkpoint: PastCheckpoint): Promise<void> => {
    setTold('Restoring…');
    const failure = await trainings.restore(checkpoint);
    setTold(failure === null ? `The variables of “${name}” are those of step ${checkpoint.step.toLocaleString('en')} now.` : `Not restored: ${failure}.`);
  };
  return (
    <div className={styles.travel} role="group" aria-label={`Checkpoints of ${name}`}>
      <label htmlFor={id}>{`“${name}”: ${checkpoints.length} ${checkpoints.length === 1 ? 'checkpoint' : 'checkpoints'}`}</label>
      <input id={id} type="range" min={0} max={checkpoints.length - 1} step={1} value={index} aria-valuetext={chosen && wordsOf(chosen)} onKeyDown={keep} onChange={(event) => setIndex(event.target.valueAsNumber)} />
      <p className={styles.note}>{chosen && wordsOf(chosen)}</p>
      <Button disabled={chosen === undefined} onClick={() => chosen && void restore(chosen)}>
        Restore into the model
      </Button>
      <p className={styles.note} role="status">
        {told}
      </p>
    </div>
  );
}

const wordsOf = ({ step, epoch, loss, at }: PastCheckpoint): string =>
  [`Step ${step.toLocaleString('en')}`, `epoch ${epoch.toLocaleString('en')}`, ...(loss === null ? [] : [`loss ${Number(loss.toPrecision(3))}`]), new Date(at).toLocaleTimeString()].join(' · ');
