/** `runtime.compareDevices` and `runtime.profile` of a cell. */
import type { Engine } from '../../../engine/api';
import { compareSides, type Comparison, type Side, type Step } from '../../../engine/measure/compare';
import { inputWatch } from '../../../engine/measure/input';
import { profileSteps, type Profile } from '../../../engine/measure/profile';
import type { Precision } from '../../../engine/precision';
import type { DeviceProfile } from '../../../engine/xla/reports/device-profile';
import type { DeviceKind } from '../../../protocol/kernel';
import type { Report } from '../../../protocol/previews';
import type { Tracing } from '../display/failure';
import { reportBundle } from '../reports/bundle';
import { comparisonReport } from '../reports/comparison';
import { profileReport } from '../reports/profile';
import { withDevice } from '../reports/device';

export interface MeasuringParts {
  readonly tracing: Pick<Tracing, 'framesOf' | 'countOf'>;
  readonly now: () => number;
}

export interface Measuring {
  /** Runs one training from the same start on each device and shows whether losses agree, and how fast each is. */
  compareDevices(step: Step, options?: CompareDevicesOptions): Promise<Comparison>;
  /** Runs a step a few times and shows where its time and memory go. */
  profile(step: () => unknown, options?: ProfileOptions): Promise<StepProfile>;
}

interface ProfileOptions {
  readonly steps?: number;
  /** FLOP/s that a device of the TPU runtime can do at most, to compare with; unless told, that of its kind where it is known. */
  readonly peakFlops?: number;
}

/** On the TPU runtime also what the server's device did. */
type StepProfile = Profile & { readonly remote?: DeviceProfile };

interface CompareDevicesOptions {
  readonly steps?: number;
  readonly devices?: readonly DeviceKind[];
  /** Compares these on each device, too. */
  readonly precision?: readonly Precision[];
}

export function createMeasuring(engine: Engine, { tracing, now }: MeasuringParts): Measuring {
  const lineOf = (mark: unknown): string | null => {
    const frame = tracing.framesOf(mark).find(({ kind }) => kind === 'cell');
    if (frame === undefined || frame.kind !== 'cell') return null;
    return `Cell [${tracing.countOf(frame.cellId) ?? ' '}], line ${frame.line}`;
  };
  return {
    async compareDevices(step, { steps = 12, devices, precision } = {}) {
      requireStep('compareDevices', step);
      requireSteps('compareDevices', steps);
      const known = await engine.probe();
      for (const kind of devices ?? []) if (!known.some((device) => device.kind === kind)) throw new TypeError(`device '${String(kind)}' not found; devices are: ${known.map((device) => `'${device.kind}'`).join(', ')}`);
      const wanted = known.filter(({ kind, available }) => (devices === undefined ? available : devices.includes(kind)));
      const sides = wanted.flatMap(({ kind }): Side[] =>
        precision === undefined ? [{ kind, label: kind.toUpperCase() }] : precision.map((wish) => ({ kind, label: `${kind.toUpperCase()}, ${wish}`, prepare: () => inPrecision(engine, wish) })),
      );
      const comparison = await compareSides(engine, step, { steps, sides, now, reseed: engine.seed, check: () => undefined });
      return shown(comparison, comparisonReport(comparison, steps));
    },
    async profile(step, { steps = 5, peakFlops } = {}) {
      requireStep('profile', step);
      requireSteps('profile', steps);
      requirePeak(peakFlops);
      const watchInput = await inputWatch(engine.tf, now);
      const isRemote = engine.current().kind === 'tpu';
      // The first step compiles and fills caches; on a server the second one, too, whose variables are the first's results.
      for (let index = 0; index < (isRemote ? 2 : 1); index++) engine.tf.dispose((await step()) as never);
      const end = isRemote ? engine.remote.profile() : null;
      const found = await profileSteps(engine.tf, step, { steps, now, mark, lineOf, watchInput, check: () => undefined }).catch(async (failure: unknown) => {
        await end?.().catch(() => undefined);
        throw failure;
      });
      const report = profileReport(found, engine.current());
      if (end === null) return shown(found, report);
      const remote = await end();
      return shown({ ...found, remote }, withDevice(report, remote, steps, peakFlops ?? null));
    },
  };
}

/** Computes in the precision until the returned function is called. */
function inPrecision(engine: Engine, wish: Precision): () => void {
  const before = engine.precision();
  engine.precision(wish);
  return () => void engine.precision(before);
}

/** An error that nobody throws: its stack becomes text only when it is read. */
const mark = (): Error => new Error('place');

function requireStep(name: string, step: unknown): asserts step is () => unknown {
  if (typeof step !== 'function') throw new TypeError(`runtime.${name} takes a function that does one step of training; here is ${step === null ? 'null' : typeof step}`);
}

function requirePeak(peak: unknown): void {
  if (peak !== undefined && !(typeof peak === 'number' && peak > 0 && Number.isFinite(peak))) throw new RangeError(`peakFlops of runtime.profile is a number of operations a second, such as 197e12; here is ${String(peak)}`);
}

function requireSteps(name: string, steps: unknown): void {
  if (!Number.isInteger(steps) || (steps as number) < 1) throw new RangeError(`steps of runtime.${name} is a whole number from 1 on; here is ${String(steps)}`);
}

/** The measurements, which a cell shows as the report. */
function shown<T extends object>(measured: T, report: Report): T {
  const bundle = reportBundle(report);
  return Object.defineProperty(measured, Symbol.for('gradbook.display'), { value: () => bundle });
}
