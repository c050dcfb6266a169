import { useEffect, useState } from 'react';
import { useSession } from '../context';
import { useRunner } from '../notebook/use-runner';

/** Milliseconds without another edit before the cell runs. */
const PAUSE = 300;

/** Returns a function that runs the cell once edits pause, and again after a run that was under way meanwhile. */
export function useAutoRun(cellId: string): () => void {
  const runner = useRunner();
  const busy = useSession((state) => state.runs[cellId]?.status === 'queued' || state.runs[cellId]?.status === 'running');
  const [wishes, setWishes] = useState(0);
  useEffect(() => {
    if (wishes === 0 || busy) return;
    const timer = setTimeout(() => {
      setWishes(0);
      runner.run(cellId);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [wishes, busy, runner, cellId]);
  return () => setWishes((count) => count + 1);
}
