/** Loads Monaco on demand; nothing of it is in the page's first chunk. */
import type { EditorService } from './types';

export interface EditorServiceOptions {
  /** The theme of the page at this moment; `setTheme` follows it later. */
  readonly theme: 'light' | 'dark';
}

export async function loadEditorService(options: EditorServiceOptions): Promise<EditorService> {
  const { createEditorService } = await import('./monaco/editor-service');
  return createEditorService(options);
}
