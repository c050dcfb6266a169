/** What is known of each kept training: a file beside its checkpoints, read by the kernel and by the page. */
import { isObject } from '../../base/json';
import type { CheckpointFolder } from './checkpoints';

export interface TrainingRecord {
  /** Names its folder. */
  readonly id: string;
  readonly cellId: string;
  /** Which training of one run of that cell it was, from 0; -1 of a cell. */
  readonly ordinal: number;
  /** `cell`: the trainings of one run of a cell that are over. */
  readonly kind: 'fit' | 'trainer' | 'loop' | 'cell';
  /** Of the model or module, for people. */
  readonly name: string;
  /** How many there will be at most. */
  readonly epochs: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** The lock that its kernel holds as long as it lives; null where the browser has no locks. */
  readonly life: string | null;
  /** `running` of a kernel that lives no more, and `lost` with its device: cut off. */
  readonly state: 'running' | 'done' | 'stopped' | 'failed' | 'lost';
  /** The run of the runs' view that it is a part of, and the steps and epochs of that before its own; null for one that is not tracked. */
  readonly track: { readonly id: string; readonly step: number; readonly epoch: number } | null;
  /** Names the folder of the trainings before it in its run of the cell. */
  readonly cellRun: string | null;
  /** From the oldest to the latest. */
  readonly checkpoints: readonly KeptCheckpoint[];
}

export interface KeptCheckpoint {
  /** Of its file in the training's folder. */
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  /** Batches done, and steps of optimizers. */
  readonly batches: number;
  readonly step: number;
  /** The epoch to go on with, from 0. */
  readonly epoch: number;
  readonly isMarked: boolean;
  readonly loss: number | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const FILE = 'training.json';
const VERSION = 1;

export async function saveRecord(folder: CheckpointFolder, record: TrainingRecord): Promise<void> {
  await folder.write(record.id, FILE, [new TextEncoder().encode(JSON.stringify({ version: VERSION, ...record }))]);
}

/** The latest first. What cannot be read is passed over: its training is as good as never kept. */
export async function readRecords(folder: CheckpointFolder): Promise<TrainingRecord[]> {
  const found = await Promise.all(
    (await folder.trainings()).map(async (id) => {
      const bytes = await folder.read(id, FILE);
      return bytes === null ? null : parseRecord(new TextDecoder().decode(bytes), id);
    }),
  );
  return found.filter((record) => record !== null).sort((a, b) => lastAt(b) - lastAt(a));
}

export const lastAt = ({ checkpoints, startedAt }: TrainingRecord): number => checkpoints.at(-1)?.at ?? startedAt;

const KINDS: readonly unknown[] = ['fit', 'trainer', 'loop', 'cell'] satisfies readonly TrainingRecord['kind'][];
const STATES: readonly unknown[] = ['running', 'done', 'stopped', 'failed', 'lost'] satisfies readonly TrainingRecord['state'][];

/** Null for what is no record of this training. */
export function parseRecord(text: string, id: string): TrainingRecord | null {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(found) || found['version'] !== VERSION || found['id'] !== id) return null;
  const { cellId, ordinal, kind, name, epochs, startedAt, life, state, track, cellRun, checkpoints } = found as Record<string, unknown>;
  const isKnown =
    typeof cellId === 'string' &&
    typeof ordinal === 'number' &&
    KINDS.includes(kind) &&
    typeof name === 'string' &&
    typeof epochs === 'number' &&
    typeof startedAt === 'number' &&
    (life === null || typeof life === 'string') &&
    STATES.includes(state) &&
    Array.isArray(checkpoints) &&
    checkpoints.every(isCheckpoint);
  if (!isKnown) return null;
  return { id, cellId, ordinal, kind: kind as TrainingRecord['kind'], name, epochs, startedAt, life, state: state as TrainingRecord['state'], track: isTrack(track) ? track : null, cellRun: typeof cellRun === 'string' ? cellRun : null, checkpoints: checkpoints as KeptCheckpoint[] };
}

function isTrack(value: unknown): value is NonNullable<TrainingRecord['track']> {
  if (!isObject(value)) return false;
  const { id, step, epoch } = value as Record<string, unknown>;
  return typeof id === 'string' && typeof step === 'number' && typeof epoch === 'number';
}

function isCheckpoint(value: unknown): value is KeptCheckpoint {
  if (!isObject(value)) return false;
  const { file, isMarked, loss } = value as Record<string, unknown>;
  const numbers = ['size', 'batches', 'step', 'epoch', 'at'].every((field) => typeof Reflect.get(value, field) === 'number');
  return typeof file === 'string' && /^\d+\.ckpt$/.test(file) && typeof isMarked === 'boolean' && (loss === null || typeof loss === 'number') && numbers;
}
