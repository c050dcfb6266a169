/** The globals `input`, `prompt` and `confirm` of a cell: questions in its output, answers as promises. */
import type { Answer, Ask } from '../../../protocol/kernel';
import { answerPromise, type AnswerPromise } from './answer-promise';

export interface InputOptions {
  /** What stands in the field at first. */
  readonly initial?: string;
  /** Hides what is typed, and keeps it out of the output. */
  readonly secret?: boolean;
}

export interface AskingParts {
  /** Resolves with the reader's answer; rejects when the question is taken away. */
  readonly ask: (ask: Ask) => Promise<Answer>;
  readonly write: (name: 'stdout' | 'stderr', text: string) => void;
  /** The cell is not over before this is. */
  readonly pending: (work: Promise<void>) => void;
}

export interface Asking {
  /** @throws Error where nobody answers, which only a run without a reader brings about. */
  readonly input: (prompt?: string, options?: InputOptions) => Promise<string>;
  /** Null where the reader declines. */
  readonly prompt: (prompt?: string, initial?: string) => Promise<string | null>;
  readonly confirm: (prompt?: string) => Promise<boolean>;
  /** To be called when the cell is over: says which questions it did not wait for. */
  readonly end: () => void;
}

/** How many dots stand for a secret, whatever its length. */
const DOTS = '•'.repeat(8);

export function createAsking({ ask, write, pending }: AskingParts): Asking {
  const asked: { readonly call: string; readonly answer: AnswerPromise<unknown> }[] = [];

  /** Asks, and keeps the question with its answer as a line of the output. */
  const question = <T>(name: string, wanted: Exclude<Ask, { kind: 'files' }>, read: (answer: Answer) => { readonly value: T; readonly shown: string }): Promise<T> => {
    const told = ask(wanted).then((answer) => {
      const { value, shown } = read(answer);
      write('stdout', `${wanted.prompt}${wanted.prompt === '' || /\s$/.test(wanted.prompt) ? '' : ' '}${shown}\n`);
      return value;
    });
    const call = `${name}(${wanted.prompt === '' ? '' : quoted(wanted.prompt)})`;
    const answer = answerPromise(told, { call, onAwait: () => pending(told.then(() => undefined)) });
    asked.push({ call, answer });
    return answer.promise;
  };

  return {
    input(prompt = '', options = {}) {
      if (typeof options !== 'object' || options === null) throw new TypeError("input takes an object after the question: input('Name?', {initial: 'Ada'})");
      const { initial = '', secret = false } = options;
      const wanted = { kind: 'text', prompt: String(prompt), initial: String(initial), secret: Boolean(secret), canDecline: false } as const;
      // Made here, where the stack still leads to the cell's line.
      const unanswered = new Error(`nobody answered ${wanted.prompt === '' ? 'the question' : quoted(wanted.prompt)}`);
      return question('input', wanted, (answer) => {
        if (answer.kind !== 'text') throw unanswered;
        return { value: answer.value, shown: wanted.secret ? DOTS : answer.value };
      });
    },
    prompt(prompt = '', initial = '') {
      const wanted = { kind: 'text', prompt: String(prompt), initial: String(initial), secret: false, canDecline: true } as const;
      return question('prompt', wanted, (answer) => (answer.kind === 'text' ? { value: answer.value, shown: answer.value } : { value: null, shown: '(declined)' }));
    },
    confirm(prompt = '') {
      return question('confirm', { kind: 'confirm', prompt: String(prompt) }, (answer) => {
        const value = answer.kind === 'confirm' && answer.value;
        return { value, shown: value ? 'yes' : 'no' };
      });
    },
    end() {
      const forgotten = asked.filter(({ answer }) => !answer.noticed());
      for (const { call } of forgotten) write('stderr', `The cell did not wait for the answer to ${call}: write await ${call}\n`);
    },
  };
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
