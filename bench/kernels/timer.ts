import type { StockTensorFlow } from '../../src/engine/api';
import { CASES } from './cases';

const MILLISECONDS = 30;
const MOST_RUNS = 200;

/** Microseconds of one run of a case; the first call makes its tensors. Null where the side cannot run it. */
export function caseTimer(of: () => Promise<StockTensorFlow>) {
  const made = new Map<string, ReturnType<(typeof CASES)[string]> | null>();
  return async (name: string): Promise<number | null> => {
    const tf = await of();
    const make = CASES[name];
    if (make === undefined) throw new Error(`no case is called '${name}'`);
    if (!made.has(name)) {
      const run = make(tf);
      made.set(name, attempt(tf, run) ? run : null);
    }
    const run = made.get(name);
    if (run == null) return null;
    let runs = 0;
    const begin = performance.now();
    let end = begin;
    for (; runs < MOST_RUNS && end - begin < MILLISECONDS; runs++) {
      tf.tidy(() => void run());
      end = performance.now();
    }
    return ((end - begin) / runs) * 1000;
  };
}

function attempt(tf: StockTensorFlow, run: () => unknown): boolean {
  try {
    tf.tidy(() => void run());
    return true;
  } catch {
    return false;
  }
}
