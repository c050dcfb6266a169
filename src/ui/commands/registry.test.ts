import { expect, it } from 'vitest';
import { commandById, commands, isSubmenu, menus, shortcuts } from './registry';
import { ipynbName } from './file-commands';
import { matchTitle } from './match';
import { strokeLabels } from './stroke';

it('every command has its own id, and no two commands share keys in one scope', () => {
  expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
  const keys = commands.flatMap((command) => (command.keys ?? []).map((binding) => `${binding.scope} ${binding.keys}`));
  expect(new Set(keys).size).toBe(keys.length);
});

it('the menu bar has the seven menus in order, none empty', () => {
  expect(menus.map(({ name }) => name)).toEqual(['File', 'Edit', 'View', 'Insert', 'Runtime', 'Tools', 'Help']);
  for (const menu of menus) expect(menu.groups.flat().length).toBeGreaterThan(0);
});

it('themes are one submenu of View', () => {
  const submenus = menus.find(({ name }) => name === 'View')?.groups.flat().filter(isSubmenu) ?? [];
  expect(submenus.map(({ title, commands: inside }) => [title, inside.length])).toEqual([['Theme', 3]]);
});

it('every command with keys is in the list of shortcuts once', () => {
  const listed = shortcuts.flatMap((section) => section.commands.map(({ id }) => id));
  expect(listed.toSorted()).toEqual(commands.filter(({ keys }) => keys).map(({ id }) => id).toSorted());
});

it('an unknown id names those that exist', () => {
  expect(() => commandById('file.nwe')).toThrow(/'file\.nwe'.*file\.new/);
});

it('keys read as caps of the platform', () => {
  expect(strokeLabels('Mod+Shift+P', 'other')).toEqual([['Ctrl', 'Shift', 'P']]);
  expect(strokeLabels('Mod+Shift+P', 'mac')).toEqual([['⇧', '⌘', 'P']]);
  expect(strokeLabels('Ctrl+M B', 'other')).toEqual([['Ctrl', 'M'], ['B']]);
});

it('a download gets a name that every system accepts', () => {
  expect(ipynbName('CNN: 3/4 "final"')).toBe('CNN 3 4 final.ipynb');
  expect(ipynbName('digits.ipynb')).toBe('digits.ipynb');
  expect(ipynbName(' / ')).toBe('Untitled.ipynb');
});

it('the palette ranks starts of words and runs of letters first', () => {
  const titles = ['Restart the kernel…', 'Run all', 'Rename', 'Interrupt execution'];
  const ranked = (query: string): string[] =>
    titles
      .map((title) => ({ title, match: matchTitle(query, title) }))
      .flatMap(({ title, match }) => (match ? [{ title, score: match.score }] : []))
      .toSorted((a, b) => b.score - a.score)
      .map(({ title }) => title);
  expect(ranked('ra')[0]).toBe('Run all');
  expect(ranked('run')[0]).toBe('Run all');
  expect(ranked('ren')[0]).toBe('Rename');
  expect(ranked('zz')).toEqual([]);
});
