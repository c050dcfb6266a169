import type { OwnNames } from './names';

/** Writes the checks; a measurement of what they cost brings others. */
export interface Guards {
  /** First in a loop's body. */
  loop(names: OwnNames): string;
  /** First in a function's body. */
  call(names: OwnNames): string;
  /** At the head of code that has loops. */
  counter(names: OwnNames): string;
}

/**
 * Text of the checks that let a stop reach running code. Every 64 turns or calls the guard reads the page's flag.
 *
 * The call at its end happens only when the cell is stopped, so an optimizer that has never seen it executed leaves the
 * loop's values in registers; in Chromium 156 a call made every 64 turns costs 2–7x on tight loops, and a `throw` in its
 * place 4–10x within `try` and in async functions, cells among them. The store before the load keeps any optimizer from
 * moving the load out of the loop. The counter wraps, so it never outgrows an int32.
 */
export const stopGuards: Guards = {
  loop: (names) => guard(names, names.turns),
  call: (names) => guard(names, names.calls),
  counter: (names) => `let ${names.turns}=0;`,
};

function guard(names: OwnNames, counter: string): string {
  const { stop, flag, scratch } = names;
  return `if((${counter}=${counter}+1&63)===0&&(${scratch}[0]=${counter},${flag}[0]>=${stop}.current))${stop}.check();`;
}
