import type { JSX } from 'react';
import styles from './remote.module.css';

/** When each runtime serves best, told before anyone connects. */
export function WhichRuntime(): JSX.Element {
  return (
    <details className={styles.which}>
      <summary className={styles.summary}>Which runtime?</summary>
      <dl className={styles.guide}>
        <dt>GPU</dt>
        <dd>Images, convolutions, models of up to some hundred million weights; shapes that change; values read at every step. Nothing to set up.</dd>
        <dt>CPU</dt>
        <dd>Small networks and tables, short trainings, much JavaScript between operations. The only one where a read costs nothing.</dd>
        <dt>TPU</dt>
        <dd>
          Long trainings of large models in equal steps: batches from 128 on, sizes in multiples of 128, shapes that stay, the loss read every tenth step. Each new shape is compiled anew, for a second or more, and each read
          crosses the network. Numbers are float32 or bfloat16; there is no float64.
        </dd>
      </dl>
    </details>
  );
}
