import type { JSX } from 'react';
import { SessionContext, useApp } from '../context';
import { Dialog } from '../controls/Dialog';
import { TimeTravel } from './TimeTravel';

export function TimeTravelDialog({ onClose }: { onClose(): void }): JSX.Element | null {
  const session = useApp((state) => state.session);
  if (session === null) return null;
  return (
    <SessionContext value={session}>
      <Dialog title="Checkpoints of the latest training" width="small" onClose={onClose}>
        <TimeTravel />
      </Dialog>
    </SessionContext>
  );
}
