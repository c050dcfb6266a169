/** Whether a value may stand in a field. */
import type { Json } from '../../base/json';
import { err, ok, type Result } from '../../base/result';
import type { ParamField, ParamValue } from './types';

/**
 * The value as the field keeps it. Text is read as the field's type, so that "5" is a number in a number field:
 * it may come from a command line or a key press. The error says what the field takes.
 */
export function fitValue(field: ParamField, given: Json): Result<ParamValue, string> {
  const shown = typeof given === 'string' ? `"${given}"` : JSON.stringify(given);
  switch (field.kind) {
    case 'text':
      return given === null || typeof given === 'object' ? err(`takes text, not ${shown}`) : ok(String(given));
    case 'date':
      return typeof given === 'string' && isDate(given) ? ok(given) : err(`takes a date such as 2026-01-31, not ${shown}`);
    case 'boolean': {
      const value = given === 'true' || given === 'false' ? given === 'true' : given;
      return typeof value === 'boolean' ? ok(value) : err(`takes true or false, not ${shown}`);
    }
    case 'raw':
      return ok(typeof given === 'string' ? given : JSON.stringify(given));
    case 'number':
    case 'integer':
    case 'slider': {
      const value = numberOf(given);
      const whole = field.kind === 'integer';
      if (value === null || (whole && !Number.isInteger(value)) || value < (field.min ?? -Infinity) || value > (field.max ?? Infinity)) {
        return err(`takes ${whole ? 'a whole number' : 'a number'}${range(field)}, not ${shown}`);
      }
      return ok(value);
    }
    case 'choice': {
      if (given !== null && typeof given === 'object') return err(`takes ${listed(field.choices)}, not ${shown}`);
      const exact = field.choices.find((choice) => choice === given) ?? field.choices.find((choice) => String(choice) === String(given));
      if (exact !== undefined) return ok(exact);
      return field.allowInput ? ok(field.raw ? String(given) : given) : err(`takes ${listed(field.choices)}, not ${shown}`);
    }
    default:
      return field satisfies never;
  }
}

function numberOf(given: Json): number | null {
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function range({ min, max }: { readonly min: number | null; readonly max: number | null }): string {
  if (min !== null && max !== null) return ` from ${min} to ${max}`;
  if (min !== null) return ` of at least ${min}`;
  return max === null ? '' : ` of at most ${max}`;
}

function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
}

const listed = (choices: readonly ParamValue[]): string => `one of ${choices.map(String).join(', ')}`;
