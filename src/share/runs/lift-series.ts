/**
 * Takes the points out of a JSON file of runs before the rest is parsed: `JSON.parse` of millions of numbers would keep
 * the page busy for seconds. Knows the lines that `json.ts` writes; a file that was laid out anew is left as it is.
 */
import { breather, type Watch } from './breath';
import type { SeriesRecord } from './types';

export interface Lifted {
  /** With `{"lifted": index}` in place of each series. */
  readonly text: string;
  readonly series: readonly SeriesRecord[];
}

/** Raw line ends stand between the parts of a JSON text only, never within its strings. */
const SERIES = /\n"(?:[^"\\\n]|\\.)*":\{"step":\[/g;
const BETWEEN = ['],"epoch":[', '],"time":[', '],"value":[', ']}'] as const;
/** Letters that are parsed at once. */
const PART = 65_536;

export async function liftSeries(text: string, watch: Watch | null = null): Promise<Lifted> {
  const breath = breather(watch);
  const parts: string[] = [];
  const series: SeriesRecord[] = [];
  let last = 0;
  for (const found of text.matchAll(SERIES)) {
    let at = found.index + found[0].length;
    const columns: Float64Array[] = [];
    for (const between of BETWEEN) {
      const end = text.indexOf(']', at);
      const values = end < 0 || !text.startsWith(between, end) ? null : await numbersIn(text, at, end, breath);
      if (values === null) return { text, series: [] };
      columns.push(values);
      at = end + between.length;
    }
    const [step, epoch, time, value] = columns as [Float64Array, Float64Array, Float64Array, Float64Array];
    parts.push(text.slice(last, found.index + found[0].length - '{"step":['.length), `{"lifted":${series.length}}`);
    series.push({ step, epoch, time, value });
    last = at;
  }
  parts.push(text.slice(last));
  return { text: parts.join(''), series };
}

export const WORDS: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity };

/** Null where something else is among them. */
async function numbersIn(text: string, from: number, end: number, breath: (share: number) => Promise<void> | undefined): Promise<Float64Array | null> {
  const values: number[] = [];
  for (let at = from; at < end; ) {
    const comma = end - at <= PART ? -1 : text.indexOf(',', at + PART);
    const stop = comma < 0 || comma > end ? end : comma;
    let listed: unknown;
    try {
      listed = JSON.parse(`[${text.slice(at, stop)}]`);
    } catch {
      return null;
    }
    for (const one of listed as readonly unknown[]) {
      const value = typeof one === 'number' ? one : typeof one === 'string' && Object.hasOwn(WORDS, one) ? WORDS[one] : undefined;
      if (value === undefined) return null;
      values.push(value);
    }
    at = stop + 1;
    await breath(at / text.length);
  }
  return Float64Array.from(values);
}
