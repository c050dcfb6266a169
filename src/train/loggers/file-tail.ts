/** A file that grows while a training writes to it. */
import type { TrainFiles } from '../trainer/environment';

export interface TailParts {
  readonly files: TrainFiles;
  readonly name: string;
  /** Milliseconds. */
  readonly now: () => number;
  readonly say: (message: string) => void;
}

/** Between two writes, in milliseconds. */
const EVERY = 1000;

/** Collects bytes and appends them about once a second. A disk that refuses ends the logging, never the training. */
export class FileTail {
  #held: Uint8Array[] = [];
  #writtenAt: number;
  #writing: Promise<void> = Promise.resolve();
  #isBusy = false;
  #hasFailed = false;

  constructor(private readonly parts: TailParts) {
    this.#writtenAt = parts.now();
  }

  add(bytes: Uint8Array): void {
    if (this.#hasFailed) return;
    this.#held.push(bytes);
    if (!this.#isBusy && this.parts.now() - this.#writtenAt >= EVERY) void this.flush();
  }

  /** Resolves when all that was added lies in the file. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#held.length === 0 || this.#hasFailed) return;
    const bytes = joined(this.#held);
    this.#held = [];
    this.#isBusy = true;
    try {
      await this.parts.files.append(this.parts.name, bytes);
    } catch (error) {
      this.#hasFailed = true;
      this.parts.say(`'${this.parts.name}' could not be written any further; training goes on without it: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.#isBusy = false;
      this.#writtenAt = this.parts.now();
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @throws Error where a logger is used outside of a cell */
export function filesOfFit(files: TrainFiles | null, logger: string): TrainFiles {
  if (files === null) throw new Error(`${logger} writes to the notebook's files, which are reached from a cell that runs: call fit in one`);
  return files;
}
