/** Options of every Trainer of a notebook, set from outside of it: `gradbook run --param trainer.maxEpochs=3`. */
import type { Json, JsonObject } from '../base/json';
import { isObject } from '../base/json';
import { err, ok, type Result } from '../base/result';

/** Those that text can say; callbacks and loggers are objects, of which text can only leave the loggers out. */
export const TRAINER_OPTIONS = [
  'maxEpochs', 'maxSteps', 'accumulateGradBatches', 'gradientClip', 'valCheckInterval', 'limitBatches', 'overfitBatches', 'fastDevRun', 'detectAnomaly',
  'sanityValidationSteps', 'seed', 'stepsPerExecution', 'devices', 'precision', 'emulate', 'logger', 'classWeight', 'labelSmoothing', 'runEagerly', 'summary', 'checkpointEvery',
] as const;

const PREFIX = 'trainer.';

export const isTrainerOption = (name: string): boolean => name.startsWith(PREFIX);

/**
 * `trainer.limitBatches` and `trainer.limitBatches.train` with their values; text is read as JSON where it is JSON. Whether
 * a value is in range is for the Trainer to say.
 * @returns the options together, or a sentence for each name that is none
 */
export function trainerOptions(assignments: readonly { readonly name: string; readonly value: Json }[]): Result<JsonObject, readonly string[]> {
  const problems: string[] = [];
  const options: Record<string, Json> = {};
  for (const { name, value } of assignments) {
    const [option = '', part, ...deeper] = name.slice(PREFIX.length).split('.');
    if (!(TRAINER_OPTIONS as readonly string[]).includes(option) || part === '' || deeper.length > 0) {
      problems.push(option === 'callbacks' ? `'${name}' takes objects, which text cannot say; give the notebook a //@param field for it` : `option '${name}' not found; options are: ${TRAINER_OPTIONS.map((known) => PREFIX + known).join(', ')}`);
      continue;
    }
    const read = typeof value === 'string' ? fromText(value) : value;
    const before = options[option];
    options[option] = part === undefined ? read : { ...(isObject(before) ? (before as JsonObject) : {}), [part]: read };
  }
  return problems.length === 0 ? ok(options) : err(problems);
}

function fromText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
