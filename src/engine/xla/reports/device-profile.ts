/** What a device of an XLA server did during a few steps: time by kind of work, by line and by operation. */
import { milliseconds, share } from '../../../base/quantity';
import type { OperationKind, RemoteOperation, RemotePrecision, Welcome } from '../../../protocol/remote';
import type { ReportRemark, ReportTable } from '../../../protocol/previews';
import type { GraphNode } from '../../graph/ir';
import type { Activity } from './activity';
import { atLine, lineWords } from './lines';
import { peakFlops } from './peak';

export interface DeviceOperation extends Pick<RemoteOperation, 'name' | 'type' | 'milliseconds' | 'times'> {
  /** Of TensorFlow.js; null where XLA does not tell. */
  readonly kernel: string | null;
  readonly line: string | null;
}

/** Times in milliseconds, of all steps together, on the first device. */
export interface DeviceProfile {
  readonly platform: Welcome['platform'];
  /** "TPU v5 lite" */
  readonly kind: string;
  readonly devices: number;
  readonly precision: RemotePrecision;
  readonly milliseconds: number;
  /** That the device computed. */
  readonly busy: number;
  readonly operations: readonly DeviceOperation[];
  /** Floating-point operations of one device, as XLA counts them; null where it does not. */
  readonly flops: number | null;
}

/** Of all steps measured; `nodeOf` finds the node of an operation. */
export function deviceProfile(
  measured: { readonly milliseconds: number; readonly busy: number; readonly operations: readonly RemoteOperation[] },
  nodeOf: (operation: RemoteOperation) => GraphNode | undefined,
  before: Activity,
  after: Activity,
): DeviceProfile {
  const ran = new Map(before.graphs.map(({ graph, executions }) => [graph.key, executions]));
  const counts = after.graphs.flatMap(({ graph, executions, compiled }) => {
    const times = executions - (ran.get(graph.key) ?? 0);
    return times > 0 ? [compiled?.flops === undefined || compiled.flops === null ? null : times * compiled.flops] : [];
  });
  return {
    platform: after.platform,
    kind: after.devices[0]?.kind ?? after.platform,
    devices: after.devices.length,
    precision: after.precision,
    milliseconds: measured.milliseconds,
    busy: measured.busy,
    operations: measured.operations.map((operation) => {
      const node = nodeOf(operation);
      const { name, type, milliseconds: time, times } = operation;
      return { name, type, milliseconds: time, times, kernel: node?.kernel ?? null, line: node?.line ?? null };
    }),
    flops: counts.includes(null) ? null : counts.reduce<number>((sum, flops) => sum + (flops ?? 0), 0),
  };
}

const KINDS: Readonly<Record<OperationKind, string>> = {
  matrix: 'Products of matrices and convolutions',
  elementwise: 'Element-wise work and sums',
  movement: 'Moving numbers',
  communication: 'Between devices',
};
const MOST_ROWS = 20;
/** Less than this of a device's time is a device that waits. */
const BUSY = 0.5;
/** Kinds of work that no matrix unit does, where they take more than this of a step, bound it. */
const BOUND = 0.6;

/** @param peak FLOP/s of a device, where the reader told it; else that of the kind, where it is known */
export function deviceSections(profile: DeviceProfile, steps: number): readonly ReportTable[] {
  const { busy, operations, milliseconds: total } = profile;
  const shares = kindShares(profile);
  const part = (time: number): number => (total === 0 ? 0 : time / total);
  return [
    {
      kind: 'table',
      title: `What ${profile.devices === 1 ? 'the device' : 'the first device'} does`,
      columns: [{ name: 'Work', unit: 'text' }, { name: 'A step', unit: 'ms', bar: true }, { name: 'Share', unit: 'share' }],
      rows: [
        ...Object.entries(KINDS).flatMap(([kind, name]) => {
          const time = (shares.get(kind as OperationKind) ?? 0) * busy;
          return time === 0 && kind === 'communication' ? [] : [[name, time / steps, part(time)]];
        }),
        ['Waiting for the notebook', Math.max(0, total - busy) / steps, part(Math.max(0, total - busy))],
      ],
    },
    {
      kind: 'table',
      title: 'Its time by line',
      columns: [{ name: 'Line', unit: 'text' }, { name: 'A step', unit: 'ms', bar: true }, { name: 'Kernels', unit: 'text' }],
      rows: byLine(operations).slice(0, MOST_ROWS).map(({ line, time, kernels }) => [lineWords(line) ?? 'elsewhere', time / steps, [...kernels].slice(0, 4).join(', ') || '–']),
    },
    {
      kind: 'table',
      title: 'Its time by operation',
      columns: [{ name: 'Operation of XLA', unit: 'text' }, { name: 'Kernel', unit: 'text' }, { name: 'Line', unit: 'text' }, { name: 'A step', unit: 'ms', bar: true }, { name: 'Times a step', unit: 'number' }],
      rows: operations.slice(0, MOST_ROWS).map(({ name, kernel, line, milliseconds: time, times }) => [name, kernel ?? '–', lineWords(line) ?? '–', time / steps, times / steps]),
    },
  ];
}

