/**
 * What the trainings of one run of a cell left that are over: should a later one be cut off, they are not trained again, but
 * give their result at once. Ends gather for a second or so and go to the disk together, in the order in which they came.
 */
import type { Checkpoint } from '../trainer/checkpoint';
import { factsOf, isThin, readEnds, thinned, writtenEnds, type EndFacts } from './ends-file';
import type { CheckpointStore, TrainingRecord } from './types';

/** Milliseconds between two writes, and bytes that do not wait for the next. */
const WAIT = 1000;
const MUCH = 4 * 2 ** 20;
/** Bytes of all ends: beyond, the oldest keep their results, but no weights. */
const BUDGET = 256 * 2 ** 20;
/** Bytes of one that is kept. */
const MOST = BUDGET / 2;

interface FinishedParts {
  readonly store: CheckpointStore;
  readonly cellId: string;
  readonly life: string | null;
  newId(): string;
  /** Milliseconds since the epoch. */
  date(): number;
  /** Resolves after so many milliseconds. */
  wait(milliseconds: number): Promise<unknown>;
}

interface Segment {
  readonly file: string;
  readonly size: number;
  readonly at: number;
  readonly isThin: boolean;
}

export class Finished {
  /** What is to be ended with the run of the cell, such as loops that do not say when they are over. */
  readonly closing: ((status: 'done' | 'stopped' | 'failed') => Promise<void>)[] = [];
  readonly #parts: FinishedParts;
  #record: TrainingRecord;
  #segments: Segment[] = [];
  /** Of the run that was cut off, by ordinal. */
  #ends = new Map<number, Checkpoint>();
  #waiting: (() => Promise<Checkpoint>)[] = [];
  #size = 0;
  #count = 0;
  #flushing: Promise<void> = Promise.resolve();
  #isTimed = false;
  #isUsed = false;
  #isOver = false;
  #isLost = false;
  #hasFailed = false;

  constructor(parts: FinishedParts) {
    const { cellId, life } = parts;
    this.#parts = parts;
    this.#record = { id: parts.newId(), cellId, ordinal: -1, kind: 'cell', name: '', epochs: 0, startedAt: parts.date(), life, state: 'running', track: null, cellRun: null, checkpoints: [] };
  }

  /** Names the folder, should there be one. */
  get id(): string {
    return this.#record.id;
  }

  /** Goes on in the folder of a run that was cut off. @param before ordinals from there on are trained again @returns how many trainings are not, and how many of these have lost their weights */
  async takeUp(record: TrainingRecord, before: number): Promise<{ readonly count: number; readonly thin: number }> {
    const { store, life } = this.#parts;
    this.#isUsed = true;
    await store.sweep(record.id);
    for (const { file, size, at } of record.checkpoints) {
      const bytes = await store.read(record.id, file);
      const ends = bytes && readEnds(bytes, file);
      if (ends === null) continue;
      for (const end of ends) if (factsOf(end).ordinal < before) this.#ends.set(factsOf(end).ordinal, end);
      this.#segments.push({ file, size, at, isThin: ends.every(isThin) });
      this.#count = Math.max(this.#count, Number.parseInt(file, 10));
    }
    this.#record = { ...record, life, state: 'running' };
    await this.#save();
    return { count: this.#ends.size, thin: [...this.#ends.values()].filter(isThin).length };
  }

  /** Null for a training that is to be trained. */
  of(ordinal: number): Checkpoint | null {
    return this.#ends.get(ordinal) ?? null;
  }

  /** The code is another: everything is trained. */
  forget(): void {
    this.#ends.clear();
  }

  /** @param bytes of its tensors, about @param checkpoint of its end, on its way. One that cannot be kept is trained again. */
  keep(facts: EndFacts, bytes: number, checkpoint: Promise<Checkpoint>): void {
    checkpoint.catch(() => undefined);
    if (this.#hasFailed || this.#isOver || bytes > MOST) return;
    this.#isUsed = true;
    this.#waiting.push(async () => {
      const made = await checkpoint;
      return { ...made, state: { ...made.state, end: facts } };
    });
    this.#size += bytes;
    const { epochs, name } = facts;
    this.#record = { ...this.#record, name, epochs };
    if (this.#size >= MUCH) void this.flush();
    else if (!this.#isTimed) {
      this.#isTimed = true;
      void this.#parts.wait(WAIT).then(() => {
        this.#isTimed = false;
        if (!this.#isOver) void this.flush();
      });
    }
  }

