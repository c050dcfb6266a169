/** Errors of TensorFlow.js in words that name the shapes. */

/** Errors made here: an outer operation does not explain again what an inner one has explained. */
const reworded = new WeakSet<object>();

/** Frames that a stack keeps: the reader's line may lie below many of a library. */
const FRAMES = 60;

/** Of the same kind as `original`, which stays as its cause. `inPlace`: the reader's code is still on the stack. */
export function reword(original: unknown, explain: () => string | null, inPlace = true): unknown {
  if (!(original instanceof Error) || reworded.has(original)) return original;
  const message = explained(explain);
  if (message === null) return original;
  const error = inPlace ? deepError(message, original) : withFramesOf(message, original);
  Object.setPrototypeOf(error, Object.getPrototypeOf(original) as object);
  reworded.add(error);
  return error;
}

/** An explanation that fails itself must not take the place of what went wrong. */
function explained(explain: () => string | null): string | null {
  try {
    return explain();
  } catch {
    return null;
  }
}

function deepError(message: string, cause: Error): Error {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  try {
    return new Error(message, { cause });
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function withFramesOf(message: string, cause: Error): Error {
  const error = new Error(message, { cause });
  const frames = (cause.stack ?? '').split('\n').filter((line) => /^\s+at |@.*:\d+$/.test(line));
  error.stack = [`${error.name}: ${message}`, ...frames].join('\n');
  return error;
}
