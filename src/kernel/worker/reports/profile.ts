/** The words of a profile. */
import { bytes, milliseconds, share } from '../../../base/quantity';
import type { DeviceReport } from '../../../protocol/kernel';
import type { Profile, Span, Total } from '../../../engine/measure/profile';
import type { FlameFrame, Report, ReportRemark, ReportTable } from '../../../protocol/previews';

const MOST_ROWS = 20;
/** A flame chart with more would neither be read nor fit into a file. */
const MOST_FRAMES = 3000;

export function profileReport(profile: Profile, device: DeviceReport): Report {
  const { steps, reads, input, memory } = profile;
  const kernels = profile.byKernel.reduce((sum, { milliseconds: time }) => sum + time, 0);
  const rest = Math.max(0, profile.milliseconds - kernels - reads.milliseconds - input.milliseconds);
  const part = (time: number): number => (profile.milliseconds === 0 ? 0 : time / profile.milliseconds);
  const sent = device.kind === 'cpu' ? 'Kernels' : 'Sending kernels to the device';
  const a = (time: number): number => time / steps;
  return {
    title: `Profile of ${steps === 1 ? 'one step' : `${steps} steps`} on ${device.name}`,
    summary: `${milliseconds(a(profile.milliseconds))} a step, ${share(part(kernels))} of it in kernels; at most ${bytes(memory.most)} of tensors.`,
    sections: [
      {
        kind: 'table',
        title: 'Where the time goes',
        columns: [{ name: 'Part', unit: 'text' }, { name: 'A step', unit: 'ms', bar: true }, { name: 'Share', unit: 'share' }, { name: 'Times', unit: 'count' }],
        rows: [
          [sent, a(kernels), part(kernels), profile.byKernel.reduce((sum, { calls }) => sum + calls, 0) / steps],
          ['Reading values back', a(reads.milliseconds), part(reads.milliseconds), reads.count / steps],
          ['Waiting for input', a(input.milliseconds), part(input.milliseconds), input.count / steps],
          ['JavaScript and the rest', a(rest), part(rest), null],
        ],
      },
      memoryTable(profile),
      totals('By kernel', 'Kernel', profile.byKernel, steps),
      totals('By line', 'Line', profile.byLine, 1),
      { kind: 'flame', title: 'The last step', frames: frames(profile.spans) },
      ...(profile.leaks.length === 0 ? [] : [leakTable(profile)]),
    ],
    remarks: remarksOn(profile, device),
  };
}

function totals(title: string, noun: string, list: readonly Total[], steps: number): ReportTable {
  return {
    kind: 'table',
    title,
    columns: [{ name: noun, unit: 'text' }, { name: 'A step', unit: 'ms', bar: true }, { name: 'Calls a step', unit: 'number' }],
    rows: list.slice(0, MOST_ROWS).map(({ name, calls, milliseconds: time }) => [name, time / steps, calls / steps]),
  };
}

function memoryTable({ memory, device }: Profile): ReportTable {
  const ofDevice: ReportTable['rows'] =
    device === undefined ? [] : [['In use on the device', device.used], ['Allocated, with what is kept for reuse', device.allocated], ['Limit', Number.isFinite(device.limit) ? device.limit : null]];
  return {
    kind: 'table',
    title: 'Memory',
    columns: [{ name: 'Part', unit: 'text' }, { name: 'Bytes', unit: 'bytes' }],
    rows: [['Tensors before the steps', memory.before], ['Tensors at most', memory.most], ['Tensors after the steps', memory.after], ...ofDevice],
  };
}

function leakTable({ leaks, steps }: Profile): ReportTable {
  return {
    kind: 'table',
    title: 'Tensors left behind',
    columns: [{ name: 'Line', unit: 'text' }, { name: 'Tensors a step', unit: 'number' }, { name: 'Bytes a step', unit: 'bytes', bar: true }, { name: 'Shapes', unit: 'text' }],
    rows: leaks.slice(0, MOST_ROWS).map(({ line, tensors, bytes: size, shapes }) => [line, tensors / steps, size / steps, shapes.join(', ')]),
  };
}

/** The longest, with what holds them. */
function frames(spans: readonly Span[]): FlameFrame[] {
  const shortest = spans.length <= MOST_FRAMES ? 0 : (spans.toSorted((a, b) => b.duration - a.duration)[MOST_FRAMES]?.duration ?? 0);
  return spans
    .filter(({ duration }) => duration >= shortest)
    .map(({ name, start, duration, depth, line }) => ({ name, start: rounded(start), duration: rounded(duration), depth, ...(line !== undefined && { detail: line }) }));
}

const rounded = (time: number): number => Math.max(0, Math.round(time * 1000) / 1000);

function remarksOn({ leaks, reads, input, steps, milliseconds: total, memory }: Profile, device: DeviceReport): ReportRemark[] {
  const remarks: ReportRemark[] = [];
  const left = leaks.reduce((sum, { tensors }) => sum + tensors, 0);
  if (left > 0) remarks.push({ tone: 'warning', text: `Each step leaves ${left === steps ? 'a tensor' : `${(left / steps).toFixed(left % steps === 0 ? 0 : 1)} tensors`} behind. Wrap the step in tf.tidy(() => …), or dispose of them.` });
  else if (memory.after <= memory.before) remarks.push({ tone: 'success', text: 'The steps left no tensors behind.' });
  if (reads.count > steps) remarks.push({ tone: 'info', text: `Values are read back ${(reads.count / steps).toFixed(1)} times a step; ${device.kind === 'cpu' ? 'each read waits for nothing here, but would on a GPU' : 'each read waits until the device has done all it was sent'}. One read every few steps is enough for a chart.` });
  if (input.milliseconds > total * 0.2) remarks.push({ tone: 'info', text: `A step waits ${milliseconds(input.milliseconds / steps)} for its data; dataset.prefetch(1) reads the next batch while this one trains.` });
  if (device.kind !== 'cpu') remarks.push({ tone: 'info', text: 'The device works on its own: times of kernels are those of sending them, and its own work shows where values are read back.' });
  return remarks;
}
