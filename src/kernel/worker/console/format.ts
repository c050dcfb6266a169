/** One console call as text: format specifiers in the first argument, the rest joined by spaces. */
import type { Looking } from '../inspect/anatomy';
import { inheritsFromError } from '../inspect/brand';
import { isObjectLike } from '../inspect/preview';
import { inspectText } from '../inspect/text';

/** How a console looks at what it is given. */
export interface Logging extends Looking {
  /** An error with its frames. */
  readonly errorText: (error: object) => string;
}

const SPECIFIER = /%[sdifoOjc%]/g;

export function formatLog(args: readonly unknown[], logging: Logging): string {
  const [first, ...rest] = args;
  if (typeof first !== 'string') return args.map((arg) => logText(arg, logging)).join(' ');
  if (rest.length === 0) return first;
  let used = 0;
  const head = first.includes('%')
    ? first.replace(SPECIFIER, (specifier) => {
        if (specifier === '%%') return '%';
        if (used >= rest.length) return specifier;
        return specified(specifier, rest[used++], logging);
      })
    : first;
  return [head, ...rest.slice(used).map((arg) => logText(arg, logging))].join(' ');
}

/** Strings as they are, errors with their frames, everything else inspected. */
function logText(value: unknown, logging: Logging): string {
  if (typeof value === 'string') return value;
  return isObjectLike(value) && inheritsFromError(value, logging.targetOf) ? logging.errorText(value) : inspectText(value, logging);
}

function specified(specifier: string, value: unknown, logging: Logging): string {
  switch (specifier) {
    case '%s':
      return typeof value === 'symbol' ? value.toString() : isObjectLike(value) ? inspectText(value, logging, 1) : typeof value === 'bigint' ? `${value}n` : String(value);
    case '%d':
    case '%i':
    case '%f':
      return numeric(specifier, value);
    case '%c':
      // Styles have no place in plain text; the argument is used up.
      return '';
    default:
      return inspectText(value, logging, specifier === '%o' ? 5 : 3);
  }
}

function numeric(specifier: string, value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol' || isObjectLike(value)) return 'NaN';
  const number = specifier === '%i' ? Number.parseInt(String(value), 10) : specifier === '%f' ? Number.parseFloat(String(value)) : Number(value);
  return Object.is(number, -0) ? '-0' : String(number);
}
