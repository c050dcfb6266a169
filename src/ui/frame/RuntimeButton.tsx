import type { JSX } from 'react';
import { useSession } from '../context';
import { Tip } from '../controls/Tip';
import type { KernelState } from '../../session/types';
import { connectionWords } from './connection-words';
import styles from './RuntimeButton.module.css';
import { Sparkline } from './Sparkline';
import { useShell } from './shell-context';
import { useCalmKernel } from './use-calm-kernel';
import { useMemoryTrail } from './use-memory-trail';
import { byteWords, deviceWords, memoryWords } from './words';

/** The device, how busy it is and what its tensors hold; opens the choice of runtime. */
export function RuntimeButton(): JSX.Element {
  const shell = useShell();
  const kernel = useCalmKernel();
  const device = useSession((state) => state.device);
  const wanted = useSession((state) => state.wantedDevice);
  const memory = useSession((state) => state.memory);
  const remote = useSession((state) => state.remote);
  const trail = useMemoryTrail();

  const used = kernel.phase === 'switching' ? kernel.to : (device?.kind ?? wanted);
  const connection = used === 'tpu' ? connectionWords(remote) : null;
  const kind = [deviceWords(used), connection].filter(Boolean).join(' · ');
  const facts = [kind, device?.name, phaseWords(kernel), memory ? memoryWords(memory) : undefined].filter(Boolean).join(', ');
  return (
    <Tip text={`${facts}. Change runtime type`}>
      <button type="button" className={styles.button} aria-label={`Runtime: ${facts}`} onClick={() => shell.openDialog({ kind: 'runtime' })}>
        <span className={styles.dot} data-phase={kernel.phase} data-link={connection === null ? undefined : remote.phase} />
        <span>{kind}</span>
        {memory ? (
          <span className={styles.memory}>
            <Sparkline values={trail} className={styles.trail} />
            <span className={styles.bytes}>{byteWords(memory.bytes)}</span>
          </span>
        ) : null}
      </button>
    </Tip>
  );
}

function phaseWords(kernel: KernelState): string | undefined {
  switch (kernel.phase) {
    case 'starting':
      return 'starting';
    case 'idle':
      return undefined;
    case 'busy':
      return 'busy';
    case 'stopping':
      return 'stopping';
    case 'switching':
      return 'switching';
    case 'dead':
      return 'ended';
    default:
      return kernel satisfies never;
  }
}
