/** What may go wrong with a link, and what to do instead. */

/** Characters from which some chat and mail programs cut a link. */
const chatLimit = 8_000;
/** Characters from which browsers refuse or cut an address. */
const browserLimit = 2_000_000;

export interface LinkAdvice {
  readonly tone: 'info' | 'warning' | 'danger';
  readonly text: string;
}

/** Null for a link that opens everywhere. */
export function linkAdvice(link: string): LinkAdvice | null {
  if (link.length > browserLimit) {
    return { tone: 'danger', text: 'Browsers do not open links this long. Leave the outputs out, or download the .ipynb and send the file.' };
  }
  if (link.length > chatLimit) {
    return { tone: 'warning', text: 'Some chat and mail programs cut links this long. If it arrives damaged, send the .ipynb instead.' };
  }
  if (/^https?:\/\/(localhost|127\.[\d.]+|\[::1\])[:/]/.test(link)) {
    return { tone: 'info', text: 'The link leads to this machine: others open it only where Gradbook is served at the same address. Send them the .ipynb, or share from a server that they reach.' };
  }
  return null;
}
