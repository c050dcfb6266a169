/** Choosing variables by the names of their layers. */
import type * as tfjs from '@tensorflow/tfjs';

/** Parts of names, or patterns; everything where it is left out. */
export type LayerChoice = readonly (string | RegExp)[];

export function isChosen(name: string, layers: LayerChoice | undefined): boolean {
  return layers === undefined || layers.some((one) => (typeof one === 'string' ? name.includes(one) : one.test(name)));
}

/** "conv2d_Conv2D1" of "conv2d_Conv2D1/kernel"; a name without a slash is its own. */
export const layerOf = (name: string): string => (name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : name);

/** @throws RangeError naming the variables that there are, where the choice is of none */
export function chosen(variables: readonly tfjs.Variable[], layers: LayerChoice | undefined, callback: string): tfjs.Variable[] {
  const found = variables.filter(({ name }) => isChosen(name, layers));
  if (found.length === 0) throw new RangeError(`layers of ${callback} match no variable; variables are: ${variables.map(({ name }) => name).join(', ') || 'none'}`);
  return found;
}

export function requireWhole(callback: string, option: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`${option} of ${callback} is a whole number from 1 on; here is ${String(value)}`);
}
