/** Writes a table of a Trainer's values while it trains. */
import { FileTail, filesOfFit } from './file-tail';
import type { LoggerEnvironment } from './tensorboard';
import type { LoggedAt, LoggedFit, Logger } from './types';

const utf8 = new TextEncoder();

/**
 * Columns `epoch`, `step` and one for each metric; a line for each batch and one at the end of each epoch, where means
 * are called `epoch_…`. A fit writes the file anew.
 */
export class CsvLogger implements Logger {
  #columns: string[] = [];
  #tail: FileTail | null = null;
  #parts: { readonly files: NonNullable<LoggedFit['files']> } | null = null;
  /** Work that has to be over before more is appended. */
  #widening: Promise<void> | null = null;
  #waiting: string[] = [];

  constructor(
    private readonly name: string,
    private readonly env: LoggerEnvironment,
  ) {
    if (typeof name !== 'string' || name.trim() === '' || name.endsWith('/')) throw new TypeError(`train.loggers.csv takes the name of a file, such as 'metrics.csv'; here is ${JSON.stringify(name)}`);
  }

  async begin({ files: given }: LoggedFit): Promise<void> {
    const files = filesOfFit(given, 'train.loggers.csv');
    this.#parts = { files };
    this.#columns = [];
    this.#waiting = [];
    await files.write(this.name, utf8.encode('epoch,step\n'));
    this.#tail = new FileTail({ files, name: this.name, now: this.env.now, say: this.env.say });
  }

  log(values: Readonly<Record<string, number>>, { step, epoch, of }: LoggedAt): void {
    const named = new Map(Object.entries(values).map(([name, value]) => [of === 'epoch' && !name.startsWith('val_') ? `epoch_${name}` : name, value]));
    const added = [...named.keys()].filter((name) => !this.#columns.includes(name));
    if (added.length > 0) this.#widen(added);
    const line = [epoch, step, ...this.#columns.map((column) => named.get(column) ?? '')].join(',');
    if (this.#widening === null) this.#tail?.add(utf8.encode(`${line}\n`));
    else this.#waiting.push(line);
  }

  /** A metric that comes later, as those of validation do, widens the lines that are there: every reader of CSV counts on it. */
  #widen(added: readonly string[]): void {
    const parts = this.#parts;
    if (parts === null) return;
    this.#columns.push(...added);
    const before = this.#widening ?? Promise.resolve();
    const widening = before
      .then(() => this.#tail?.flush())
      .then(async () => {
        const [, ...lines] = new TextDecoder().decode(await parts.files.bytes(this.name)).split('\n').filter((line) => line !== '');
        const commas = (line: string): string => `${line}${','.repeat(Math.max(0, this.#columns.length + 1 - (line.split(',').length - 1)))}`;
        const all = [['epoch', 'step', ...this.#columns].map(field).join(','), ...[...lines, ...this.#waiting].map(commas)];
        this.#waiting = [];
        await parts.files.write(this.name, utf8.encode(`${all.join('\n')}\n`));
      })
      .catch((error: unknown) => this.env.say(`'${this.name}' could not be written: ${error instanceof Error ? error.message : String(error)}`))
      .then(() => {
        if (this.#widening !== widening) return;
        this.#widening = null;
        for (const line of this.#waiting.splice(0)) this.#tail?.add(utf8.encode(`${line}\n`));
      });
    this.#widening = widening;
  }

  async end(): Promise<void> {
    await this.#widening;
    await this.#tail?.flush();
  }
}

const field = (name: string): string => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""').replaceAll('\n', ' ')}"` : name);
