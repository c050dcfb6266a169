/** What may go wrong with a link of a given length, and what to do instead. */

/** Characters from which some chat and mail programs cut a link. */
const chatLimit = 8_000;
/** Characters from which browsers refuse or cut an address. */
const browserLimit = 2_000_000;

export interface LinkAdvice {
  readonly tone: 'warning' | 'danger';
  readonly text: string;
}

/** Null for a link that is short enough for everything; `length` in characters. */
export function linkAdvice(length: number): LinkAdvice | null {
  if (length > browserLimit) {
    return { tone: 'danger', text: 'Browsers do not open links this long. Leave the outputs out, or download the .ipynb and send the file.' };
  }
  if (length > chatLimit) {
    return { tone: 'warning', text: 'Some chat and mail programs cut links this long. If it arrives damaged, send the .ipynb instead.' };
  }
  return null;
}
