//// causes of causes
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`cannot read '${text}'`, { cause });
  }
}
function load(text: string) {
  try {
    return parse(text);
  } catch (cause) {
    throw new Error('load failed', { cause });
  }
}
const chain: string[] = [];
try {
  load('{oops');
} catch (error) {
  for (let at: unknown = error; at instanceof Error; at = at.cause) chain.push(`${at.name}${'cause' in at ? '' : '.'}`);
}
console.log(chain.join(' < '));

//// finally wins and order holds
const order: string[] = [];
const f = () => {
  try {
    order.push('try');
    return order.push('value');
  } finally {
    order.push('finally');
  }
};
const overriding = (): string => {
  for (;;) {
    try {
      throw new Error('lost');
    } finally {
      break;
    }
  }
  return 'survived';
};
console.log(f(), order.join(), overriding());

//// errors of every kind by name
const kinds: (() => unknown)[] = [
  () => (undefined as any).x,
  () => (1 as any)(),
  () => new Array(-1),
  () => decodeURIComponent('%'),
  () => (0).toString(99),
  () => BigInt(1.5),
  () => JSON.parse(''),
  () => Symbol() + '',
  () => structuredClone(() => {}),
  () => new (class extends Object { constructor() { (0 as any)(); super(); } })(),
];
const names = kinds.map((kind) => {
  try {
    kind();
    return 'none';
  } catch (error) {
    return (error as Error).name;
  }
});
console.log(names.join(' '));

//// throwing what is no error
const caught: string[] = [];
for (const thrown of ['text', 42, null, undefined, { code: 7 }, Symbol('s'), [1]]) {
  try {
    throw thrown;
  } catch (error) {
    caught.push(typeof error === 'object' ? JSON.stringify(error) : String(error));
  }
}
console.log(caught.join(' '));

//// aggregate errors collect
async function validate(checks: Record<string, () => void>) {
  const errors = Object.entries(checks).flatMap(([name, check]) => {
    try {
      check();
      return [];
    } catch (cause) {
      return [new Error(name, { cause })];
    }
  });
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} checks failed`);
}
const bad = () => {
  throw new RangeError('bad');
};
await validate({ fine() {}, one: bad, two: bad }).catch((error: AggregateError) => {
  console.log(error.message, error.errors.map((one) => `${one.message}/${one.cause.name}`).join());
});

//// using disposes in reverse, also after a throw
const log: string[] = [];
const open = (name: string) => (log.push(`open ${name}`), { name, [Symbol.dispose]: () => void log.push(`close ${name}`) });
function work(fails: boolean) {
  using first = open('a');
  using second = open(first.name + 'b');
  if (fails) throw new Error(`in ${second.name}`);
  return log.length;
}
const opened = work(false);
try {
  work(true);
} catch (error) {
  log.push((error as Error).message);
}
console.log(opened, log.join(' '));

//// using in loops and blocks
const events: string[] = [];
class Lock implements Disposable {
  constructor(readonly id: number) {
    events.push(`+${id}`);
  }
  [Symbol.dispose]() {
    events.push(`-${this.id}`);
  }
}
for (let i = 0; i < 3; i++) {
  using lock = new Lock(i);
  if (lock.id === 1) continue;
  events.push('work');
}
{
  using nothing = null;
  using inner = new Lock(9);
  events.push(String(nothing ?? inner.id));
}
console.log(events.join(' '));

//// await using waits for asynchronous ends
const steps: string[] = [];
const resource = (name: string): AsyncDisposable => ({
  async [Symbol.asyncDispose]() {
    await null;
    steps.push(`end ${name}`);
  },
});
async function session() {
  await using outer = resource('outer');
  await using inner = resource('inner');
  steps.push(outer === inner ? 'same' : 'working');
  return 'result';
}
console.log(await session(), steps.join());

//// suppressed errors of disposal
const failing = { [Symbol.dispose]() { throw new Error('from dispose'); } };
let report = '';
try {
  using held = failing;
  report += typeof held;
  throw new Error('from body');
} catch (error: any) {
  report += ` ${error.name} ${error.error.message} ${error.suppressed.message}`;
}
report;

//// a disposable stack by hand
class Stack implements Disposable {
  #ends: (() => void)[] = [];
  use<T extends Disposable>(resource: T): T {
    this.#ends.push(() => resource[Symbol.dispose]());
    return resource;
  }
  defer(end: () => void) {
    this.#ends.push(end);
  }
  [Symbol.dispose]() {
    for (const end of this.#ends.toReversed()) end();
    this.#ends = [];
  }
}
const said: string[] = [];
{
  using stack = new Stack();
  stack.defer(() => said.push('deferred'));
  stack.use({ [Symbol.dispose]: () => void said.push('used') });
  said.push('body');
}
console.log(said.join());

//// error subclasses keep their prototype and message
class ValidationError extends Error {
  static {
    this.prototype.name = 'ValidationError';
  }
  constructor(readonly field: string, message = `${field} is invalid`) {
    super(message);
  }
  toJSON() {
    return { field: this.field, message: this.message };
  }
}
const error = new ValidationError('email');
console.log(String(error), JSON.stringify(error), error instanceof Error, Object.keys(error).join(), error.stack!.split('\n')[0]);

//// assertion functions narrow
function assert(condition: unknown, message = 'assertion failed'): asserts condition {
  if (!condition) throw new Error(message);
}
const half = (n: number): number => {
  assert(n % 2 === 0, `${n} is odd`);
  return n / 2;
};
const tried = [4, 5].map((n) => {
  try {
    return half(n);
  } catch ({ message }: any) {
    return message;
  }
});
console.log(tried.join());

//// stack overflow can be caught
let depth = 0;
function dive(): number {
  depth++;
  return dive() + 1;
}
let overflow = 'none';
try {
  dive();
} catch (error) {
  overflow = (error as Error).name;
}
console.log(overflow, depth > 500);

//// errors cross generators
function* parser(): Generator<string, void, string> {
  while (true) {
    try {
      const line = yield 'ready';
      if (line === 'stop') return;
      if (!line) throw new Error('empty');
    } catch (error) {
      yield `recovered from ${(error as Error).message}`;
    }
  }
}
const it = parser();
it.next();
console.log(it.next('').value, it.next().value, it.throw(new Error('outside')).value, it.next().value, it.next('stop').done);
