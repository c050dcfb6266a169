import { cellCommand, notebookCommand, pageCommand } from './command';
import type { Command } from './command';
import type { PanelName } from '../frame/shell';
import type { CellType } from '../../notebook/types';
import type { ThemeChoice } from '../../session/types';

const panel = (name: PanelName, title: string): Command => ({
  ...notebookCommand({
    id: `view.${name}`,
    title,
    menu: { name: 'View', group: 1 },
    run: (_session, { shell }) => shell.togglePanel(name),
  }),
  checked: (state) => state.panel === name,
});

const theme = (choice: ThemeChoice, title: string): Command =>
  pageCommand({
    id: `view.theme-${choice}`,
    title,
    menu: { name: 'View', group: 2, under: 'Theme' },
    checked: ({ app }) => app.theme === choice,
    run: ({ app }) => app.commands.setTheme(choice),
  });

const insert = (
  type: CellType,
  place: 'above' | 'below',
  title: string,
  keys?: { readonly command: string; readonly always: string },
): Command =>
  notebookCommand({
    id: `insert.${type}-${place}`,
    title,
    menu: { name: 'Insert', group: type === 'code' ? 1 : 2 },
    ...(keys && {
      keys: [
        { keys: keys.command, scope: 'command' },
        { keys: keys.always, scope: 'always' },
      ],
    }),
    run: ({ store, commands }) => {
      const { focus } = store.getState().selection;
      const edge = place === 'above' ? 'start' : 'end';
      const beside = place === 'above' ? { before: focus ?? '' } : { after: focus ?? '' };
      const id = commands.insertCell(type, focus === null ? edge : beside);
      commands.select(id, { mode: 'command' });
    },
  });

export const viewCommands: readonly Command[] = [
  panel('contents', 'Contents'),
  panel('find', 'Find'),
  panel('runs', 'Runs'),
  {
    ...panel('visor', 'Visor'),
    when: ({ notebook, panel: open }) => open === 'visor' || (notebook?.visor.surfaces.length ?? 0) > 0,
  },
  {
    ...notebookCommand({
      id: 'view.visor-full',
      title: 'Visor, full width',
      menu: { name: 'View', group: 1 },
      keys: [],
      run: ({ store, commands }, { shell }) => {
        commands.widenVisor(!store.getState().visor.isFull);
        shell.openPanel('visor');
      },
    }),
    checked: ({ notebook, panel: open }) => open === 'visor' && notebook?.visor.isFull === true,
    when: ({ notebook, panel: open }) => open === 'visor' || (notebook?.visor.surfaces.length ?? 0) > 0,
  },
  panel('files', 'Files'),
  {
    ...notebookCommand({
      id: 'view.runs-full',
      title: 'Runs, full width',
      menu: { name: 'View', group: 1 },
      keys: [{ keys: 'F9', scope: 'always' }],
      run: (_session, { shell }) => shell.toggleFull('runs'),
    }),
    checked: (state) => state.full === 'runs',
  },
  theme('system', 'Same as the system'),
  theme('light', 'Light'),
  theme('dark', 'Dark'),
];

export const insertCommands: readonly Command[] = [
  insert('code', 'above', 'Code cell above', { command: 'A', always: 'Ctrl+M A' }),
  insert('code', 'below', 'Code cell below', { command: 'B', always: 'Ctrl+M B' }),
  insert('markdown', 'above', 'Text cell above'),
  insert('markdown', 'below', 'Text cell below'),
  notebookCommand({
    id: 'insert.files',
    title: 'Upload files…',
    menu: { name: 'Insert', group: 3 },
    run: async (session, { shell }) => {
      const files = await shell.pickFiles({ multiple: true });
      if (files.length > 0) await session.commands.uploadFiles(files);
    },
  }),
];

/** Moving between cells and modes; in no menu, but in the palette and the list of shortcuts. */
export const cellCommands: readonly Command[] = [
  cellCommand({
    id: 'cell.edit',
    title: 'Edit the cell',
    keys: [{ keys: 'Enter', scope: 'command' }],
    run: (session, { focus }) => session.commands.select(focus, { mode: 'edit' }),
  }),
  notebookCommand({
    id: 'cell.leave',
    title: 'Leave the editor for command mode',
    keys: [{ keys: 'Escape', scope: 'notebook' }],
    when: (notebook) => notebook.selection.mode === 'edit',
    run: (session) => session.commands.setMode('command'),
  }),
  ...([
    ['previous', 'Select the cell above', -1, ['ArrowUp', 'K'], false],
    ['next', 'Select the cell below', 1, ['ArrowDown', 'J'], false],
    ['extend-previous', 'Extend the selection up', -1, ['Shift+ArrowUp', 'Shift+K'], true],
    ['extend-next', 'Extend the selection down', 1, ['Shift+ArrowDown', 'Shift+J'], true],
  ] as const).map(([id, title, by, keys, extend]) =>
    cellCommand({
      id: `cell.${id}`,
      title,
      repeats: true,
      keys: keys.map((text) => ({ keys: text, scope: 'command' })),
      run: (session) => session.commands.selectNeighbour(by, { extend }),
    }),
  ),
];
