import { Tooltip } from '@base-ui/react/tooltip';
import { useEffect, useState } from 'react';
import type { JSX } from 'react';
import { Keys } from './Keys';
import { watchTips, type ShownTip } from './tip-watch';
import styles from './Tip.module.css';

/** Shows the tip of the element under the pointer, or of the one that the keyboard has reached. */
export function TipLayer(): JSX.Element | null {
  const [tip, setTip] = useState<ShownTip | null>(null);
  useEffect(() => watchTips(document, setTip), []);
  if (tip === null) return null;
  return (
    <Tooltip.Root open>
      <Tooltip.Portal>
        <Tooltip.Positioner anchor={tip.element} side={tip.side} sideOffset={6} className={styles.positioner}>
          <Tooltip.Popup className={styles.tip}>
            {tip.text}
            {tip.keys === null ? null : <Keys keys={tip.keys} />}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
