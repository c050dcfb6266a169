/** The global `progress` of a cell: a line that counts along any iteration. */
import { mime, type MimeBundle } from '../../../base/mime';
import type { JsonObject } from '../../../base/json';
import type { ProgressState } from '../../../protocol/previews';

export interface ProgressOptions {
  /** Stands before the count. */
  readonly label?: string;
  /** How many items there will be; known by itself for arrays, Sets and Maps. */
  readonly total?: number;
}
export type Progress = {
  <T>(items: AsyncIterable<T>, options?: ProgressOptions): AsyncIterable<T>;
  <T>(items: Iterable<T>, options?: ProgressOptions): Iterable<T>;
};

export interface ProgressSink {
  /** Shows or replaces the line of this id. */
  progress(id: string, state: ProgressState): void;
  newDisplayId(): string;
  /** Milliseconds, monotonic. */
  now(): number;
}

/** Least time between two updates, in milliseconds. */
const UPDATE_WAIT = 100;

export function createProgress(sink: ProgressSink): Progress {
  function progress<T>(items: Iterable<T> | AsyncIterable<T>, options: ProgressOptions = {}): Iterable<T> | AsyncIterable<T> {
    if (!isIterable(items)) throw new TypeError(`progress(items) needs something to iterate, not ${items === null ? 'null' : typeof items}`);
    const line = () => openLine(sink, options, sizeOf(items));
    return Symbol.asyncIterator in items ? countAsync(items, line) : countSync(items, line);
  }
  return progress as Progress;
}

interface Line {
  step(): void;
  end(state: 'done' | 'stopped' | 'failed'): void;
}

function openLine(sink: ProgressSink, { label = '', total: given }: ProgressOptions, size: number | undefined): Line {
  const id = sink.newDisplayId();
  const total = given ?? size;
  const started = sink.now();
  let done = 0;
  let shownAt = -Infinity;
  const show = (state: ProgressState['state']): void => {
    const at = sink.now();
    if (state === 'running' && at - shownAt < UPDATE_WAIT) return;
    shownAt = at;
    const elapsed = at - started;
    const msPerStep = done > 0 ? elapsed / done : undefined;
    sink.progress(id, {
      label,
      done,
      metrics: [],
      elapsedSeconds: elapsed / 1000,
      state,
      ...(total === undefined ? {} : { total }),
      ...(msPerStep === undefined ? {} : { msPerStep }),
      ...(state === 'running' && total !== undefined && msPerStep !== undefined ? { etaSeconds: (Math.max(0, total - done) * msPerStep) / 1000 } : {}),
    });
  };
  show('running');
  return {
    step() {
      done++;
      show('running');
    },
    end: show,
  };
}

function* countSync<T>(items: Iterable<T>, open: () => Line): Iterable<T> {
  const line = open();
  let end: 'done' | 'stopped' | 'failed' = 'stopped';
  try {
    for (const item of items) {
      yield item;
      line.step();
    }
    end = 'done';
  } catch (error) {
    end = 'failed';
    throw error;
  } finally {
    line.end(end);
  }
}

async function* countAsync<T>(items: AsyncIterable<T>, open: () => Line): AsyncIterable<T> {
  const line = open();
  let end: 'done' | 'stopped' | 'failed' = 'stopped';
  try {
    for await (const item of items) {
      yield item;
      line.step();
    }
    end = 'done';
  } catch (error) {
    end = 'failed';
    throw error;
  } finally {
    line.end(end);
  }
}

const isIterable = (items: unknown): items is Iterable<unknown> | AsyncIterable<unknown> =>
  typeof items === 'string' || (typeof items === 'object' && items !== null && (Symbol.iterator in items || Symbol.asyncIterator in items));

function sizeOf(items: object | string): number | undefined {
  if (typeof items === 'string' || Array.isArray(items)) return items.length;
  for (const key of ['length', 'size']) {
    const size: unknown = Reflect.get(items, key);
    // A dataset of unknown length says null, an endless one Infinity.
    if (typeof size === 'number' && Number.isFinite(size)) return size;
  }
  return undefined;
}

export function progressBundle(state: ProgressState): MimeBundle {
  const json: JsonObject = { ...state };
  return { [mime.progress]: json, [mime.plain]: progressText(state) };
}

function progressText(state: ProgressState): string {
  const { label, done, total, epoch, metrics, msPerStep, etaSeconds, elapsedSeconds } = state;
  const rest = [
    ...(epoch === undefined ? [] : [`epoch ${epoch.current}/${epoch.total}`]),
    total === undefined ? String(done) : `${done}/${total}`,
    ...metrics.map(({ name, value }) => `${name} ${Number(value.toPrecision(4))}`),
    ...(msPerStep === undefined ? [] : [`${Number(msPerStep.toPrecision(3))} ms/step`]),
    state.state === 'running' && etaSeconds !== undefined ? `${Math.ceil(etaSeconds)} s left` : `${elapsedSeconds.toFixed(1)} s`,
    ...(state.state === 'running' || state.state === 'done' ? [] : [state.state]),
  ];
  return [...(label === '' ? [] : [label]), ...rest].join(' · ');
}
