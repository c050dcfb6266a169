import { useEffect } from 'react';
import type { NotebookCellText } from '../../language/editor/types';
import type { SessionState } from '../../session/types';
import { useOpenSession } from '../context';
import { cellTexts } from './cell-texts';
import { useEditorService } from './use-editor-service';

/**
 * Tells the editor of all cells of the open notebook, which serves completion and errors across cells, and
 * of the page's theme. Rendered once below the session; shows nothing.
 */
export function EditorModels(): null {
  const session = useOpenSession();
  const service = useEditorService(false);

  useEffect(() => {
    if (!service) return;
    let told: readonly NotebookCellText[] = [];
    const tell = (state: SessionState): void => {
      const texts = cellTexts(state, told);
      if (texts === told) return;
      told = texts;
      service.setCells(texts);
    };
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
