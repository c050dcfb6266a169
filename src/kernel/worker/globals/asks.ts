/** What cells have asked the reader for and not been told yet. */
import type { Answer, Ask } from '../../../protocol/kernel';
import type { RunOutput } from '../output/run-output';

type Asker = Pick<RunOutput, 'runId' | 'ask' | 'asked'>;

export interface Asks {
  /** Resolves with the reader's answer; also when the run ends without one. */
  ask(output: Asker, ask: Ask): Promise<Answer>;
  answer(requestId: string, answer: Answer): void;
  /** The run was stopped: its questions go away. */
  cancel(runId: string): void;
}

export function createAsks(): Asks {
  const open = new Map<string, { readonly output: Asker; readonly settle: (answer: Answer) => void }>();
  let last = 0;
  const answer = (requestId: string, given: Answer): void => {
    const asked = open.get(requestId);
    if (asked === undefined) return;
    open.delete(requestId);
    asked.output.asked(requestId);
    asked.settle(given);
  };
  return {
    ask(output, ask) {
      const requestId = `ask-${++last}`;
      return new Promise((settle) => {
        open.set(requestId, { output, settle });
        output.ask(requestId, ask);
      });
    },
    answer,
    cancel(runId) {
      for (const [requestId, asked] of open) if (asked.output.runId === runId) answer(requestId, { kind: 'cancelled' });
    },
  };
}
