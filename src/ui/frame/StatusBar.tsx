import type { JSX } from 'react';
import { mime } from '../../base/mime';
import { isObject } from '../../base/json';
import type { SessionState } from '../../session/types';
import { useSession } from '../context';
import { cx } from '../controls/cx';
import { Tip } from '../controls/Tip';
import { NoticeButton } from './NoticeButton';
import styles from './StatusBar.module.css';
import { useCalmKernel } from './use-calm-kernel';
import { byteWords, deviceWords, kernelWords, memoryWords } from './words';

export function StatusBar(): JSX.Element {
  const kernel = useCalmKernel();
  const busyCell = kernel.phase === 'busy' || kernel.phase === 'stopping' ? kernel.cellId : null;
  const busyNumber = useSession(({ notebook }) => (busyCell === null ? 0 : notebook.cells.findIndex((cell) => cell.id === busyCell) + 1));
  const step = useSession(stepTime);
  const device = useSession((state) => state.device);
  const memory = useSession((state) => state.memory);
  const isolated = useSession((state) => state.isolated);
  const uploads = useSession((state) => state.uploads);
  const sent = uploads.reduce((sum, upload) => sum + upload.done, 0);
  const size = uploads.reduce((sum, upload) => sum + upload.size, 0);

  return (
    <footer className={styles.bar} aria-label="Status">
      <span className={styles.kernel} role="status" data-phase={kernel.phase}>
        <span className={styles.dot} />
        <span className={styles.words}>{kernelWords(kernel, () => (busyNumber === 0 ? null : busyNumber))}</span>
      </span>
      {step === null ? null : <span className={styles.figure}>{step.toFixed(step < 10 ? 1 : 0)} ms/step</span>}
      {uploads.length === 0 ? null : (
        <span className={styles.figure}>
          Uploading {byteWords(sent)} of {byteWords(size)}
        </span>
      )}
      <span className={styles.space} />
      {isolated ? null : (
        <Tip side="top" text="This page is not cross-origin isolated, so Stop only ends cells that wait. Serve it with the headers that npm start sends.">
          <button type="button" className={styles.warning}>
            Stop is limited
          </button>
        </Tip>
      )}
      {device ? <span className={styles.device}>{device.name || deviceWords(device.kind)}</span> : null}
      {memory ? <span className={cx(styles.figure, styles.memory)}>{memoryWords(memory)}</span> : null}
      <NoticeButton />
    </footer>
  );
}

/** Milliseconds a step takes in the training that the running cell reports; null where it reports none. */
function stepTime({ kernel, notebook }: SessionState): number | null {
  if (kernel.phase !== 'busy') return null;
  const cell = notebook.cells.find(({ id }) => id === kernel.cellId);
  if (cell?.type !== 'code') return null;
  for (const output of cell.outputs.toReversed()) {
    const progress = output.type === 'display' ? output.data[mime.progress] : undefined;
    if (isObject(progress)) return typeof progress.msPerStep === 'number' ? progress.msPerStep : null;
  }
  return null;
}
