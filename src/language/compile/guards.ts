import type { OwnNames } from './names';

/**
 * Text of the checks that let a stop reach running code. Every 64 turns or calls the guard reads the page's flag.
 * It calls nothing and its only way out is a `throw`, which keeps the loop's values in registers; the store before the
 * load keeps any optimizer from moving the load out of the loop. The counter wraps, so it never outgrows an int32.
 */
export function loopGuard(names: OwnNames): string {
  return guard(names, names.turns);
}

export function callGuard(names: OwnNames): string {
  return guard(names, names.calls);
}

export function turnCounter(names: OwnNames): string {
  return `let ${names.turns}=0;`;
}

function guard(names: OwnNames, counter: string): string {
  const { stop, flag, scratch, run } = names;
  return `if((${counter}=${counter}+1&63)===0&&(${scratch}[0]=${counter},${flag}[0]>=${stop}.current))throw ${run}.interrupted();`;
}
