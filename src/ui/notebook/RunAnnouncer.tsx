import type { JSX } from 'react';
import { useEffect, useState } from 'react';
import { useOpenSession } from '../context';
import { announcement } from './announcement';

/** Tells screen readers how runs end, without drawing anything. */
export function RunAnnouncer(): JSX.Element {
  const { store } = useOpenSession();
  const [words, setWords] = useState('');
  useEffect(
    () =>
      store.subscribe((now, before) => {
        if (now.runs === before.runs) return;
        const said = announcement(now, before);
        if (said !== null) setWords(said);
      }),
    [store],
  );
  return (
    <div role="status" aria-label="Runs" className="visually-hidden">
      {words}
    </div>
  );
}
