/** Output beyond the last expression of a cell. */

export interface DisplayOptions {
  /** Names this output: displaying under the same id again replaces it. */
  id?: string;
}

/** An output on the page. */
export interface DisplayHandle {
  readonly id: string;
  /** Shows another value in the same place. */
  update(value: unknown): void;
}

/**
 * Shows a value in the output: tensors with their shape and values, tables, images, canvases, models,
 * any object.
 */
export function display(value: unknown, options?: DisplayOptions): DisplayHandle;

export namespace display {
  /** Shows HTML, in a frame of its own. */
  function html(text: string, options?: DisplayOptions): DisplayHandle;
  /** Shows an SVG image given as text. */
  function svg(text: string, options?: DisplayOptions): DisplayHandle;
  /** Shows Markdown, with math between dollar signs. */
  function markdown(text: string, options?: DisplayOptions): DisplayHandle;
  /** Shows an image: encoded bytes (PNG, JPEG, GIF, WebP), pixels or a canvas. */
  function image(source: Uint8Array | Blob | ImageData | ImageBitmap | OffscreenCanvas, options?: DisplayOptions): DisplayHandle;
}
