/** What is to be sent, in order, and what was sent but may have to be sent again. */

export interface Outgoing<T> {
  readonly message: T;
  /** Of an execution: it waits until the server has room for it. */
  readonly seq: number | null;
}

/** Messages numbered from 1 on. Those that the other end says it has are forgotten, and the others survive a cut. */
export class Outbox<T> {
  #kept: Outgoing<T>[] = [];
  /** How many of all messages are forgotten. */
  #forgotten = 0;
  /** How many of those kept have been handed out since the last cut. */
  #handedOut = 0;
  /** How many of those kept the other end may have: a number that was given to a message stays its own. */
  #numbered = 0;

  add(outgoing: Outgoing<T>): void {
    this.#kept.push(outgoing);
  }

  /** Before all that was never handed out. */
  addFirst(outgoing: Outgoing<T>): void {
    this.#kept.splice(this.#numbered, 0, outgoing);
  }

  /** The next to be sent; null where there is none. */
  get next(): Outgoing<T> | null {
    return this.#kept[this.#handedOut] ?? null;
  }

  get isSent(): boolean {
    return this.#handedOut === this.#kept.length;
  }

  /** Messages that the other end has not confirmed. */
  get size(): number {
    return this.#kept.length;
  }

  advance(): void {
    this.#handedOut++;
    this.#numbered = Math.max(this.#numbered, this.#handedOut);
  }

  /** The other end has the first `count` messages. */
  confirm(count: number): void {
    // A number beyond what was sent is nonsense, and one that is known no news.
    const fresh = count - this.#forgotten;
    if (fresh <= 0 || fresh > this.#numbered) return;
    this.#kept = this.#kept.slice(fresh);
    this.#forgotten += fresh;
    this.#handedOut = Math.max(0, this.#handedOut - fresh);
    this.#numbered -= fresh;
  }

  /** After a cut: everything that is not confirmed goes out again. */
  rewind(): void {
    this.#handedOut = 0;
  }

  /** For a new session, which counts from 1 again. */
  clear(): void {
    this.#kept = [];
    this.#forgotten = 0;
    this.#handedOut = 0;
    this.#numbered = 0;
  }
}
