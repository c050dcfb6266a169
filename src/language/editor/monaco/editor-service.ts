/** Monaco as the page uses it. */
import libraryTypesUrl from 'virtual:library-types';
import type { CellPlace } from '../language-api';
import type { EditorServiceOptions } from '../service';
import { spawnTextWorker, spawnTypesWorker } from '../spawn';
import type { EditorService, NotebookCellText } from '../types';
import { AttachedEditor } from './attached-editor';
import { registerCellKeys } from './cell-keys';
import { CellRewriter } from './cell-rewriter';
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
  let { theme } = options;
  applyTheme(theme);
  matchMedia('(forced-colors: active)').addEventListener('change', () => applyTheme(theme));

  const client: LanguageClient = new LanguageClient(spawnTypesWorker, {
    libraryTypesUrl,
    fetchText: options.fetchText,
    onTypesArrived: () => problems.checkSoon(null),
  });
  const problems = new ProblemMarkers(client);
  const distantEdits = new Set<(cellId: string, text: string) => void>();
  const models = new CellModels({
    onText(uri, text) {
      client.setText(uri, text);
      problems.checkSoon(uri);
    },
    onDistantEdit: (cellId, text) => distantEdits.forEach((listener) => listener(cellId, text)),
  });
  const attached = new Map<editor.ICodeEditor, AttachedEditor>();
  const rewriter = new CellRewriter(client, models, attached);
  let shapes: Readonly<Record<string, string>> = {};
  registerProviders(client, models, (name) => (Object.hasOwn(shapes, name) ? shapes[name] : undefined));
  registerCellKeys((focused, command) => attached.get(focused)?.command(command));
  registerOpener(attached);
  await codeFont();

  return {
    setCells(cells) {
      models.setCells(cells);
      client.setCells(cells.filter((cell) => cell.language === 'typescript').map((cell) => placeOf(cell, models.textOf(cell))));
      problems.checkSoon(null);
    },
    attach(element, cell, label, handlers) {
      const view: AttachedEditor = new AttachedEditor(models, element, cell, label, handlers, () => attached.delete(view.codeEditor));
      attached.set(view.codeEditor, view);
      problems.checkSoon(null);
      return view;
    },
    onDistantEdit(listener) {
      distantEdits.add(listener);
      return () => distantEdits.delete(listener);
    },
    setShapes(changed) {
      shapes = changed;
    },
    setFetching(allowed) {
      void client.ask('setPackageCdns', allowed ? options.packageCdns() : []);
    },
    rewrite: (cellId, rewrite) => rewriter.rewrite(cellId, rewrite),
    colorize: highlight,
    setTheme(changed) {
      theme = changed;
      applyTheme(theme);
    },
  };
}

const placeOf = ({ id, language, ran }: NotebookCellText, text: string): CellPlace & { readonly text: string } => ({
  uri: uriOfCell(id, language).toString(),
  text,
  ...(ran !== undefined && { ran }),
});

/** Monaco measures characters once; a font that arrived later would leave the caret beside the text. */
async function codeFont(): Promise<void> {
  const family = getComputedStyle(document.documentElement).getPropertyValue('--font-code').trim() || 'monospace';
  // A font that does not come leaves its fallback, which is measured instead.
  await document.fonts.load(`13px ${family}`).catch(() => []);
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
