/** The words of a comparison of devices. */
import type { Comparison, SideFailure, SideResult } from '../../../engine/measure/compare';
import type { Report, ReportRemark } from '../../../protocol/previews';

/** Up to here losses of different devices count as the same: rounding of float32 differs from device to device. */
const SAME = 1e-5;
const CLOSE = 1e-4;
/** What GPUs and TPUs compute in tiles of. */
const TILE = 8;
const MOST_HINTS = 4;

/** Largest relative difference of two lists of losses. */
export function lossDifference(losses: readonly number[], reference: readonly number[]): number {
  return Math.max(0, ...losses.map((loss, step) => Math.abs(loss - (reference[step] ?? NaN)) / Math.max(1e-12, Math.abs(reference[step] ?? NaN))));
}

export function comparisonReport({ sides, shapes }: Comparison, steps: number): Report {
  const ran = sides.filter((side): side is SideResult => 'losses' in side);
  const failed = sides.filter((side): side is SideFailure => 'failure' in side);
  const [reference] = ran;
  const fastest = ran.toSorted((a, b) => a.milliseconds - b.milliseconds)[0];
  const tellsMemory = ran.some(({ deviceBytes }) => deviceBytes !== undefined);
  const differences = ran.map(({ losses }) => lossDifference(losses, reference?.losses ?? []));
  return {
    title: `${steps} steps on ${ran.length === 1 ? 'one device' : `${ran.length} devices`}`,
    summary: summaryOf(ran, differences, fastest),
    sections: [
      {
        kind: 'table',
        columns: [
          { name: 'Device', unit: 'text' },
          { name: 'Time a step', unit: 'ms', bar: true },
          { name: 'First step', unit: 'ms' },
          { name: 'Kernels', unit: 'count' },
          { name: 'Tensors', unit: 'bytes', bar: true },
          ...(tellsMemory ? [{ name: 'Device memory', unit: 'bytes', bar: true } as const] : []),
          { name: 'Loss', unit: 'text' },
          { name: 'Difference', unit: 'text' },
          { name: 'Runs on', unit: 'text' },
        ],
        rows: ran.map((side, index) => [
          side.label,
          side.milliseconds,
          side.firstMilliseconds,
          side.kernels,
          side.bytes,
          ...(tellsMemory ? [side.deviceBytes ?? null] : []),
          `${lossText(side.losses[0])} → ${lossText(side.losses.at(-1))}`,
          index === 0 ? 'reference' : (differences[index] ?? 0) === 0 ? 'none' : (differences[index] ?? NaN).toExponential(1),
          side.device.name,
        ]),
      },
    ],
    remarks: [...failed.map(({ label, failure }): ReportRemark => ({ tone: 'warning', text: `${label} did not run: ${failure}` })), ...parityRemarks(ran, differences), ...tileHints(shapes)],
  };
}

const lossText = (loss: number | undefined): string => String(Number((loss ?? NaN).toPrecision(5)));

function summaryOf(ran: readonly SideResult[], differences: readonly number[], fastest: SideResult | undefined): string {
  if (fastest === undefined) return 'No device could run the step.';
  const [reference] = ran;
  if (reference === undefined || ran.length === 1) return 'Only one device is available, so there is nothing to compare it with.';
  const largest = Math.max(...differences);
  const agreement = largest <= SAME ? 'Losses agree' : largest <= CLOSE ? 'Losses nearly agree' : 'Losses differ';
  const slower = ran.filter((side) => side !== fastest).toSorted((a, b) => a.milliseconds - b.milliseconds)[0];
  return `${agreement} (largest relative difference ${largest === 0 ? '0' : largest.toExponential(1)}). ${fastest.label} is fastest${slower === undefined ? '' : `, ${(slower.milliseconds / fastest.milliseconds).toFixed(1)} times as fast as ${slower.label}`}.`;
}

function parityRemarks(ran: readonly SideResult[], differences: readonly number[]): ReportRemark[] {
  const broken = ran.find(({ losses }) => losses.some((loss) => !Number.isFinite(loss)));
  if (broken !== undefined) return [{ tone: 'warning', text: `${broken.label} reached a loss that is no number; a smaller learning rate or clipped gradients may help.` }];
  const worst = Math.max(...differences);
  const at = ran[differences.indexOf(worst)];
  if (worst <= CLOSE || at === undefined) return [];
  return [{ tone: 'warning', text: `The losses of ${at.label} differ by more than rounding explains. Random numbers that do not come from TensorFlow.js (Math.random, a shuffled dataset) and data that the step consumes make each run another one.` }];
}

/** Sizes of weights that leave part of a GPU's or TPU's tiles empty. */
function tileHints(shapes: readonly (readonly number[])[]): ReportRemark[] {
  const odd = shapes.flatMap((shape) => {
    if (shape.length < 2) return [];
    const sizes = shape.slice(-2).filter((size) => size > TILE && size % TILE !== 0);
    return sizes.length === 0 ? [] : [{ shape, sizes }];
  });
  if (odd.length === 0) return [];
  const named = odd.slice(0, MOST_HINTS).map(({ shape, sizes }) => `[${shape.join(', ')}]: ${sizes.map((size) => `${size} (next: ${Math.ceil(size / TILE) * TILE})`).join(', ')}`);
  const more = odd.length > MOST_HINTS ? `, and ${odd.length - MOST_HINTS} more` : '';
  return [{ tone: 'info', text: `Sizes that are no multiple of ${TILE} leave part of a GPU's or TPU's tiles idle. Weights ${named.join('; ')}${more}.` }];
}
