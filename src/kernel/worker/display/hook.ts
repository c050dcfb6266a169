/** Values that know best how to be shown say so in a method of an agreed name. */
import { isObject } from '../../../base/json';
import type { Looking } from '../inspect/anatomy';
import { anatomize } from '../inspect/anatomy';
import { readData } from '../inspect/brand';
import { preview } from '../inspect/preview';

/**
 * A method of one of these names returns a MIME bundle, markup as text, a drawing, or another value to show;
 * or a promise of one. The second is the name that Deno's kernel for Jupyter agreed on with libraries.
 */
const HOOKS = [
  { key: Symbol.for('gradbook.display'), name: "[Symbol.for('gradbook.display')]" },
  { key: Symbol.for('Jupyter.display'), name: "[Symbol.for('Jupyter.display')]" },
] as const;

export interface Hook {
  /** @throws Error naming the hook and the value, caused by what the hook threw. */
  call(): unknown;
  /** What went wrong in a promise that the hook returned. */
  failure(cause: unknown): Error;
}

export function hookOf(value: object, looking: Looking): Hook | null {
  for (const { key, name } of HOOKS) {
    const method = readData(value, key, looking.targetOf);
    if (typeof method !== 'function') continue;
    const failure = (cause: unknown): Error => new Error(`${anatomize(value, looking).label} could not be shown: its ${name}() failed with ${preview(cause, looking)}`, { cause });
    return {
      failure,
      call() {
        let returned: unknown;
        try {
          returned = Reflect.apply(method, value, []);
        } catch (cause) {
          throw failure(cause);
        }
        if (returned !== undefined) return returned;
        throw new TypeError(`${name}() of ${anatomize(value, looking).label} returned nothing; return a MIME bundle such as {'text/html': '<b>hi</b>'}, markup, or another value to show`);
      },
    };
  }
  return null;
}

/** Whether an object reads as a MIME bundle: every key is a type. */
export const isBundle = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && Object.keys(value).length > 0 && Object.keys(value).every((key) => key.includes('/'));
