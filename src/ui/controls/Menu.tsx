import { Menu as Base } from '@base-ui/react/menu';
import Check from 'lucide-react/icons/check';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { useState } from 'react';
import type { JSX, ReactElement, ReactNode } from 'react';
import { cx } from './cx';
import { Icon } from './Icon';
import { Keys } from './Keys';
import { focusedCell } from './return-focus';
import styles from './Menu.module.css';

interface MenuProps {
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly children: ReactNode;
  readonly align?: 'start' | 'end';
  /** Choosing an item gives the focus to the notebook's cell instead of the button. */
  readonly toNotebook?: boolean;
}

/** A button that opens a menu. Its children are rendered only while it is open. */
export function Menu({ trigger, children, align = 'start', toNotebook = false }: MenuProps): JSX.Element {
  const [chosen, setChosen] = useState(false);
  return (
    <Base.Root
      onOpenChange={(_open, { reason }) => setChosen(reason === 'item-press')}
    >
      <Base.Trigger render={trigger} />
      <MenuSurface align={align} finalFocus={toNotebook && chosen ? () => focusedCell() ?? true : undefined}>
        {children}
      </MenuSurface>
    </Base.Root>
  );
}

interface SurfaceProps {
  readonly align: 'start' | 'end';
  readonly nested?: boolean;
  readonly children: ReactNode;
  /** What gets the focus on closing; `true`, and nothing given, is the trigger. */
  readonly finalFocus?: (() => HTMLElement | true) | undefined;
}

function MenuSurface({ align, nested, children, finalFocus }: SurfaceProps): JSX.Element {
  return (
    <Base.Portal>
      <Base.Positioner
        className={styles.positioner}
        align={align}
        sideOffset={nested ? 2 : 4}
        alignOffset={nested ? -5 : 0}
        collisionPadding={8}
      >
        <Base.Popup className={styles.menu} finalFocus={finalFocus}>{children}</Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  );
}

interface ItemProps {
  readonly children: ReactNode;
  readonly icon?: ReactNode;
  readonly keys?: string | undefined;
  readonly disabled?: boolean;
  readonly tone?: 'danger';
  onSelect(): void;
}

export function MenuItem({ children, icon, keys, disabled = false, tone, onSelect }: ItemProps): JSX.Element {
  return (
    <Base.Item className={cx(styles.item, tone === 'danger' && styles.danger)} disabled={disabled} onClick={onSelect}>
      <span className={styles.icon}>{icon}</span>
      <span className={styles.label}>{children}</span>
      {keys === undefined ? null : <Keys keys={keys} />}
    </Base.Item>
  );
}

/** An item with a tick that shows whether it is on. */
export function MenuCheckItem({ children, keys, disabled = false, checked, onSelect }: ItemProps & { readonly checked: boolean }): JSX.Element {
  return (
    <Base.CheckboxItem className={styles.item} disabled={disabled} checked={checked} closeOnClick onClick={onSelect}>
      <span className={styles.icon}>{checked ? <Icon of={Check} /> : null}</span>
      <span className={styles.label}>{children}</span>
      {keys === undefined ? null : <Keys keys={keys} />}
    </Base.CheckboxItem>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly title: string }[];
  onChoose(value: T): void;
}

/** Items of which one is chosen. */
export function MenuChoice<T extends string>({ label, value, choices, onChoose }: ChoiceProps<T>): JSX.Element {
  return (
    <Base.RadioGroup value={value} aria-label={label}>
      {choices.map((choice) => (
        <Base.RadioItem
          key={choice.value}
          value={choice.value}
          className={styles.item}
          closeOnClick
          onClick={() => onChoose(choice.value)}
        >
          <span className={styles.icon}>{choice.value === value ? <Icon of={Check} /> : null}</span>
          <span className={styles.label}>{choice.title}</span>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

export function Submenu({ title, children }: { readonly title: string; readonly children: ReactNode }): JSX.Element {
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className={styles.item}>
        <span className={styles.icon} />
        <span className={styles.label}>{title}</span>
        <Icon of={ChevronRight} className={styles.more} />
      </Base.SubmenuTrigger>
      <MenuSurface align="start" nested>
        {children}
      </MenuSurface>
    </Base.SubmenuRoot>
  );
}

export function MenuLine(): JSX.Element {
  return <Base.Separator className={styles.line} />;
}
