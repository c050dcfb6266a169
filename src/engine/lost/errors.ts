/** The GPU's device was lost while a cell ran; the next run starts a new one. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';

  /** @param why what the browser said, a sentence without its stop; may be empty */
  constructor(device: string, why: string) {
    super(
      `the ${device} device was lost${why === '' ? '' : ` (${why})`}: its driver was reset, or it was destroyed. ` +
        'Run the cell again: the next run starts a new device and says which tensors it could restore.',
    );
  }
}

/** A tensor whose only copy was on a device that was lost. */
export class TensorLostError extends Error {
  override readonly name = 'TensorLostError';

  /** @param place the cell's line that made the tensor, where it is known */
  constructor(shape: readonly number[], dtype: string, place: string | null) {
    const again = place === null ? 'run the cell that made it again' : `run ${place.replace(/,.*$/, '')} again, which made it (${place})`;
    super(`the ${dtype} tensor [${shape.join(', ')}] was lost with its device, where its only copy was: ${again}`);
  }
}
