const mark = Symbol('already drawn');

/** Says of what a drawing function gives, a promise too, that it is seen already: as the last value of a cell it is not shown once more. */
export function alreadyDrawn<T extends object>(value: T): T {
  return Object.defineProperty(value, mark, { value: true });
}

export const isAlreadyDrawn = (value: unknown): boolean => typeof value === 'object' && value !== null && mark in value;
