/** The shape of a figure, checked before drawing: outputs also come out of files, where anything may stand under our names. */
import * as v from 'valibot';
import type { Json } from '../../../base/json';
import { isColour } from '../../../charts/palette';
import type { Figure } from '../../../charts/kinds/figure';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.minValue(1));
const numbers = v.array(v.number());
const texts = v.array(v.string());
const title = { title: v.optional(v.string()) };
/** A file shall not be able to fill the page. */
const pixels = v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(4000)));
const sized = { width: pixels, height: pixels, fontSize: v.optional(v.pipe(v.number(), v.minValue(4), v.maxValue(72))) };
const colour = v.pipe(v.string(), v.check(isColour));
const colourMap = v.optional(v.union([v.picklist(['viridis', 'blues', 'greyscale']), v.tuple([colour, colour])]));
/** Only pictures made by the kernel: never an address that would be fetched. */
const picture = v.pipe(v.string(), v.startsWith('data:image/png;base64,'));

const schema: v.GenericSchema<unknown, Figure> = v.variant('kind', [
  v.object({ kind: v.literal('histogram'), ...title, edges: numbers, series: v.array(v.object({ name: v.string(), counts: numbers })), xLabel: v.optional(v.string()), yLabel: v.optional(v.string()), notFinite: v.optional(count), colour: v.optional(colour), stats: v.optional(v.array(v.object({ name: v.string(), value: v.string() }))), ...sized }),
  v.object({
    kind: v.literal('heatmap'),
    ...title,
    values: v.pipe(v.array(v.pipe(v.array(v.nullable(v.number())), v.maxLength(200))), v.maxLength(200)),
    xLabels: v.optional(texts),
    yLabels: v.optional(texts),
    xLabel: v.optional(v.string()),
    yLabel: v.optional(v.string()),
    reducedFrom: v.optional(v.tuple([count, count])),
    colourMap,
    domain: v.optional(v.tuple([v.number(), v.number()])),
    ...sized,
  }),
  v.object({ kind: v.literal('confusion'), ...title, counts: v.pipe(v.array(v.pipe(numbers, v.maxLength(100))), v.maxLength(100)), classNames: texts, normalise: v.picklist(['truth', 'prediction', 'all']), colourMap, shadeDiagonal: v.optional(v.boolean()), showText: v.optional(v.boolean()), xLabel: v.optional(v.string()), yLabel: v.optional(v.string()), ...sized }),
  v.object({
    kind: v.literal('images'),
    ...title,
    items: v.array(v.object({ src: picture, width: positive, height: positive, caption: v.optional(v.string()), truth: v.optional(v.string()) })),
    of: v.optional(count),
    columns: v.optional(positive),
    frames: v.array(v.object({ label: v.string(), guesses: v.array(v.object({ text: v.string(), confidence: v.optional(v.number()) })), pictures: v.optional(v.array(picture)) })),
  }),
  v.object({ kind: v.literal('truth'), ...title, truth: numbers, frames: v.array(v.object({ label: v.string(), values: v.array(v.nullable(v.number())) })) }),
  v.object({
    kind: v.literal('embedding'),
    ...title,
    x: numbers,
    y: numbers,
    axes: v.tuple([v.string(), v.string()]),
    classOf: v.optional(numbers),
    classes: v.optional(texts),
    sprites: v.optional(v.object({ src: picture, width: positive, height: positive, columns: positive })),
    of: v.optional(count),
  }),
  v.object({
    kind: v.literal('histograms'),
    ...title,
    labels: texts,
    tracks: v.array(v.object({ name: v.string(), frames: v.array(v.object({ low: v.number(), high: v.number(), counts: v.pipe(numbers, v.maxLength(200)), notFinite: v.optional(count) })) })),
  }),
]) as v.GenericSchema<unknown, Figure>;

/** Null where it has another shape. */
export function readFigure(value: Json): Figure | null {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : null;
}
