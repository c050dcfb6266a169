/** Event files of TensorBoard, written: records of `Event` messages (tensorflow/core/util/event.proto, framework/summary.proto). */
import type { Bucket, SummaryEvent, SummaryValue } from './events';
import { HPARAMS_PLUGIN, HPARAM_TAGS, encodeHparams } from './hparams';
import { MessageWriter } from './protobuf';
import { encodeRecord } from './records';
import { encodeEmpty, encodeTexts } from './tensor';

const VERSION = 'brain.Event:2';
const DATA_CLASS_TENSOR = 2;
const RGBA = 4;

/** A name that TensorBoard takes for an event file; whoever follows a folder reads its files in the order of their seconds. */
export const eventFileName = (seconds: number, host = 'gradbook'): string => `events.out.tfevents.${String(Math.floor(seconds)).padStart(10, '0')}.${host}`;

/** What every event file opens with. @param wallTime seconds since the epoch */
export function encodeFileHead(wallTime: number): Uint8Array<ArrayBuffer> {
  return encodeRecord(new MessageWriter().double(1, wallTime).text(3, VERSION).finish());
}

/** One record, to follow the head. Files grow by appending these. */
export function encodeEvent({ wallTime, step, values }: SummaryEvent): Uint8Array<ArrayBuffer> {
  const message = new MessageWriter()
    .double(1, wallTime)
    .int(2, Math.round(step))
    .message(5, (summary) => {
      for (const value of values) summary.message(1, (writer) => writeValue(writer, value));
    });
  return encodeRecord(message.finish());
}

/** Summary.Value */
function writeValue(writer: MessageWriter, value: SummaryValue): void {
  switch (value.kind) {
    case 'scalar':
      // The oldest of the two forms: every reader of event files knows it, and TensorBoard turns it into the newer by itself.
      writer.text(1, value.tag).float(2, value.value);
      return;
    case 'image':
      writer.text(1, value.tag).message(4, (image) => image.int(1, value.height).int(2, value.width).int(3, RGBA).bytes(4, value.encoded));
      return;
    case 'histogram':
      writer.text(1, value.tag).message(5, (histogram) => writeHistogram(histogram, value.buckets));
      return;
    case 'text':
      writer
        .text(1, value.tag)
        .message(9, (metadata) => metadata.message(1, (plugin) => plugin.text(1, 'text')).int(4, DATA_CLASS_TENSOR))
        .message(8, (tensor) => encodeTexts(tensor, [new TextEncoder().encode(value.text)]));
      return;
    case 'hparams':
      writer
        .text(1, HPARAM_TAGS[value.data.kind])
        .message(9, (metadata) => metadata.message(1, (plugin) => plugin.text(1, HPARAMS_PLUGIN).bytes(2, encodeHparams(value.data))))
        .message(8, encodeEmpty);
      return;
    default:
      value satisfies never;
  }
}

/** HistogramProto. Sums are those of values in the middle of their buckets: what a histogram still knows of them. */
function writeHistogram(writer: MessageWriter, buckets: readonly Bucket[]): void {
  const whole = withoutGaps(buckets);
  const middles = whole.map(({ left, right, count }) => ({ middle: (left + right) / 2, count }));
  writer
    .double(1, whole[0]?.left ?? 0)
    .double(2, whole.at(-1)?.right ?? 0)
    .double(3, whole.reduce((sum, { count }) => sum + count, 0))
    .double(4, middles.reduce((sum, { middle, count }) => sum + middle * count, 0))
    .double(5, middles.reduce((sum, { middle, count }) => sum + middle * middle * count, 0))
    .doubles(6, whole.map(({ right }) => right))
    .doubles(7, whole.map(({ count }) => count));
}

/** The format tells only the right edge of each, so what lies between two is a bucket of none. */
function withoutGaps(buckets: readonly Bucket[]): readonly Bucket[] {
  const sorted = buckets.toSorted((a, b) => a.left - b.left);
  return sorted.flatMap((bucket, at) => {
    const before = sorted[at - 1]?.right ?? bucket.left;
    return before < bucket.left ? [{ left: before, right: bucket.left, count: 0 }, bucket] : [bucket];
  });
}
