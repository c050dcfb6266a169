/** Answers to what cells ask, from the command line: nobody is there to give others. */

/** @typedef {import('../../src/protocol/kernel').Answer} Answer */
/** @typedef {import('../../src/protocol/kernel').Ask} Ask */

const YES = ['yes', 'y', 'true', '1', 'ok'];
const NO = ['no', 'n', 'false', '0', 'cancel'];

/**
 * @param {{ inputs: readonly string[], files: readonly string[] }} given texts in order; names of uploaded files
 * @returns {(ask: Ask) => { answer: Answer, problem: string | null }}
 */
export function createAnswers({ inputs, files }) {
  let next = 0;
  return (ask) => {
    if (ask.kind === 'files') return { answer: files.length > 0 ? { kind: 'files', names: [...files] } : { kind: 'cancelled' }, problem: null };
    const question = ask.prompt.trim() === '' ? 'asks a question' : `asks "${ask.prompt.trim()}"`;
    const text = inputs[next++];
    if (text === undefined) return { answer: { kind: 'cancelled' }, problem: `${question}, and no --input is left to answer it` };
    if (ask.kind === 'text') return { answer: { kind: 'text', value: text }, problem: null };
    const word = text.trim().toLowerCase();
    if (YES.includes(word) || NO.includes(word)) return { answer: { kind: 'confirm', value: YES.includes(word) }, problem: null };
    return { answer: { kind: 'cancelled' }, problem: `${question}; --input "${text}" is neither yes nor no and counts as no` };
  };
}
