//// combinators of promises
const wait = <T>(ms: number, value: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));
const reject = (why: string) => Promise.reject(new Error(why));
console.log((await Promise.all([wait(3, 'a'), 'b', wait(1, 'c')])).join(''));
console.log(await Promise.race([wait(50, 'slow'), wait(1, 'fast')]));
console.log(await Promise.any([reject('no'), wait(1, 'yes')]));
const settled = await Promise.allSettled([wait(1, 1), reject('bad')]);
console.log(settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message)).join());
await Promise.any([reject('x'), reject('y')]).catch((error: AggregateError) => console.log(error.errors.length, error.name));

//// async iteration over pages
interface Page {
  items: string[];
  next: number | null;
}
const pages: Page[] = [{ items: ['a', 'b'], next: 1 }, { items: [], next: 2 }, { items: ['c'], next: null }];
async function* fetchAll(): AsyncGenerator<string> {
  for (let at: number | null = 0; at !== null; ) {
    const page: Page = await Promise.resolve(pages[at]!);
    yield* page.items;
    at = page.next;
  }
}
const got: string[] = [];
for await (const item of fetchAll()) got.push(item);
got.join('');

//// for await over promises and plain values
async function total(numbers: Iterable<number | Promise<number>>) {
  let sum = 0;
  for await (const n of numbers) sum += n;
  return sum;
}
console.log(await total([1, Promise.resolve(2), 3]));
const failing = total([1, Promise.reject(new RangeError('third'))]).catch((error) => error.name);
console.log(await failing);