export function deviceRemarks(profile: DeviceProfile, peak: number | null): readonly ReportRemark[] {
  const { busy, milliseconds: total, operations, flops } = profile;
  if (operations.length === 0 || total === 0) return [{ tone: 'info', text: 'The device did nothing that its profiler tells of.' }];
  const shares = kindShares(profile);
  const [matrix, moving, elementwise] = [shares.get('matrix') ?? 0, shares.get('movement') ?? 0, shares.get('elementwise') ?? 0];
  const longest = (type: OperationKind): string => {
    const found = operations.find((operation) => operation.type === type);
    return found === undefined ? '' : `, most in ${found.kernel ?? found.name}${atLine(found.line)}`;
  };
  const remarks: ReportRemark[] = [{ tone: 'info', text: `Products of matrices and convolutions take ${matrix === 0 ? 'none' : share(matrix)} of the device's time${flops === null ? '' : `; ${flopsWords(flops, profile, peak)}`}.` }];
  if (moving > 0.4) remarks.push({ tone: 'info', text: `${share(moving)} of the device's time moves numbers${longest('movement')}. Reshapes and transposes that keep the last axis are free.` });
  else if (elementwise > BOUND) remarks.push({ tone: 'info', text: `${share(elementwise)} of the device's time is element-wise${longest('elementwise')}, which matrix units cannot speed up. Wider layers or a larger batch use them.` });
  if (busy < BUSY * total) remarks.push({ tone: 'warning', text: `The device computes ${share(busy / total)} of the time and waits for the notebook for the rest. Run several steps at once (stepsPerExecution), read the loss less often, or use a larger batch.` });
  return remarks;
}

function flopsWords(flops: number, { busy, kind, milliseconds: total }: DeviceProfile, peak: number | null): string {
  const achieved = (flops / Math.max(total, 1e-9)) * 1000;
  const most = peak ?? peakFlops(kind);
  const whole = `${rate(achieved)} over all, ${rate((flops / Math.max(busy, 1e-9)) * 1000)} while it computes`;
  return most === null ? `${whole} (runtime.profile(step, { peakFlops }) compares that with what the device can do)` : `${whole}: ${share(achieved / most)} of the ${rate(most)} that it can do at most${peak === null ? ' in bfloat16' : ''}`;
}

function rate(flops: number): string {
  return flops >= 1e12 ? `${(flops / 1e12).toPrecision(3)} TFLOP/s` : `${(flops / 1e9).toPrecision(3)} GFLOP/s`;
}

/** Of the time that the device computed. */
function kindShares({ operations }: DeviceProfile): ReadonlyMap<OperationKind, number> {
  const sums = new Map<OperationKind, number>();
  for (const { type, milliseconds: time } of operations) sums.set(type, (sums.get(type) ?? 0) + time);
  const total = [...sums.values()].reduce((sum, time) => sum + time, 0) || 1;
  return new Map([...sums].map(([type, time]) => [type, time / total]));
}

function byLine(operations: readonly DeviceOperation[]): { readonly line: string | null; readonly time: number; readonly kernels: ReadonlySet<string> }[] {
  const lines = new Map<string | null, { time: number; kernels: Set<string> }>();
  for (const { line, kernel, milliseconds: time } of operations) {
    const known = lines.get(line) ?? { time: 0, kernels: new Set<string>() };
    lines.set(line, known);
    known.time += time;
    if (kernel !== null) known.kernels.add(kernel);
  }
  return [...lines].map(([line, each]) => ({ line, ...each })).sort((a, b) => b.time - a.time);
}

/** The first line of the summary. */
export const deviceSummary = ({ milliseconds: total, busy, kind }: DeviceProfile, steps: number): string => `${kind} computes ${milliseconds(busy / steps)} of the ${milliseconds(total / steps)} that a step takes.`;
