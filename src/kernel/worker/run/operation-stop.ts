/** When a stop ends TensorFlow.js's work between two of its operations. */
import { Interrupted } from '../../../language/compile/runtime/interrupted';

export interface OperationStopParts {
  /** Whether the executing run shall stop. */
  readonly requested: () => boolean;
  /** Whether trainings are under way: they end by themselves after a batch, with their losses told. */
  readonly fitting: () => boolean;
  /** Milliseconds. */
  readonly now: () => number;
}

/** How long a batch may go on after the stop, in milliseconds; a longer one is cut. */
const BATCH_WAIT = 100;

/** To be called before every operation. */
export function createOperationStop({ requested, fitting, now }: OperationStopParts): () => void {
  let since: number | null = null;
  return () => {
    if (!requested()) {
      since = null;
      return;
    }
    since ??= now();
    if (!fitting() || now() - since >= BATCH_WAIT) throw new Interrupted();
  };
}
