import RotateCcw from 'lucide-react/icons/rotate-ccw';
import { useState } from 'react';
import type { JSX } from 'react';
import { useStore } from 'zustand';
import type { CutTraining } from '../../session/durable/types';
import { useOpenSession } from '../context';
import { Button } from '../controls/Button';
import { useNow } from '../controls/use-now';
import { Banner } from '../frame/Banner';
import { cutWords } from './words';

/** Over a notebook with a training that was cut off. */
export function ResumeBanner(): JSX.Element | null {
  const { trainings } = useOpenSession();
  const cut = useStore(trainings.store, (state) => state.cut);
  return cut === null ? null : <Offer key={cut.id} cut={cut} />;
}

function Offer({ cut }: { readonly cut: CutTraining }): JSX.Element {
  const { trainings, commands } = useOpenSession();
  const now = useNow(30_000);
  const [busy, setBusy] = useState(false);
  const act = (work: Promise<void>): void => {
    setBusy(true);
    work
      .catch((failure: unknown) => commands.notify({ tone: 'danger', text: 'That did not work', remedy: failure instanceof Error ? failure.message : String(failure) }))
      .finally(() => setBusy(false));
  };
  const { title, text } = cutWords(cut, now);
  return (
    <Banner
      tone="accent"
      icon={RotateCcw}
      title={title}
      text={text}
      actions={
        <>
          <Button disabled={busy} onClick={() => act(trainings.resume(cut))}>{`Resume at step ${cut.step.toLocaleString('en')}`}</Button>
          <Button disabled={busy} onClick={() => trainings.later(cut)}>
            Not now
          </Button>
          <Button disabled={busy} onClick={() => act(trainings.discard(cut))}>
            Discard
          </Button>
        </>
      }
    />
  );
}