//// an async queue with backpressure
class Channel<T> {
  #values: T[] = [];
  #takers: ((value: IteratorResult<T>) => void)[] = [];
  #closed = false;
  send(value: T) {
    const taker = this.#takers.shift();
    if (taker) taker({ done: false, value });
    else this.#values.push(value);
  }
  close() {
    this.#closed = true;
    for (const taker of this.#takers.splice(0)) taker({ done: true, value: undefined });
  }
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return {
      next: async () => {
        if (this.#values.length > 0) return { done: false, value: this.#values.shift()! };
        if (this.#closed) return { done: true, value: undefined };
        return new Promise((resolve) => this.#takers.push(resolve));
      },
    };
  }
}
const channel = new Channel<number>();
const consumer = (async () => {
  let seen = '';
  for await (const value of channel) seen += value;
  return seen;
})();
for (const value of [1, 2, 3]) {
  channel.send(value);
  await null;
}
channel.close();
await consumer;

//// try, catch and finally around await
const trail: string[] = [];
async function risky(fails: boolean): Promise<string> {
  try {
    await Promise.resolve();
    if (fails) throw new Error('broke');
    return 'fine';
  } catch (error) {
    trail.push((error as Error).message);
    return 'recovered';
  } finally {
    await null;
    trail.push('finally');
  }
}
console.log(await risky(true), await risky(false), trail.join());

//// a pool runs a few tasks at a time
async function pool<T>(limit: number, tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    while (next < tasks.length) {
      const at = next++;
      results[at] = await tasks[at]!();
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
let active = 0;
let most = 0;
const results = await pool(2, Array.from({ length: 5 }, (_, n) => async () => {
  most = Math.max(most, ++active);
  await new Promise((resolve) => setTimeout(resolve, 2));
  active--;
  return n * n;
}));
console.log(results.join(), most);

//// retry with growing waits
async function retry<T>(work: (attempt: number) => Promise<T>, times: number, base = 1): Promise<T> {
  let last: unknown;
  for (let attempt = 1; attempt <= times; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      last = error;
      await new Promise((done) => setTimeout(done, base * 2 ** attempt));
    }
  }
  throw new Error(`gave up after ${times}`, { cause: last });
}
const flaky = async (attempt: number) => {
  if (attempt < 3) throw new Error(`attempt ${attempt}`);
  return `worked at ${attempt}`;
};
console.log(await retry(flaky, 4));
await retry(flaky, 2).catch((error) => console.log(error.message, '<-', error.cause.message));

//// an abort signal cancels a sleep
function sleep(ms: number, signal: AbortSignal): Promise<'slept'> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const timer = setTimeout(() => resolve('slept'), ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
const controller = new AbortController();
const sleeping = sleep(10_000, controller.signal);
controller.abort(new Error('wake up'));
const outcome = await sleeping.then((value) => value, (error: Error) => error.message);
console.log(outcome, controller.signal.aborted);

//// thenables are followed by await
const thenable = {
  then(resolve: (value: number) => void) {
    resolve(41);
  },
};
const value = (await (thenable as unknown as Promise<number>)) + 1;
const chained = await Promise.resolve(1).then(() => thenable as unknown as Promise<number>);
console.log(value, chained);

//// events become a promise
const target = new EventTarget();
const once = (name: string) => new Promise<string>((resolve) => target.addEventListener(name, (event) => resolve(event.type), { once: true }));
const heard = Promise.all([once('open'), once('close')]);
for (const name of ['open', 'open', 'close']) target.dispatchEvent(new Event(name));
console.log((await heard).join('→'));

//// a mutex keeps sections apart
class Mutex {
  #tail: Promise<unknown> = Promise.resolve();
  run<T>(section: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(section);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
const mutex = new Mutex();
let balance = 0;
const deposit = (amount: number) =>
  mutex.run(async () => {
    const before = balance;
    await new Promise((resolve) => setTimeout(resolve, 1));
    balance = before + amount;
  });
await Promise.all([deposit(1), deposit(10), deposit(100)]);
balance;

//// an async generator closes its resource
const log: string[] = [];
async function* lines() {
  log.push('open');
  try {
    for (const line of ['one', 'two', 'three']) {
      await null;
      yield line;
    }
  } finally {
    await null;
    log.push('close');
  }
}
for await (const line of lines()) {
  log.push(line);
  if (line === 'two') break;
}
console.log(log.join(' '));

//// async methods, getters and arrow this
class Store {
  private data = new Map<string, number>();
  get ready(): Promise<this> {
    return Promise.resolve(this);
  }
  async increment(key: string): Promise<number> {
    const { data } = await this.ready;
    const later = async () => (this.data.get(key) ?? 0) + 1;
    data.set(key, await later());
    return data.get(key)!;
  }
  static async open() {
    return new Store().ready;
  }
}
const store = await Store.open();
await store.increment('a');
console.log(await store.increment('a'), await store.increment('b'));

//// a promise chain passes values and errors along
const steps: string[] = [];
const result = await Promise.resolve(2)
  .then((n) => n * 3)
  .finally(() => steps.push('seen'))
  .then((n) => {
    if (n > 5) throw new TypeError(`${n} is too large`);
    return n;
  })
  .catch((error: Error) => (steps.push(error.name), -1))
  .then((n) => n - 1);
console.log(result, steps.join());

//// conditional and nested awaits
const lookup = async (key: string) => ({ a: 1, b: 2 })[key] ?? null;
const value1 = (await lookup('a')) ?? (await lookup('b'));
const value2 = (await lookup('z')) ?? (await lookup('b'))! + (await lookup('a'))!;
const picked = { [`k${await lookup('b')}`]: await Promise.all(['a', 'z'].map(async (k) => [k, await lookup(k)])) };
console.log(value1, value2, JSON.stringify(picked), `${await lookup('a')}`);

//// a deferred and its late subscribers
function defer<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}
const gate = defer<string>();
const subscribers = ['x', 'y'].map(async (name) => `${name}:${await gate.promise}`);
gate.resolve('go');
gate.resolve('ignored');
console.log((await Promise.all(subscribers)).join(' '), await gate.promise);

//// timers fire in order of their time
const order: string[] = [];
const cancelled = setTimeout(() => order.push('never'), 1);
clearTimeout(cancelled);
await Promise.all([
  new Promise<void>((done) => setTimeout(() => (order.push('late'), done()), 40)),
  new Promise<void>((done) => setTimeout((word: string) => (order.push(word), done()), 1, 'soon')),
]);
let ticks = 0;
await new Promise<void>((done) => {
  const interval = setInterval(() => {
    if (++ticks < 3) return;
    clearInterval(interval);
    done();
  }, 2);
});
await new Promise((done) => setTimeout(done, 10));
console.log(order.join(), ticks);
