import MenuIcon from 'lucide-react/icons/menu';
import type { JSX } from 'react';
import type { MenuTree } from '../commands/registry';
import { isSubmenu, menus } from '../commands/registry';
import { titleNow } from '../commands/command';
import type { Command, CommandState } from '../commands/command';
import type { CommandRunner } from '../commands/use-commands';
import { useCommandRunner, useCommandState } from '../commands/use-commands';
import { Button } from '../controls/Button';
import { Icon } from '../controls/Icon';
import { Menu, MenuCheckItem, MenuItem, MenuLine, Menus, Submenu } from '../controls/Menu';
import styles from './MenuBar.module.css';

export function MenuBar(): JSX.Element {
  return (
    <Menus label="Menus" className={styles.bar}>
      {menus.map((menu) => (
        <Menu key={menu.name} toNotebook trigger={<button type="button" className={styles.name}>{menu.name}</button>}>
          <MenuContent menu={menu} />
        </Menu>
      ))}
    </Menus>
  );
}

/** The same menus behind one button. */
export function MenuButton(): JSX.Element {
  return (
    <Menu
      toNotebook
      trigger={
        <Button tone="plain" aria-label="Menu" className={styles.menu}>
          <Icon of={MenuIcon} />
          <span className={styles.word}>Menu</span>
        </Button>
      }
    >
      {menus.map((menu) => (
        <Submenu key={menu.name} title={menu.name}>
          <MenuContent menu={menu} />
        </Submenu>
      ))}
    </Menu>
  );
}

function MenuContent({ menu }: { readonly menu: MenuTree }): JSX.Element {
  const runner = useCommandRunner();
  const state = useCommandState();
  return (
    <>
      {menu.groups.map((group, index) => (
        <div key={index} role="group">
          {index > 0 ? <MenuLine /> : null}
          {group.map((entry) =>
            isSubmenu(entry) ? (
              <Submenu key={entry.title} title={entry.title}>
                {entry.commands.map((command) => (
                  <CommandItem key={command.id} command={command} state={state} runner={runner} />
                ))}
              </Submenu>
            ) : (
              <CommandItem key={entry.id} command={entry} state={state} runner={runner} />
            ),
          )}
        </div>
      ))}
    </>
  );
}

interface ItemProps {
  readonly command: Command;
  readonly state: CommandState;
  readonly runner: CommandRunner;
}

function CommandItem({ command, state, runner }: ItemProps): JSX.Element {
  const shared = { keys: command.keys?.[0]?.keys, disabled: !command.when(state), onSelect: () => runner.run(command) };
  return command.checked ? (
    <MenuCheckItem {...shared} checked={command.checked(state)}>
      {titleNow(command, state)}
    </MenuCheckItem>
  ) : (
    <MenuItem {...shared}>{titleNow(command, state)}</MenuItem>
  );
}
