import type { Json } from './json';

/** One output in several representations, keyed by MIME type; the reader picks the richest it knows. */
export type MimeBundle = Readonly<Record<string, Json>>;

/** MIME types of outputs. `vnd.gradbook.*` are ours and always stand beside a standard fallback. */
export const mime = {
  plain: 'text/plain',
  html: 'text/html',
  markdown: 'text/markdown',
  latex: 'text/latex',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  json: 'application/json',
  /** An `InspectNode` tree (protocol/inspect.ts). */
  inspect: 'application/vnd.gradbook.inspect+json',
  /** A `TensorPreview` (protocol/previews.ts). */
  tensor: 'application/vnd.gradbook.tensor+json',
  /** A `TablePreview` (protocol/previews.ts). */
  table: 'application/vnd.gradbook.table+json',
  /** A `Report` (protocol/previews.ts). */
  report: 'application/vnd.gradbook.report+json',
  /** A `ProgressState` (protocol/previews.ts). */
  progress: 'application/vnd.gradbook.progress+json',
  /** A `ChartSpec`, with its points once the run has ended (charts/spec.ts). */
  chart: 'application/vnd.gradbook.chart+json',
  /** A `Figure` (charts/kinds/figure.ts). */
  figure: 'application/vnd.gradbook.figure+json',
} as const;
