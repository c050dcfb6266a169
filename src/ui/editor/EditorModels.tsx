import { useEffect } from 'react';
import type { EditorLanguage, NotebookCellText } from '../../language/editor/types';
import type { CellType } from '../../notebook/types';
import type { CellRun, SessionState } from '../../session/types';
import { useOpenSession } from '../context';
import { useEditorService } from './use-editor-service';

const languages: Readonly<Record<CellType, EditorLanguage>> = { code: 'typescript', markdown: 'markdown', raw: 'plaintext' };

/**
 * Tells the editor of all cells of the open notebook, which serves completion and errors across cells, and
 * of the page's theme. Rendered once below the session; shows nothing.
 */
export function EditorModels(): null {
  const session = useOpenSession();
  const service = useEditorService(false);

  useEffect(() => {
    if (!service) return;
    const tell = (state: SessionState): void => service.setCells(cellTexts(state));
    const now = session.store.getState();
    service.setFetching(now.trusted);
    service.setShapes(now.shapes);
    tell(now);
    const unsubscribe = session.store.subscribe((state, before) => {
      if (state.notebook.cells !== before.notebook.cells || state.runs !== before.runs) tell(state);
      if (state.shapes !== before.shapes) service.setShapes(state.shapes);
      if (state.trusted !== before.trusted) service.setFetching(state.trusted);
    });
    const unlisten = service.onDistantEdit((cellId, text) => session.commands.editCell(cellId, text));
    return () => {
      unsubscribe();
      unlisten();
      service.setCells([]);
      service.setShapes({});
      service.setFetching(false);
    };
  }, [service, session]);

  useEffect(() => {
    if (!service) return;
    const root = document.documentElement;
    const follow = (): void => service.setTheme(root.dataset['theme'] === 'dark' ? 'dark' : 'light');
    follow();
    const observer = new MutationObserver(follow);
    observer.observe(root, { attributes: true, attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }, [service]);

  return null;
}

function cellTexts({ notebook, runs }: SessionState): NotebookCellText[] {
  return notebook.cells.map((cell) => ({ id: cell.id, language: languages[cell.type], text: cell.source, ran: hasRun(runs[cell.id]) }));
}

const hasRun = (run: CellRun | undefined): boolean => run !== undefined && (run.status === 'ok' || run.status === 'error' || run.status === 'running');
