/** Checkpoints that roll while a training goes on: when the next is due, how it is written, which are kept. */
import type { FitInfo } from '../sink';
import type { Checkpoint } from '../trainer/checkpoint';
import { encodeInSlices } from './slices';
import { thinned } from './thinning';
import type { CheckpointEvery, DurableRun, KeptCheckpoint, TrainingRecord } from './types';

/** Unless told otherwise: a checkpoint after so many seconds, or at the end of an epoch that ends so many seconds after the last. */
const SECONDS = 30;
const SECONDS_OF_EPOCH = 10;
/** The share of time that checkpoints nobody asked for may take. */
const SHARE = 0.02;
/** Bytes that ended trainings of a notebook may hold in all. */
const BUDGET = 512 * 2 ** 20;

export interface RollingParts {
  readonly run: DurableRun;
  readonly facts: Pick<TrainingRecord, 'ordinal' | 'kind' | 'name' | 'epochs'>;
  /** Null for the usual. */
  readonly every: Exclude<CheckpointEvery, false> | null;
  /** Milliseconds. */
  readonly now: () => number;
  /** Resolves in a later task. */
  readonly turn: () => Promise<unknown>;
  readonly say: (message: string) => void;
}

/** Begins to read a training's state. Resolves as soon as training may go on, with what waits for the values. */
export type Capture = () => Promise<{ readonly checkpoint: Promise<Checkpoint> }>;

export class Rolling {
  readonly #parts: RollingParts;
  #record: TrainingRecord;
  readonly #beganAt: number;
  #at: number;
  #step = 0;
  #cost = 0;
  #count = 0;
  #writing: Promise<void> | null = null;
  #hasFailed = false;

  constructor(parts: RollingParts) {
    const { run, facts } = parts;
    this.#parts = parts;
    this.#beganAt = this.#at = parts.now();
    this.#record = { ...facts, id: run.newId(), cellId: run.cellId, startedAt: run.date(), life: run.life, state: 'running', track: null, cellRun: run.finished.id, checkpoints: [] };
  }

  /** Names the training's folder. */
  get id(): string {
    return this.#record.id;
  }

  /** As a training tells of itself when it begins; the run that it goes on with, for one that was cut off. */
  get kept(): NonNullable<FitInfo['kept']> {
    return { training: this.id, track: this.#record.track };
  }

  /** Goes on in the folder of a training that was cut off; what it kept stays. */
  continue(before: TrainingRecord): void {
    const { run, facts } = this.#parts;
    this.#record = { ...before, ...facts, life: run.life, state: 'running', cellRun: run.finished.id };
    const last = before.checkpoints.at(-1);
    this.#count = before.checkpoints.reduce((most, { file }) => Math.max(most, Number.parseInt(file, 10)), 0);
    this.#step = last?.batches ?? 0;
  }

  /** @param batches done so far @param endsEpoch whether an epoch has just ended */
  isDue(batches: number, endsEpoch: boolean): boolean {
    if (this.#writing !== null || this.#hasFailed) return false;
    const { every, now } = this.#parts;
    if (every !== null && 'steps' in every) return batches - this.#step >= every.steps;
    const passed = now() - this.#at;
    if (every !== null) return passed >= 1000 * every.seconds;
    return passed >= Math.max(1000 * (endsEpoch ? SECONDS_OF_EPOCH : SECONDS), this.#cost / SHARE);
  }

  /** Resolves when training may go on; the file is written behind it. A checkpoint that cannot be kept ends no training. */
  async take(batches: number, endsEpoch: boolean, capture: Capture): Promise<void> {
    const { now } = this.#parts;
    const began = now();
    this.#step = batches;
    let done: () => void = () => undefined;
    this.#writing = new Promise((resolve) => (done = resolve));
    try {
      const { checkpoint } = await capture();
      void this.#keep(checkpoint, endsEpoch)
        .catch((failure: unknown) => this.#fail(failure))
        .finally(() => {
          this.#cost = now() - began;
          this.#at = now();
          this.#writing = null;
          done();
        });
    } catch (failure) {
      this.#fail(failure);
      this.#writing = null;
      done();
    }
  }

  /**
   * To be awaited before what was trained is told to be over.
   * @param last of a training that may be gone on with from where it ended: kept, unless it was a short one
   */
  async end(state: Exclude<TrainingRecord['state'], 'running'>, last: { readonly batches: number; readonly capture: Capture } | null = null): Promise<void> {
    if (state === 'lost') this.#parts.run.finished.lost();
    await this.#writing;
    if (last !== null && (state === 'done' || state === 'stopped') && this.#isWorthKeeping(last.batches)) {
      await this.take(last.batches, true, last.capture);
      await this.#writing;
    }
    if (this.#record.checkpoints.length === 0) return;
    this.#record = { ...this.#record, state };
    await this.#save().catch((failure: unknown) => this.#fail(failure));
  }

  #isWorthKeeping(batches: number): boolean {
    const { every, now } = this.#parts;
    return !this.#hasFailed && batches > this.#step && (every !== null || now() - this.#beganAt >= 1000 * SECONDS_OF_EPOCH);
  }

  async #keep(coming: Promise<Checkpoint>, isMarked: boolean): Promise<void> {
    const { run, turn } = this.#parts;
    const checkpoint = await coming;
    // What is before it must be there when it is.
    await run.finished.flush();
    if (this.#count === 0) await this.#makeRoom();
    const file = `${String(++this.#count).padStart(8, '0')}.ckpt`;
    let size = 0;
    const counted = async function* (): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
      for await (const part of encodeInSlices(checkpoint, turn)) {
        size += part.length;
        yield part;
      }
    };
    await run.store.write(this.id, file, counted());
    const { batches, step, epoch, metrics } = checkpoint;
    const loss = metrics['loss'];
    const made: KeptCheckpoint = { file, size, batches, step, epoch, isMarked, loss: loss !== undefined && Number.isFinite(loss) ? loss : null, at: run.date() };
    const all = [...this.#record.checkpoints, made];
    const kept = thinned(all);
    this.#record = { ...this.#record, checkpoints: kept };
    await this.#save();
    // Only now: until the record knows of the new one, the old one is the last good one.
    for (const one of all) if (!kept.includes(one)) await run.store.remove(this.id, one.file);
  }

  async #save(): Promise<void> {
    const { run } = this.#parts;
    this.#record = { ...this.#record, track: run.trackOf(this.id) ?? this.#record.track };
    await run.store.save(this.#record);
    run.changed(this.#record);
  }

  /** Ended trainings go, the oldest first, where they hold more than all may. */
  async #makeRoom(): Promise<void> {
    const { store } = this.#parts.run;
    let total = 0;
    for (const { id, state, checkpoints } of await store.records()) {
      total += checkpoints.reduce((sum, { size }) => sum + size, 0);
      if (total > BUDGET && id !== this.id && (state === 'done' || state === 'stopped')) await store.removeTraining(id);
    }
  }

  #fail(failure: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#parts.say(`This training is not kept from here on: ${failure instanceof Error ? failure.message : String(failure)}`);
  }
}
