/** Every command of the page, and the two views of them that the menus and the shortcuts dialog show. */
import { menuNames } from './command';
import type { Command, MenuName } from './command';
import { codeCommands } from './code-commands';
import { editCommands } from './edit-commands';
import { fileCommands } from './file-commands';
import { helpCommands } from './help-commands';
import { runsCommands } from './runs-commands';
import { receiptCommands } from '../durable/receipt-commands';
import { runtimeCommands } from './runtime-commands';
import { cellCommands, insertCommands, viewCommands } from './view-commands';

export const commands: readonly Command[] = [
  ...fileCommands,
  ...editCommands,
  ...codeCommands,
  ...viewCommands,
  ...insertCommands,
  ...runtimeCommands,
  ...receiptCommands,
  ...runsCommands,
  ...helpCommands,
  ...cellCommands,
];

export interface Submenu {
  readonly title: string;
  readonly commands: readonly Command[];
}
export type MenuEntry = Command | Submenu;
export const isSubmenu = (entry: MenuEntry): entry is Submenu => 'commands' in entry;

export interface MenuTree {
  readonly name: MenuName;
  /** Groups are divided by a line. */
  readonly groups: readonly (readonly MenuEntry[])[];
}

export const menus: readonly MenuTree[] = menuNames.map((name) => {
  const groups = new Map<number, MenuEntry[]>();
  const placed = new Set<string>();
  for (const command of commands) {
    const place = command.menu;
    if (place?.name !== name) continue;
    const group = groups.get(place.group) ?? [];
    groups.set(place.group, group);
    if (place.under === undefined) {
      group.push(command);
    } else if (!placed.has(place.under)) {
      placed.add(place.under);
      group.push({ title: place.under, commands: commands.filter(({ menu }) => menu?.name === name && menu.under === place.under) });
    }
  }
  return { name, groups: [...groups].sort(([a], [b]) => a - b).map(([, entries]) => entries) };
});

/** Commands that have keys, by the menu they are in; those in none are about moving between cells. */
export const shortcuts: readonly { readonly section: string; readonly commands: readonly Command[] }[] = [
  { section: 'Cells', commands: commands.filter(({ menu, keys }) => keys && !menu) },
  ...menuNames.map((name) => ({ section: name, commands: commands.filter(({ menu, keys }) => keys && menu?.name === name) })),
].filter((section) => section.commands.length > 0);

export function commandById(id: string): Command {
  const command = commands.find((candidate) => candidate.id === id);
  if (!command) throw new Error(`There is no command '${id}'; commands are: ${commands.map((known) => known.id).join(', ')}.`);
  return command;
}
