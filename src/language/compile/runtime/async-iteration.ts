/**
 * The iteration that `for await` makes of `iterable`, each step passed through `race`, which ends it at a stop, and its value through `give`.
 */
export function iterateStoppably<T>(
  iterable: AsyncIterable<unknown> | Iterable<unknown>,
  race: (step: unknown) => Promise<unknown>,
  give: (value: unknown) => T,
): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]: () => {
      const inner = openIterator(iterable);
      return {
        async next() {
          const step = await race(inner.next());
          if (!isObject(step)) throw new TypeError(`Iterator result ${String(step)} is not an object`);
          if (step.done === true) return { done: true, value: undefined };
          return { done: false, value: give(inner.isSynchronous ? await race(step.value) : step.value) };
        },
        async return() {
          await inner.return();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

interface OpenIterator {
  /** Then its values are awaited one by one, as `for await` does. */
  readonly isSynchronous: boolean;
  next(): unknown;
  return(): Promise<void>;
}

function openIterator(iterable: AsyncIterable<unknown> | Iterable<unknown>): OpenIterator {
  const makeAsync: unknown = Reflect.get(Object(iterable), Symbol.asyncIterator);
  const isSynchronous = makeAsync === undefined || makeAsync === null;
  const make: unknown = isSynchronous ? Reflect.get(Object(iterable), Symbol.iterator) : makeAsync;
  if (typeof make !== 'function') throw new TypeError(`${typeof iterable} is not async iterable`);
  const iterator = Reflect.apply(make, iterable, []) as Iterator<unknown> | AsyncIterator<unknown>;
  const { next } = iterator;
  return {
    isSynchronous,
    next: () => Reflect.apply(next, iterator, []),
    return: async () => {
      await iterator.return?.();
    },
  };
}

const isObject = (value: unknown): value is { readonly done?: unknown; readonly value?: unknown } =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';
