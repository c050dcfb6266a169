/** What the page's frame can do for commands and components: dialogs, panels, files in and out. */

export type PanelName = 'contents' | 'find' | 'runs' | 'visor' | 'files';
/** What can take the notebook's place, at the page's full width. */
export type FullView = 'runs';

export interface ConfirmRequest {
  readonly title: string;
  readonly text: string;
  /** The verb on the button. */
  readonly action: string;
  readonly tone: 'accent' | 'danger';
  onConfirm(): void | Promise<void>;
}

/** The dialog on show. */
export type DialogRequest =
  | { readonly kind: 'open' }
  | { readonly kind: 'share' }
  | { readonly kind: 'runtime' }
  | { readonly kind: 'checkpoints' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'about' }
  | { readonly kind: 'confirm'; readonly request: ConfirmRequest };

export interface Shell {
  openDialog(dialog: Exclude<DialogRequest, { readonly kind: 'confirm' }>): void;
  confirm(request: ConfirmRequest): void;
  togglePanel(panel: PanelName): void;
  openPanel(panel: PanelName): void;
  /** Nothing where another panel is open, or none. */
  closePanel(panel: PanelName): void;
  /** Null gives the place back to the notebook. */
  showFull(view: FullView | null): void;
  toggleFull(view: FullView): void;
  /** Puts the caret into the file name of the top bar. */
  startRename(): void;
  /** The reader's choice from the system's file dialog; empty when cancelled. */
  pickFiles(options: { readonly accept?: string; readonly multiple: boolean }): Promise<readonly File[]>;
  saveFile(name: string, content: Blob): void;
}
