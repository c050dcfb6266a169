/** Writes event files of TensorBoard while a Trainer trains. */
import type { HparamValue } from '../../base/event-file/events';
import { encodeEvent, encodeFileHead, eventFileName } from '../../base/event-file/write';
import { isObject, type Json } from '../../base/json';
import { FileTail, filesOfFit } from './file-tail';
import type { LoggedAt, LoggedFit, Logger } from './types';

export interface LoggerEnvironment {
  /** Milliseconds since the epoch: files and events are dated. */
  readonly date: () => number;
  /** Milliseconds. */
  readonly now: () => number;
  readonly say: (message: string) => void;
}

/** A folder for each fit: `logs/NAME-20261121-191005`, as Keras users name theirs. Means of epochs are called `epoch_…`, as Keras calls them. */
export class TensorBoardLogger implements Logger {
  #tail: FileTail | null = null;
  #settings: Readonly<Record<string, HparamValue>> = {};

  constructor(
    private readonly folder: string,
    private readonly env: LoggerEnvironment,
  ) {
    if (typeof folder !== 'string' || folder.trim() === '') throw new TypeError(`train.loggers.tensorBoard takes the name of a folder, such as 'logs'; here is ${JSON.stringify(folder)}`);
  }

  async begin({ name, settings, seed, files: given }: LoggedFit): Promise<void> {
    const files = filesOfFit(given, 'train.loggers.tensorBoard');
    const date = this.env.date();
    const folder = `${this.folder.replace(/\/+$/, '')}/${plain(name)}-${stamp(new Date(date))}`;
    let file = `${folder}/${eventFileName(date / 1000)}`;
    // Two fits within a second.
    for (let other = 2; await files.has(file); other++) file = `${folder}-${other}/${eventFileName(date / 1000)}`;
    this.#tail = new FileTail({ files, name: file, now: this.env.now, say: this.env.say });
    this.#settings = { ...Object.fromEntries(flattened(settings)), seed };
    this.#tail.add(encodeFileHead(date / 1000));
    this.#tail.add(encodeEvent({ wallTime: date / 1000, step: 0, values: [{ kind: 'hparams', data: { kind: 'start', hparams: this.#settings, group: '', startedAt: date / 1000 } }] }));
    await this.#tail.flush();
  }

  log(values: Readonly<Record<string, number>>, { step, of }: LoggedAt): void {
    const events = Object.entries(values).map(([name, value]) => ({ kind: 'scalar' as const, tag: of === 'epoch' && !name.startsWith('val_') ? `epoch_${name}` : name, value }));
    if (events.length > 0) this.#tail?.add(encodeEvent({ wallTime: this.env.date() / 1000, step, values: events }));
  }

  async end(status: string): Promise<void> {
    const endedAt = this.env.date() / 1000;
    this.#tail?.add(encodeEvent({ wallTime: endedAt, step: 0, values: [{ kind: 'hparams', data: { kind: 'end', status: status === 'failed' ? 'failure' : 'success', endedAt } }] }));
    await this.#tail?.flush();
    this.#tail = null;
  }
}

/** "20261121-191005", in the reader's time zone. */
function stamp(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

/** Without what stands for folders or is awkward in a terminal. */
const plain = (name: string): string => name.replace(/[^\p{Letter}\p{Number}._-]+/gu, '-').replace(/^[.-]+|[.-]+$/g, '') || 'fit';

function flattened(value: Json | undefined, name = ''): readonly (readonly [string, HparamValue])[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return [[name, JSON.stringify(value)]];
  if (isObject(value)) return Object.entries(value).flatMap(([key, inner]) => flattened(inner as Json, name === '' ? key : `${name}.${key}`));
  return [[name, value as HparamValue]];
}
