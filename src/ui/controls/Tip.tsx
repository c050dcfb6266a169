import { Tooltip } from '@base-ui/react/tooltip';
import type { JSX, ReactElement } from 'react';
import { Keys } from './Keys';
import styles from './Tip.module.css';

interface Props {
  readonly text: string;
  readonly keys?: string | undefined;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
  /** The element that shows the tip while hovered or focused; must accept a ref. */
  readonly children: ReactElement<Record<string, unknown>>;
}

export function Tip({ text, keys, side = 'bottom', children }: Props): JSX.Element {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner side={side} sideOffset={6} className={styles.positioner}>
          <Tooltip.Popup className={styles.tip}>
            {text}
            {keys === undefined ? null : <Keys keys={keys} />}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
