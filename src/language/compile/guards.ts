import type { OwnNames } from './names';

/** Writes the checks; a measurement of what they cost brings others. */
export interface Guards {
  /** First in a loop's body; `isQuick`: each of its turns is surely short. */
  loop(names: OwnNames, isQuick: boolean): string;
  /** First in a function's body. */
  call(names: OwnNames): string;
  /** At the head of code that has loops. */
  counter(names: OwnNames): string;
}

/** Turns or calls from one look at the page's flag to the next; powers of two. */
const often = 64;
/** Of loops whose turns take nanoseconds. */
const rarely = 1024;

/**
 * Text of the checks that let a stop reach running code: every so many turns or calls the guard reads the page's flag.
 *
 * The call at its end happens only when the cell is stopped, so an optimizer that has never seen it executed leaves the
 * loop's values in registers; in Chromium 156 a call made every 64 turns costs 2–7x on tight loops, and a `throw` in its
 * place 4–10x within `try` and in async functions, cells among them. The store before the load keeps any optimizer from
 * moving the load out of the loop. A function's loops share one counter that passes every int32, so that loops within
 * loops, whatever their numbers of turns, reach a multiple of the larger distance together.
 */
export const stopGuards: Guards = {
  loop: (names, isQuick) => guard(names, names.turns, isQuick ? rarely : often),
  call: (names) => guard(names, names.calls, often),
  counter: (names) => `let ${names.turns}=0;`,
};

function guard(names: OwnNames, counter: string, distance: number): string {
  const { stop, flag, scratch } = names;
  return `if(((${counter}=${counter}+1|0)&${distance - 1})===0&&(${scratch}[0]=${counter},${flag}[0]>=${stop}.current))${stop}.check();`;
}
