/** A promise of an answer that notices when a cell uses it without `await`. */

export interface AnswerPromise<T> {
  readonly promise: Promise<T>;
  /** Whether anything waits for it, or has been told that it must. */
  readonly noticed: () => boolean;
}

export interface AnswerPromiseOptions {
  /** The call as the reader should have written it, without `await`: `input('Name?')`. */
  readonly call: string;
  /** Called once, when something first waits for the answer. */
  readonly onAwait: () => void;
}

/**
 * Elsewhere `input`, `prompt` and `confirm` give the answer itself. Joining the promise to a string or counting
 * with it, which would show "[object Promise]" or NaN, throws a TypeError that names the remedy.
 */
export function answerPromise<T>(answer: Promise<T>, { call, onAwait }: AnswerPromiseOptions): AnswerPromise<T> {
  let awaited = false;
  let told = false;
  const refuse = (): never => {
    told = true;
    throw new TypeError(`${call} gives a promise of the answer here: write await ${call}`);
  };
  const promise = answer.then((value) => value);
  // One that no cell waits for may be rejected by a stop; that is no error of the cell.
  promise.catch(() => undefined);
  const then = <A = T, B = never>(onFulfilled?: ((value: T) => A | PromiseLike<A>) | null, onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<A | B> => {
    if (!awaited) {
      awaited = true;
      onAwait();
    }
    return answer.then(onFulfilled, onRejected);
  };
  Object.defineProperties(promise, {
    then: { value: then, configurable: true },
    toString: { value: refuse, configurable: true },
    [Symbol.toPrimitive]: { value: refuse, configurable: true },
  });
  return { promise, noticed: () => awaited || told };
}
