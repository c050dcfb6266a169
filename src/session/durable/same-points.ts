/** Whether two trainings came to the same: bit by bit, within rounding, or where they first differed. Pure. */

/** Points of one metric in the order of its steps; null where a value was no number. */
export interface Points {
  readonly step: readonly number[];
  readonly value: readonly (number | null)[];
}

interface Difference {
  readonly metric: string;
  /** The first step at which the two differ by more than rounding, or that one of them has not. */
  readonly step: number;
  /** Undefined where there is no such point. */
  readonly before: number | null | undefined;
  readonly after: number | null | undefined;
}

export type Verdict =
  | { readonly kind: 'same'; readonly points: number }
  /** `largest`: of |before − after| against the larger of the two, and of 1e-6. */
  | { readonly kind: 'rounding'; readonly points: number; readonly largest: number }
  | { readonly kind: 'different'; readonly first: Difference };

/** Of float32 sums in another order, over a training: relative. */
const ROUNDING = 1e-3;
/** Values that are nearer to 0 are compared as if they were so far from it. */
const SMALLEST = 1e-6;

/** @param tolerance relative; losses of one device are the same, those of two differ by rounding that training grows */
export function compareRuns(before: Readonly<Record<string, Points>>, after: Readonly<Record<string, Points>>, tolerance = ROUNDING): Verdict {
  let points = 0;
  let largest = 0;
  const differences: Difference[] = [];
  for (const metric of new Set([...Object.keys(before), ...Object.keys(after)])) {
    for (const { step, old, now, lasts } of pairs(before[metric], after[metric])) {
      points++;
      const apart = lasts ? 0 : distance(old, now);
      largest = Math.max(largest, Number.isFinite(apart) ? apart : 0);
      if (apart > tolerance) {
        differences.push({ metric, step, before: old, after: now });
        break;
      }
    }
  }
  const [first] = differences.sort((a, b) => a.step - b.step);
  if (first !== undefined) return { kind: 'different', first };
  return largest === 0 ? { kind: 'same', points } : { kind: 'rounding', points, largest };
}

interface Pair {
  readonly step: number;
  /** Undefined for a point that the other has and this one has not. */
  readonly old: number | null | undefined;
  readonly now: number | null | undefined;
  /** One has a point that the other has not, whose value is the one that the other had last: told again, as a training does that goes on. */
  readonly lasts: boolean;
}

const NONE: Points = { step: [], value: [] };

function* pairs(before = NONE, after = NONE): Iterable<Pair> {
  let [i, j] = [0, 0];
  while (i < before.step.length || j < after.step.length) {
    const [was, is] = [before.step[i] ?? Infinity, after.step[j] ?? Infinity];
    // Written so that steps which are no numbers stand side by side.
    const [hasOld, hasNow] = [i < before.step.length && !(was > is), j < after.step.length && !(is > was)];
    const [old, now] = [hasOld ? before.value[i] : undefined, hasNow ? after.value[j] : undefined];
    const lasts = hasOld !== hasNow && (hasOld ? j > 0 && old === after.value[j - 1] : i > 0 && now === before.value[i - 1]);
    if (hasOld) i++;
    if (hasNow) j++;
    yield { step: hasOld ? was : is, old, now, lasts };
  }
}

function distance(before: number | null | undefined, after: number | null | undefined): number {
  if (before === after) return 0;
  if (typeof before !== 'number' || typeof after !== 'number') return Infinity;
  return Math.abs(before - after) / Math.max(Math.abs(before), Math.abs(after), SMALLEST);
}

/** One sentence for people. */
export function verdictWords(verdict: Verdict, tolerance = ROUNDING): { readonly text: string; readonly remedy: string } {
  switch (verdict.kind) {
    case 'same':
      return { text: 'The training came to the same', remedy: `All ${verdict.points.toLocaleString('en')} values are equal, bit by bit.` };
    case 'rounding':
      return { text: 'The training came to the same within rounding', remedy: `The largest of ${verdict.points.toLocaleString('en')} relative differences is ${verdict.largest.toPrecision(2)}; up to ${tolerance} counts as rounding.` };
    case 'different': {
      const { metric, step, before, after } = verdict.first;
      return { text: 'The training came to something else', remedy: `'${metric}' first differs at step ${step.toLocaleString('en')}: ${words(before)} then, ${words(after)} now. Without runtime.seed(…) no two trainings are alike.` };
    }
    default:
      return verdict satisfies never;
  }
}

const words = (value: number | null | undefined): string => (value === undefined ? 'nothing' : value === null ? 'no number' : String(Number(value.toPrecision(9))));