  /** Resolves when all that have ended so far are on the disk: what a later training keeps needs them. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#write()).catch(() => void (this.#hasFailed = true));
    return this.#flushing;
  }

  lost(): void {
    this.#isLost = true;
  }

  /** The run of the cell is over: nothing is left to go on with, unless it was stopped or failed. */
  async finish(status: 'done' | 'stopped' | 'failed'): Promise<void> {
    for (const close of this.closing.splice(0)) await close(status).catch(() => undefined);
    this.#isOver = true;
    if (status === 'done') this.#waiting = [];
    await this.flush();
    const { store, cellId } = this.#parts;
    if (status === 'done') {
      // Of earlier runs as well: this one has done what they were to do.
      if (this.#isUsed) for (const { id, kind, cellId: of, startedAt } of await store.records()) if (kind === 'cell' && of === cellId && startedAt <= this.#record.startedAt) await store.removeTraining(id);
      return;
    }
    this.#record = { ...this.#record, state: this.#isLost ? 'lost' : status };
    if (this.#segments.length > 0) await this.#save();
  }

  async #write(): Promise<void> {
    const waiting = this.#waiting.splice(0);
    this.#size = 0;
    if (waiting.length === 0 || this.#hasFailed) return;
    const { date } = this.#parts;
    if (this.#segments.length === 0) await this.#removeEarlier();
    const ends = await Promise.all(waiting.map((one) => one()));
    const file = `${String(++this.#count).padStart(8, '0')}.ckpt`;
    await this.#put(file, ends, date());
    const last = ends.at(-1);
    await this.#save(last);
    for (let total = this.#segments.reduce((sum, { size }) => sum + size, 0); total > BUDGET; ) {
      const oldest = this.#segments.find(({ isThin }) => !isThin);
      if (oldest === undefined || oldest.file === file) break;
      await this.#thin(oldest);
      total = this.#segments.reduce((sum, { size }) => sum + size, 0);
    }
  }

  async #put(file: string, ends: readonly Checkpoint[], at: number): Promise<void> {
    const parts = writtenEnds(ends);
    const size = parts.reduce((sum, { length }) => sum + length, 0);
    await this.#parts.store.write(this.id, file, parts);
    const segment: Segment = { file, size, at, isThin: ends.every(isThin) };
    this.#segments = [...this.#segments.filter((one) => one.file !== file), segment].sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  async #thin({ file, at }: Segment): Promise<void> {
    const bytes = await this.#parts.store.read(this.id, file);
    const ends = (bytes && readEnds(bytes, file)) ?? [];
    await this.#put(file, ends.map(thinned), at);
    await this.#save();
  }

  async #save(last?: Checkpoint): Promise<void> {
    const before = this.#record.checkpoints.at(-1);
    const { batches, step, epoch } = last ?? before ?? { batches: 0, step: 0, epoch: 0 };
    const loss = last === undefined ? (before?.loss ?? null) : (last.metrics['loss'] ?? null);
    this.#record = { ...this.#record, checkpoints: this.#segments.map(({ file, size, at }) => ({ file, size, at, batches, step, epoch, isMarked: false, loss: loss !== null && Number.isFinite(loss) ? loss : null })) };
    await this.#parts.store.save(this.#record);
  }

  /** What earlier runs of the cell left, which this one begins anew. */
  async #removeEarlier(): Promise<void> {
    const { store, cellId } = this.#parts;
    for (const { id, kind, cellId: of } of await store.records()) if (kind === 'cell' && of === cellId && id !== this.id) await store.removeTraining(id);
  }
}
