/** Which field a `//@param` asks for. */
import type { Json } from '../../base/json';
import { err, ok, type Result } from '../../base/result';
import type { Options } from './options';
import type { ParamField, ParamValue } from './types';

const TYPES = ['string', 'text', 'number', 'integer', 'slider', 'boolean', 'date', 'raw'] as const;
type TypeName = (typeof TYPES)[number];

/** Colab's, where a slider names none. */
const SLIDER = { min: 0, max: 100, step: 1 };

/** `value` is that of the code, where it is a literal: it decides where no type is named. */
export function fieldOf({ list, settings }: Options, value: ParamValue | undefined): Result<ParamField, string> {
  const type = settings.type ?? null;
  if (type !== null && !isType(type)) return err(`type ${JSON.stringify(type)} is not known; types are: ${TYPES.join(', ')}`);
  if (list !== null) {
    const raw = type === 'raw';
    const choices = list.filter(isChoice).map((choice) => (raw ? String(choice) : choice));
    if (choices.length < list.length) return err('choices are texts, numbers, true, false or null');
    if (choices.length === 0) return err('the list of choices is empty');
    return ok({ kind: 'choice', choices, raw, allowInput: settings['allow-input'] === true });
  }
  const wrong = (['min', 'max', 'step'] as const).find((name) => settings[name] !== undefined && typeof settings[name] !== 'number');
  if (wrong !== undefined) return err(`${wrong} takes a number, not ${JSON.stringify(settings[wrong])}`);
  const min = numberOf(settings.min);
  const max = numberOf(settings.max);
  const step = numberOf(settings.step);
  if (min !== null && max !== null && min > max) return err(`min ${min} is above max ${max}`);
  if (step !== null && step <= 0) return err(`step takes a number above 0, not ${step}`);
  const placeholder = typeof settings.placeholder === 'string' ? settings.placeholder : '';
  switch (type ?? typeOf(value)) {
    case 'string':
    case 'text':
      return ok({ kind: 'text', placeholder });
    case 'number':
      return ok({ kind: 'number', min, max, step });
    case 'integer':
      return ok({ kind: 'integer', min, max, step });
    case 'slider': {
      const from = min ?? Math.min(SLIDER.min, max ?? SLIDER.min);
      return ok({ kind: 'slider', min: from, max: max ?? Math.max(SLIDER.max, from), step: step ?? SLIDER.step });
    }
    case 'boolean':
      return ok({ kind: 'boolean' });
    case 'date':
      return ok({ kind: 'date' });
    case 'raw':
      return ok({ kind: 'raw', placeholder });
  }
}

const isType = (type: Json): type is TypeName => TYPES.some((known) => known === type);
const isChoice = (choice: Json): choice is ParamValue => choice === null || typeof choice !== 'object';
const numberOf = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null);

function typeOf(value: ParamValue | undefined): TypeName {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'raw';
}
