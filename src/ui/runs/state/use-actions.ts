import { useMemo } from 'react';
import type { RunEdit, TrackedRun } from '../../../session/runs/types';
import { useServices } from '../../context';
import { useShell } from '../../frame/shell-context';
import { choiceOf } from './choice';

export interface RunActions {
  /** Changes every one of the runs alike. */
  edit(runs: readonly TrackedRun[], change: RunEdit): void;
  star(runs: readonly TrackedRun[]): void;
  archive(runs: readonly TrackedRun[]): void;
  /** Asks before anything is lost. */
  remove(runs: readonly TrackedRun[]): void;
}

/** What the reader does to runs; a failure becomes a notice. */
export function useRunActions(): RunActions {
  const { app } = useServices();
  const { confirm } = useShell();
  return useMemo(() => {
    const attempt = async (what: string, work: () => Promise<unknown>): Promise<void> => {
      try {
        await work();
      } catch (cause) {
        app.commands.notify({ tone: 'danger', text: `${what} failed`, remedy: cause instanceof Error ? cause.message : String(cause) });
      }
    };
    const edit = (runs: readonly TrackedRun[], change: RunEdit): void =>
      void attempt('Changing the run', () => Promise.all(runs.map(({ id }) => app.runs.edit(id, change))));
    return {
      edit,
      star: (runs) => edit(runs, { starred: !runs.every(({ starred }) => starred) }),
      archive: (runs) => edit(runs, { archived: !runs.every(({ archived }) => archived) }),
      remove(runs) {
        if (runs.length === 0) return;
        const live = runs.filter(({ status }) => status === 'running').length;
        confirm({
          title: runs.length === 1 ? `Delete the run '${runs[0]?.name ?? ''}'?` : `Delete ${runs.length} runs?`,
          text: `Their settings, curves and what they kept are deleted for good.${live > 0 ? ' What is still training goes on, but is no longer kept.' : ''}`,
          action: 'Delete',
          tone: 'danger',
          async onConfirm() {
            const ids = runs.map(({ id }) => id);
            await attempt('Deleting', () => app.runs.remove(ids));
            const choice = choiceOf(app);
            choice.setState({ selected: choice.getState().selected.filter((id) => !ids.includes(id)) });
          },
        });
      },
    };
  }, [app, confirm]);
}
