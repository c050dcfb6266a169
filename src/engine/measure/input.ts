/** Tells how long a training waits for its data: the time in `next` of the outermost iterator of a tf.data dataset. */
import type { TensorFlow } from '../api';

type Told = (started: number, ended: number) => void;
interface Iterator {
  next(): Promise<unknown>;
}

/** @returns what begins to listen, and gives what ends it. */
export async function inputWatch(tf: TensorFlow, now: () => number): Promise<(told: Told) => () => void> {
  const prototypes = await iteratorPrototypes(tf);
  return (told) => {
    let waiting = false;
    const originals = prototypes.map((prototype) => {
      const { next } = prototype;
      prototype.next = async function (this: Iterator) {
        // An iterator pulls from those behind it.
        if (waiting) return next.call(this);
        waiting = true;
        const started = now();
        try {
          return await next.call(this);
        } finally {
          waiting = false;
          told(started, now());
        }
      };
      return { prototype, next };
    });
    return () => {
      for (const { prototype, next } of originals) prototype.next = next;
    };
  };
}

/** The classes of iterators are not exported: one of each is made, and asked. */
async function iteratorPrototypes(tf: TensorFlow): Promise<Iterator[]> {
  const one = tf.data.array([0]);
  const datasets = [
    one,
    one.batch(1),
    one.map((item) => item),
    one.mapAsync(async (item) => item),
    one.filter(() => true),
    one.shuffle(1),
    one.prefetch(1),
    one.take(1),
    one.skip(0),
    one.repeat(1),
    one.concatenate(one),
    tf.data.zip({ one }),
    tf.data.generator(function* () {
      yield 0;
    }),
  ];
  const found = new Set<Iterator>();
  for (const dataset of datasets) {
    const prototype: unknown = Object.getPrototypeOf(await dataset.iterator());
    if (isIterator(prototype)) found.add(prototype);
  }
  return [...found];
}

const isIterator = (value: unknown): value is Iterator => typeof value === 'object' && value !== null && Object.hasOwn(value, 'next');
