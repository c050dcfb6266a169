import type { TensorFlow } from '../api';
import { overrideKernel } from './override-kernel';

/** What of a canvas does not depend on who made it. */
interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): { getImageData(x: number, y: number, width: number, height: number): ImageData } | null;
}

/**
 * Lets `tf.browser.fromPixels` read canvases that are not the browser's own, such as those of a worker's document: the GPU
 * kernels copy only from the browser's, and took others for pictures without pixels.
 */
export function patchFromPixels(tf: TensorFlow, backendName: string): void {
  overrideKernel(tf, 'FromPixels', backendName, (stock) => (call) => {
    const pixels: unknown = call.inputs['pixels'];
    if (!isForeignCanvas(pixels)) return stock(call);
    const image = pixels.getContext('2d')?.getImageData(0, 0, pixels.width, pixels.height);
    if (image === undefined) throw new Error("fromPixels reads canvases with a '2d' context; this one is drawn on by WebGL or WebGPU");
    return stock({ ...call, inputs: { pixels: image } as never });
  });
}

function isForeignCanvas(pixels: unknown): pixels is Canvas {
  if (typeof pixels !== 'object' || pixels === null || !('getContext' in pixels)) return false;
  return !(pixels instanceof OffscreenCanvas) && !('HTMLCanvasElement' in globalThis && pixels instanceof HTMLCanvasElement);
}
