import type { EditorLanguage, NotebookCellText } from '../../language/editor/types';
import type { CellType } from '../../notebook/types';
import type { SessionState } from '../../session/types';

const languages: Readonly<Record<CellType, EditorLanguage>> = { code: 'typescript', markdown: 'markdown', raw: 'plaintext' };

/**
 * The cells as the editor knows them; `before` itself where nothing of that has changed. Outputs come many times a
 * second, and each telling has the types of the whole notebook looked at again.
 */
export function cellTexts({ notebook, runs }: Pick<SessionState, 'notebook' | 'runs'>, before: readonly NotebookCellText[]): readonly NotebookCellText[] {
  const { cells } = notebook;
  let changed = cells.length !== before.length;
  const texts = cells.map((cell, index): NotebookCellText => {
    const known = before[index];
    const status = runs[cell.id]?.status;
    const sameCell = known?.id === cell.id;
    // A cell that is run again has run, also while it waits for its turn.
    const ran = status === 'queued' ? sameCell && known.ran === true : status === 'ok' || status === 'error' || status === 'running';
    const language = languages[cell.type];
    if (sameCell && known.text === cell.source && known.language === language && known.ran === ran) return known;
    changed = true;
    return { id: cell.id, language, text: cell.source, ran };
  });
  return changed ? texts : before;
}
