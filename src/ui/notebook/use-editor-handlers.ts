import { useMemo } from 'react';
import type { EditorCommand, EditorService } from '../../language/editor/types';
import type { Session } from '../../session/types';
import { useOpenSession, useServices } from '../context';
import { rewriteCells } from '../editor/rewrite-cells';
import { useRunner, type Runner } from './use-runner';

export interface EditorCallbacks {
  onChange(text: string): void;
  onFocus(): void;
  onBlur(): void;
  onCommand(command: EditorCommand): void;
}

/** What an editor's changes and keys do to its cell. */
export function useEditorHandlers(cellId: string): EditorCallbacks {
  const session = useOpenSession();
  const runner = useRunner();
  const { loadEditor } = useServices();
  return useMemo(() => {
    const { commands, store } = session;
    return {
      onChange: (text) => commands.editCell(cellId, text),
      onFocus: () => {
        const { focus, mode } = store.getState().selection;
        if (focus !== cellId || mode !== 'edit') commands.select(cellId, { mode: 'edit' });
      },
      // Menus and panels take the focus for a moment; editing ends only by Esc, by running, or by another selection.
      onBlur: () => undefined,
      onCommand: (command) => obey(command, cellId, session, runner, loadEditor),
    };
  }, [cellId, session, runner, loadEditor]);
}

function obey(command: EditorCommand, cellId: string, session: Session, runner: Runner, loadEditor: () => Promise<EditorService>): void {
  switch (command) {
    case 'run':
      return runner.run(cellId);
    case 'run-and-advance':
      return runner.runAndAdvance(cellId);
    case 'run-and-insert':
      return runner.runAndInsert(cellId);
    case 'leave':
      return session.commands.setMode('command');
    case 'previous':
      return step(session, cellId, -1);
    case 'next':
      return step(session, cellId, 1);
    case 'format':
    case 'organise-imports':
    case 'add-imports':
      return void loadEditor().then((editor) => rewriteCells(session, editor, [cellId], command));
    default:
      return command satisfies never;
  }
}

/** Past the first or last line the caret goes on into the next cell's code; rendered text is selected instead. */
function step({ store, commands }: Session, cellId: string, by: -1 | 1): void {
  const { cells } = store.getState().notebook;
  const next = cells[cells.findIndex((cell) => cell.id === cellId) + by];
  if (next) commands.select(next.id, { mode: next.type === 'markdown' ? 'command' : 'edit' });
}
