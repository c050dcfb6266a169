/**
 * Tells a text that comes back from the document after the editor sent it there from one that was changed
 * elsewhere (undo, load). Texts typed quickly may come back late; taking them for changes would lose keys.
 */
export class TextEcho {
  #sent: string[] = [];

  send(text: string): void {
    this.#sent.push(text);
  }

  /** Whether the text is one that was sent. */
  isEcho(text: string): boolean {
    const index = this.#sent.indexOf(text);
    this.#sent = index === -1 ? [] : this.#sent.slice(index + 1);
    return index !== -1;
  }
}
