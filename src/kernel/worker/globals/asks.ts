/** What cells have asked the reader for and not been told yet. */
import { Interrupted } from '../../../language/compile/runtime/interrupted';
import type { Answer, Ask } from '../../../protocol/kernel';
import { sealedMap } from '../lockdown/sealed';
import type { RunOutput } from '../output/run-output';

type Asker = Pick<RunOutput, 'runId' | 'ask' | 'asked'>;

export interface Asks {
  /** Resolves with the reader's answer; rejects with `Interrupted` when the question is taken away. */
  ask(output: Asker, ask: Ask): Promise<Answer>;
  answer(requestId: string, answer: Answer): void;
  /** Takes the questions of one run away, as at its end; without a run, all of them. */
  cancel(runId?: string): void;
}

interface OpenAsk {
  readonly output: Asker;
  readonly settle: (answer: Answer) => void;
  readonly takeAway: (reason: Interrupted) => void;
}

export function createAsks(): Asks {
  const open = sealedMap<string, OpenAsk>();
  let last = 0;
  const close = (requestId: string, asked: OpenAsk): void => {
    open.delete(requestId);
    asked.output.asked(requestId);
  };
  return {
    ask(output, ask) {
      const requestId = `ask-${++last}`;
      return new Promise((settle, takeAway) => {
        open.set(requestId, { output, settle, takeAway });
        output.ask(requestId, ask);
      });
    },
    answer(requestId, given) {
      const asked = open.get(requestId);
      if (asked === undefined) return;
      close(requestId, asked);
      asked.settle(given);
    },
    cancel(runId) {
      open.forEach((asked, requestId) => {
        if (runId !== undefined && asked.output.runId !== runId) return;
        close(requestId, asked);
        asked.takeAway(new Interrupted());
      });
    },
  };
}
