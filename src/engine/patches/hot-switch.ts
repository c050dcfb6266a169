import type { Result } from '../../base/result';
import { err, ok } from '../../base/result';
import type { SwitchFailure, TensorFlow } from '../api';
import type { DataId, KernelBackend, StoredData, TensorInfo, Values } from '../tensors';
import type { DataRecord, LiveData } from './live-data';

/** A buffer as it leaves a device. `references` counts the tensors that share it. */
interface Cargo {
  readonly values: Values;
  readonly references: number;
}

/** An initialised backend; `commit` makes it current at once. */
export interface Destination {
  readonly name: string;
  readonly backend: KernelBackend;
  commit(): void;
}

/**
 * Moves everything alive to another backend and makes that one current. TensorFlow.js moves a buffer when
 * it is next used, by a synchronous read that WebGPU answers with zeros in a worker; here each is read
 * asynchronously first. If anything fails nothing has moved.
 * @returns how many buffers moved.
 */
export async function moveEverything(
  tf: TensorFlow,
  live: LiveData,
  { name, backend: target, commit }: Destination,
): Promise<Result<number, SwitchFailure>> {
  const cargo = new Map<DataId, Cargo>();
  try {
    // Work may go on while values are read; what it made meanwhile is read in the next round.
    for (;;) {
      const missing = live.elsewhere(target).filter((id) => !cargo.has(id));
      if (missing.length === 0) break;
      for (const id of missing) {
        const values = await readAlive(live, id);
        if (values !== null) cargo.set(id, { values, references: 0 });
      }
    }
  } catch (failure) {
    return err({ kind: 'move', message: `reading tensors back from ${tf.getBackend()} failed: ${messageOf(failure)}` });
  }
  // From here to the commit nothing awaits: no cell can see a half-moved world.
  const moving = live.elsewhere(target).flatMap((id) => {
    const values = cargo.get(id)?.values;
    return values === undefined ? [] : [{ id, values }];
  });
  const shared = partsOfComplex(tf, live, moving.map(({ id }) => id));
  const written: DataId[] = [];
  try {
    for (const { id, values } of moving) {
      const record = live.record(id);
      if (record === undefined) continue;
      const references = record.backend.refCount(id) - (shared.get(id) ?? 0);
      writeAs(tf, name, target, id, record, { values, references });
      written.push(id);
    }
  } catch (failure) {
    for (const id of written) target.disposeData(id, true);
    return err({ kind: 'move', message: `writing tensors to ${name} failed: ${messageOf(failure)}` });
  }
  for (const id of written) {
    const record = live.record(id);
    if (record === undefined) continue;
    const source = record.backend;
    record.backend = target;
    source.disposeData(id, true);
  }
  commit();
  return ok(written.length);
}

/** Null where the buffer was disposed before or during the read. */
async function readAlive(live: LiveData, id: DataId): Promise<Values | null> {
  const record = live.record(id);
  if (record === undefined) return null;
  try {
    return await record.backend.read(id);
  } catch (failure) {
    if (live.record(id) === undefined) return null;
    throw failure;
  }
}

/** How often each buffer is also held as the real or imaginary part of a complex one that moves by copy. */
function partsOfComplex(tf: TensorFlow, live: LiveData, moving: readonly DataId[]): Map<DataId, number> {
  const held = new Map<DataId, number>();
  for (const id of moving) {
    const record = live.record(id);
    if (record?.dtype !== 'complex64' || storesComplexWhole(record.backend)) continue;
    const parts = storeOf(tf, record.backend).get(id).complexTensorInfos;
    if (parts === undefined) continue;
    for (const part of [parts.real.dataId, parts.imag.dataId]) held.set(part, (held.get(part) ?? 0) + 1);
  }
  return held;
}

function writeAs(tf: TensorFlow, name: string, target: KernelBackend, id: DataId, record: DataRecord, cargo: Cargo): void {
  const { shape, dtype } = record;
  if (dtype !== 'complex64' || storesComplexWhole(target)) {
    target.move(id, cargo.values, shape, dtype, cargo.references);
    return;
  }
  // Backends store complex numbers each in their own way, but all can make them of two parts.
  const { real, imag } = tf.backend_util.splitRealAndImagArrays(Float32Array.from(cargo.values as Float32Array));
  const part = (values: Float32Array): TensorInfo => ({ dataId: target.write(values, shape, 'float32'), shape, dtype: 'float32' });
  const parts = { real: part(real), imag: part(imag) };
  const made = tf.getKernel('Complex', name).kernelFunc({ inputs: parts, attrs: {}, backend: target });
  const whole = Array.isArray(made) ? made[0] : made;
  if (whole === undefined) throw new Error(`the ${name} backend made no complex tensor`);
  const store = storeOf(tf, target);
  const data = store.get(whole.dataId);
  data.refCount = cargo.references;
  store.delete(whole.dataId);
  store.set(id, data);
  target.disposeData(parts.real.dataId);
  target.disposeData(parts.imag.dataId);
}

const storesComplexWhole = (backend: object): boolean => 'storesComplexWhole' in backend && backend.storesComplexWhole === true;

/** The backend's table of buffers, which each backend names differently. */
function storeOf(tf: TensorFlow, backend: KernelBackend): InstanceType<typeof tf.DataStorage<StoredData>> {
  for (const value of Object.values(backend)) if (value instanceof tf.DataStorage) return value;
  throw new Error('the backend has no table of buffers');
}

const messageOf = (failure: unknown): string => (failure instanceof Error ? failure.message : String(failure));
