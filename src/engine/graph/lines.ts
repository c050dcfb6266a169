/** Finds the line of a cell that called a kernel, without asking more often than a new graph needs. */

/** The innermost line of the reader's own code in an error's stack, "Cell [3] #a1:4:9"; null if there is none. */
export type LineOf = (error: Error) => string | null;

/** Deep enough for a call from a cell through a model, its layers and their operations. */
const DEPTH = 60;

export function currentLine(lineOf: LineOf): string | null {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  try {
    return lineOf(new Error());
  } finally {
    Error.stackTraceLimit = before;
  }
}

/** Packages and folders whose frames are not the reader's. */
const FOREIGN = /node_modules|src\/engine\/(?!checks)|^\s*at (?:native|node:)|node:internal|<anonymous>\)?$/;

/** For code that is no cell's: the innermost frame outside of TensorFlow.js and the engine. */
export const callerLine: LineOf = ({ stack }) => {
  const frame = (stack ?? '').split('\n').slice(1).find((line) => !FOREIGN.test(line));
  return frame === undefined ? null : frame.trim().replace(/^at /, '');
};
