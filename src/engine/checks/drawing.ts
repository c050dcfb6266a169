import type { Engine } from '../api';
import { expectClose, expectTrue } from './expect';

/** On CPU an image is drawn on a canvas of the worker and comes back from it with the values it had. */
export async function drawsWhatItReads({ tf }: Engine): Promise<void> {
  expectTrue(await tf.setBackend('wasm'), 'wasm did not start');
  const colours = [10, 20, 30, 255, 200, 100, 50, 255];
  const canvas = new OffscreenCanvas(2, 1);
  const image = tf.tensor3d(colours, [1, 2, 4], 'int32');
  tf.browser.draw(image, canvas as unknown as HTMLCanvasElement);
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, 2, 1).data ?? [];
  expectClose(pixels, colours, 0, 'the pixels drawn');
  const back = tf.browser.fromPixels(canvas as unknown as HTMLCanvasElement, 4);
  expectClose(await back.data(), colours, 0, 'the pixels read back');
  tf.dispose([image, back]);
}
