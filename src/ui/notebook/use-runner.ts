import { useMemo } from 'react';
import { whenTrusted } from '../commands/command';
import { useOpenSession } from '../context';
import { useShell } from '../frame/shell-context';

/** Runs cells; a copy that the reader has not accepted asks first. */
export interface Runner {
  run(cellId: string): void;
  runAndAdvance(cellId: string): void;
  runAndInsert(cellId: string): void;
}

export function useRunner(): Runner {
  const session = useOpenSession();
  const shell = useShell();
  return useMemo(() => {
    const guarded = (cellId: string, start: () => void) => {
      // Text renders in any notebook.
      const isCode = session.store.getState().notebook.cells.find((cell) => cell.id === cellId)?.type === 'code';
      if (isCode) whenTrusted(session, { shell }, start);
      else start();
    };
    return {
      run: (cellId) => guarded(cellId, () => session.commands.runCell(cellId)),
      runAndAdvance: (cellId) => guarded(cellId, () => session.commands.runAndAdvance(cellId)),
      runAndInsert: (cellId) => guarded(cellId, () => session.commands.runAndInsert(cellId)),
    };
  }, [session, shell]);
}
