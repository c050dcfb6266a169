/** Menus as the rest of the page uses them: light buttons whose menus load when someone comes near. */
import { cloneElement, createContext, use } from 'react';
import type { JSX } from 'react';
import { loadedMenus } from './menu/load';
import type { Surfaces } from './menu/load';
import type { BarProps, CheckItemProps, ChoiceProps, ItemProps, MenuProps, SubmenuProps } from './menu/props';
import { useAwake } from './menu/use-awake';

/** In a bar: its surfaces, null while it is light. Undefined outside a bar. */
const BarContext = createContext<Surfaces | null | undefined>(undefined);

/** A button that opens a menu. Its children are rendered only while it is open. */
export function Menu(props: MenuProps): JSX.Element {
  const bar = use(BarContext);
  const { surfaces, ref, handlers } = useAwake<HTMLButtonElement>();
  if (bar) return <bar.Menu {...props} />;
  const closed = { 'aria-haspopup': 'menu', 'aria-expanded': false };
  if (bar === null) return cloneElement(props.trigger, { ...closed, role: 'menuitem' });
  const trigger = cloneElement(props.trigger, surfaces === null ? { ...closed, ...handlers, ref } : { ref });
  return surfaces === null ? trigger : <surfaces.Menu {...props} trigger={trigger} />;
}

/** A row of menus; the arrow keys go from one to the next. */
export function Menus({ label, className, children }: BarProps): JSX.Element {
  const { surfaces, ref, handlers, steerEarly } = useAwake<HTMLDivElement>();
  return (
    <div ref={ref} onKeyDownCapture={steerEarly} {...(surfaces === null && handlers)}>
      <BarContext value={surfaces}>
        {surfaces === null ? (
          <div role="menubar" aria-label={label} className={className}>
            {children}
          </div>
        ) : (
          <surfaces.MenuBar label={label} className={className}>
            {children}
          </surfaces.MenuBar>
        )}
      </BarContext>
    </div>
  );
}

/** What an open menu is made of; whatever renders it has waited for it. */
function surfaces(): Surfaces {
  const loaded = loadedMenus();
  if (loaded === null) throw new Error('an item of a menu is rendered outside a menu');
  return loaded;
}

export function MenuItem(props: ItemProps): JSX.Element {
  const { MenuItem: Item } = surfaces();
  return <Item {...props} />;
}

/** An item with a tick that shows whether it is on. */
export function MenuCheckItem(props: CheckItemProps): JSX.Element {
  const { MenuCheckItem: Item } = surfaces();
  return <Item {...props} />;
}

/** Items of which one is chosen. */
export function MenuChoice<T extends string>(props: ChoiceProps<T>): JSX.Element {
  const { MenuChoice: Choice } = surfaces();
  return <Choice {...props} />;
}

export function Submenu(props: SubmenuProps): JSX.Element {
  const { Submenu: Sub } = surfaces();
  return <Sub {...props} />;
}

export function MenuLine(): JSX.Element {
  const { MenuLine: Line } = surfaces();
  return <Line />;
}
