import type { Json } from '../../base/json';
import { mime, type MimeBundle } from '../../base/mime';
import { ChartOutput } from './ChartOutput';
import { FigureOutput } from './figures/FigureOutput';
import { readFigure } from './figures/read-figure';
import { HtmlOutput } from './HtmlOutput';
import { ImageOutput, SvgOutput } from './ImageOutput';
import { InspectTree } from './InspectTree';
import { JsonTree } from './JsonTree';
import { PlainText } from './PlainText';
import { ProgressLine } from './ProgressLine';
import { LatexOutput, MarkdownOutput } from './ProseOutputs';
import { ReportOutput } from './report/ReportOutput';
import { renderer, type Drawing, type Renderer } from './rendering';
import { TableOutput } from './TableOutput';
import { TensorCard } from './TensorCard';
import { VEGA_TYPES } from './vega/spec';
import { VegaOutput } from './vega/VegaOutput';
import { readChart, readImage, readInspect, readProgress, readReport, readTable, readTensor, readText } from './values';

/** Every MIME type that can be drawn, richest first; the first that a bundle holds, well-formed, is shown. */
const RENDERERS: readonly Renderer[] = [
  renderer(mime.chart, readChart, ChartOutput),
  renderer(mime.figure, readFigure, FigureOutput),
  renderer(mime.progress, readProgress, ProgressLine),
  renderer(mime.tensor, readTensor, TensorCard),
  renderer(mime.report, readReport, ReportOutput),
  renderer(mime.table, readTable, TableOutput),
  renderer(mime.inspect, readInspect, InspectTree),
  ...VEGA_TYPES.map(({ mimeType, read }) => renderer(mimeType, read, VegaOutput)),
  renderer(mime.html, readText, HtmlOutput),
  renderer(mime.markdown, readText, MarkdownOutput),
  renderer(mime.latex, readText, LatexOutput),
  renderer(mime.svg, readText, SvgOutput),
  ...[mime.png, mime.jpeg, mime.gif, 'image/webp', 'image/avif', 'image/bmp'].map((type) => renderer(type, readImage(type), ImageOutput)),
  renderer(mime.json, (value: Json) => value, JsonTree),
  renderer(mime.plain, readText, PlainText),
];

const FALLBACK_TEXT = renderer('text/*', readText, PlainText);
const FALLBACK_JSON = renderer('application/*+json', (value: Json) => value, JsonTree);

/** How a bundle is drawn; `mimeType` says which part was chosen. Null for an empty bundle. */
export function chooseDrawing(data: MimeBundle): { readonly mimeType: string; readonly draw: Drawing } | null {
  for (const { mimeType, prepare } of RENDERERS) {
    const value = data[mimeType];
    const draw = value === undefined ? null : prepare(value);
    if (draw) return { mimeType, draw };
  }
  // Nothing known: an unknown type's text is still worth showing, else its structure.
  for (const fallback of [FALLBACK_TEXT, FALLBACK_JSON]) {
    for (const [mimeType, value] of Object.entries(data)) {
      const draw = fallback.prepare(value);
      if (draw) return { mimeType, draw };
    }
  }
  return null;
}
