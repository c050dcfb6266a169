import { Tooltip } from '@base-ui/react/tooltip';
import type { JSX } from 'react';
import { Keys } from './Keys';
import type { ShownTip } from './tip-watch';
import styles from './Tip.module.css';

/** One tip, beside its element. */
export function TipBubble({ element, side, text, keys }: ShownTip): JSX.Element {
  return (
    <Tooltip.Root open>
      <Tooltip.Portal>
        <Tooltip.Positioner anchor={element} side={side} sideOffset={6} className={styles.positioner}>
          <Tooltip.Popup className={styles.tip}>
            {text}
            {keys === null ? null : <Keys keys={keys} />}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
