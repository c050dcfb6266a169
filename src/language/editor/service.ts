/** Loads Monaco on demand; nothing of it is in the page's first chunk. */
import type { EditorService } from './types';

/** The text behind an address, after redirects. */
export interface FetchedText {
  readonly url: string;
  readonly text: string;
  /** Lower-case names; `x-typescript-types` is the one that is read. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Null where there is none or it cannot be had now. */
export type FetchText = (url: string) => Promise<FetchedText | null>;

export interface EditorServiceOptions {
  /** The theme of the page at this moment; `setTheme` follows it later. */
  readonly theme: 'light' | 'dark';
  /** How the declarations of imported packages come; from the page's cache where it has them. */
  readonly fetchText: FetchText;
  /** Addresses of CDNs for packages, ending in a slash, first choice first. Asked again for each package. */
  readonly packageCdns: () => readonly string[];
}

export async function loadEditorService(options: EditorServiceOptions): Promise<EditorService> {
  const { createEditorService } = await import('./monaco/editor-service');
  return createEditorService(options);
}
