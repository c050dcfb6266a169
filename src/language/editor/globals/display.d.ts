/** Output beyond the last expression of a cell. */

export interface DisplayOptions {
  /** A name for the output: displaying another value under it replaces what is shown, also in earlier cells. */
  id?: string;
  /** Kept beside the data in the file, as Jupyter does. */
  metadata?: Record<string, unknown>;
}

/** An output on the page. */
export interface DisplayHandle {
  readonly id: string;
  /** Shows another value in the same place. */
  update(value: unknown): void;
}

/**
 * Shows a value in the output: tensors with their shape and values, tables, also those of Arrow and Arquero,
 * drawings of Plot and D3, Vega-Lite specs, images, canvases, models, any object. A value whose method
 * `[Symbol.for('gradbook.display')]()` returns a MIME bundle, markup or another value shows as that.
 */
export function display(value: unknown, options?: DisplayOptions): DisplayHandle;

export namespace display {
  /** Shows HTML, in a frame of its own. */
  function html(text: string, options?: DisplayOptions): DisplayHandle;
  /** Shows an SVG image given as text. */
  function svg(text: string, options?: DisplayOptions): DisplayHandle;
  /** Shows Markdown, with math between dollar signs. */
  function markdown(text: string, options?: DisplayOptions): DisplayHandle;
  /** Shows a formula in LaTeX. */
  function latex(text: string, options?: DisplayOptions): DisplayHandle;
  /** Shows an image: PNG, JPEG or GIF bytes, pixels or a canvas. */
  function image(source: Uint8Array | Blob | ImageData | ImageBitmap | OffscreenCanvas, options?: DisplayOptions): DisplayHandle;
  /** Shows a MIME bundle as Jupyter defines it: the richest representation the reader knows. */
  function bundle(data: Record<string, unknown>, options?: DisplayOptions): DisplayHandle;
  /** Takes everything shown by this cell away. */
  function clear(): void;
}
