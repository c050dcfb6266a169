/** Monaco as the page uses it. */
import libraryTypesUrl from 'virtual:library-types';
import type { EditorServiceOptions } from '../service';
import { spawnTextWorker, spawnTypesWorker } from '../spawn';
import type { CellEditor, EditorHandlers, EditorService, NotebookCellText } from '../types';
import { AttachedEditor } from './attached-editor';
import { registerCellKeys } from './cell-keys';
import { cellOfUri, CellModels, uriOfCell } from './cell-models';
import { highlight } from './highlight';
import { LanguageClient } from './language-client';
import { editor } from './monaco';
import { ProblemMarkers } from './problems';
import { registerProviders } from './providers';
import { registerScriptLanguages } from './script-languages';
import { applyTheme } from './theme';

/** Monaco is one for the page, so this is called once. */
export async function createEditorService(options: EditorServiceOptions): Promise<EditorService> {
  globalThis.MonacoEnvironment = { getWorker: () => spawnTextWorker() };
  registerScriptLanguages();
  applyTheme(options.theme);

  const models = new CellModels();
  const attached = new Map<editor.ICodeEditor, AttachedEditor>();
  const client = new LanguageClient(spawnTypesWorker, { libraryTypesUrl });
  const problems = new ProblemMarkers(client);
  registerProviders(client);
  registerCellKeys((focused, command) => attached.get(focused)?.command(command));
  registerOpener(attached);
  await codeFont();

  let order = '';
  return {
    setCells(cells) {
      models.setCells(cells);
      const scripts = cells.filter((cell) => cell.language === 'typescript');
      const key = scripts.map((cell) => `${cell.id}:${cell.ran ?? ''}`).join();
      if (key === order) return;
      order = key;
      void announce(client, scripts);
      problems.watch(scripts.map((cell) => editor.getModel(uriOfCell(cell.id, cell.language))).filter((model) => model !== null));
    },
    attach(element, cell, label, handlers) {
      const view = attach(models, attached, element, cell, label, handlers);
      attached.set(view.codeEditor, view);
      return view;
    },
    colorize: highlight,
    setTheme: (theme) => applyTheme(theme),
  };
}

/** Monaco measures characters once; a font that arrived later would leave the caret beside the text. */
async function codeFont(): Promise<void> {
  const family = getComputedStyle(document.documentElement).getPropertyValue('--font-code').trim() || 'monospace';
  // A font that does not come leaves its fallback, which is measured instead.
  await document.fonts.load(`13px ${family}`).catch(() => []);
}

async function announce(client: LanguageClient, cells: readonly NotebookCellText[]): Promise<void> {
  const uris = cells.map((cell) => uriOfCell(cell.id, cell.language));
  const api = await client.with(uris);
  await api?.setCells(cells.map((cell, index) => ({ uri: String(uris[index]), ...(cell.ran !== undefined && { ran: cell.ran }) })));
}

function attach(
  models: CellModels,
  attached: Map<editor.ICodeEditor, AttachedEditor>,
  element: HTMLElement,
  cell: NotebookCellText,
  label: string,
  handlers: EditorHandlers,
): CellEditor & AttachedEditor {
  const view: AttachedEditor = new AttachedEditor(element, models.attach(cell), cell.language, label, handlers, (model) => {
    attached.delete(view.codeEditor);
    models.release(model);
  });
  return view;
}

/** Follows a definition into another cell: into its editor if it has one, else by asking the page to show it. */
function registerOpener(attached: ReadonlyMap<editor.ICodeEditor, AttachedEditor>): void {
  editor.registerEditorOpener({
    openCodeEditor(source, resource, target) {
      const at = !target ? { lineNumber: 1, column: 1 } : 'lineNumber' in target ? target : { lineNumber: target.startLineNumber, column: target.startColumn };
      const open = [...attached.values()].find((view) => view.model.uri.toString() === resource.toString());
      if (open) {
        open.revealPosition(at.lineNumber, at.column);
        open.focus();
        return true;
      }
      const cellId = cellOfUri(resource);
      if (cellId === null) return false;
      attached.get(source)?.openCell(cellId, at);
      return true;
    },
  });
}
