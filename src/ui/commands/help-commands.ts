import { notebookCommand, pageCommand } from './command';
import type { Command } from './command';

export const helpCommands: readonly Command[] = [
  pageCommand({
    id: 'tools.palette',
    title: 'Command palette',
    menu: { name: 'Tools', group: 1 },
    keys: [{ keys: 'Mod+Shift+P', scope: 'always' }],
    run: ({ shell }) => shell.openDialog({ kind: 'palette' }),
  }),
  pageCommand({
    id: 'tools.shortcuts',
    title: 'Keyboard shortcuts',
    menu: { name: 'Tools', group: 1 },
    keys: [
      { keys: 'H', scope: 'command' },
      { keys: 'Ctrl+M H', scope: 'always' },
    ],
    run: ({ shell }) => shell.openDialog({ kind: 'shortcuts' }),
  }),
  notebookCommand({
    id: 'tools.update-packages',
    title: 'Update package versions',
    menu: { name: 'Tools', group: 2 },
    run: (session) => session.commands.updatePackages(),
  }),
  pageCommand({
    id: 'tools.settings',
    title: 'Settings…',
    menu: { name: 'Tools', group: 2 },
    run: ({ shell }) => shell.openDialog({ kind: 'settings' }),
  }),
  pageCommand({
    id: 'help.example',
    title: 'Open the digits example',
    menu: { name: 'Help', group: 1 },
    run: ({ app }) => app.commands.openExample('digits'),
  }),
  pageCommand({
    id: 'help.about',
    title: 'About Gradbook',
    menu: { name: 'Help', group: 2 },
    run: ({ shell }) => shell.openDialog({ kind: 'about' }),
  }),
];
