/** The menus themselves, on base-ui; loaded by `Menu.tsx` when someone comes near one. */
import { Menu as Base } from '@base-ui/react/menu';
import { Menubar } from '@base-ui/react/menubar';
import Check from 'lucide-react/icons/check';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { useState } from 'react';
import type { JSX } from 'react';
import { cx } from '../cx';
import { Icon } from '../Icon';
import { Keys } from '../Keys';
import { focusAfterMenu } from '../return-focus';
import styles from './Menu.module.css';
import type { BarProps, CheckItemProps, ChoiceProps, ItemProps, MenuProps, SubmenuProps, SurfaceProps } from './props';

function MenuBar({ label, className, children }: BarProps): JSX.Element {
  return (
    <Menubar className={className} aria-label={label}>
      {children}
    </Menubar>
  );
}

/** A button that opens a menu. Its children are rendered only while it is open. */
function Menu({ trigger, children, align = 'start', toNotebook = false }: MenuProps): JSX.Element {
  const [chosen, setChosen] = useState(false);
  return (
    <Base.Root
      onOpenChange={(_open, { reason }) => setChosen(reason === 'item-press')}
    >
      <Base.Trigger render={trigger} />
      <MenuSurface align={align} finalFocus={toNotebook && chosen ? focusAfterMenu : undefined}>
        {children}
      </MenuSurface>
    </Base.Root>
  );
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

function MenuItem({ children, icon, keys, disabled = false, tone, onSelect }: ItemProps): JSX.Element {
  return (
    <Base.Item className={cx(styles.item, tone === 'danger' && styles.danger)} disabled={disabled} onClick={onSelect}>
      <span className={styles.icon}>{icon}</span>
      <span className={styles.label}>{children}</span>
      {keys === undefined ? null : <Keys keys={keys} />}
    </Base.Item>
  );
}

/** An item with a tick that shows whether it is on. */
function MenuCheckItem({ children, keys, disabled = false, checked, onSelect }: CheckItemProps): JSX.Element {
  return (
    <Base.CheckboxItem className={styles.item} disabled={disabled} checked={checked} closeOnClick onClick={onSelect}>
      <span className={styles.icon}>{checked ? <Icon of={Check} /> : null}</span>
      <span className={styles.label}>{children}</span>
      {keys === undefined ? null : <Keys keys={keys} />}
    </Base.CheckboxItem>
  );
}

/** Items of which one is chosen. */
function MenuChoice<T extends string>({ label, value, choices, onChoose }: ChoiceProps<T>): JSX.Element {
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

function Submenu({ title, children }: SubmenuProps): JSX.Element {
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

function MenuLine(): JSX.Element {
  return <Base.Separator className={styles.line} />;
}

/** Everything in one object, which is what `Menu.tsx` waits for. */
export const surfaces = { Menu, MenuBar, MenuItem, MenuCheckItem, MenuChoice, Submenu, MenuLine };
