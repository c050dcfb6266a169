import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import type { JSX, ReactNode } from 'react';
import { pickFiles, saveFile } from './files-in-out';
import { ShellContext } from './shell-context';
import type { ShellView } from './shell-context';
import type { DialogRequest, FullView, PanelName } from './shell';

// Loaded with the first dialog that opens.
const Dialogs = lazy(async () => ({ default: (await import('../dialogs/Dialogs')).Dialogs }));

/** Holds which dialog and panel are open, and shows the dialog. */
export function ShellProvider({ children }: { readonly children: ReactNode }): JSX.Element {
  const [dialog, setDialog] = useState<DialogRequest | null>(null);
  const [panel, setPanel] = useState<PanelName | null>(null);
  const [full, setFull] = useState<FullView | null>(null);
  const [renaming, setRenaming] = useState(false);

  // The same function throughout, as effects depend on it.
  const closePanel = useCallback((name: PanelName) => setPanel((open) => (open === name ? null : open)), []);
  const shell = useMemo<ShellView>(
    () => ({
      panel,
      full,
      renaming,
      openDialog: setDialog,
      confirm: (request) => setDialog({ kind: 'confirm', request }),
      togglePanel: (name) => setPanel((open) => (open === name ? null : name)),
      openPanel: setPanel,
      closePanel,
      showFull: setFull,
      toggleFull: (view) => setFull((shown) => (shown === view ? null : view)),
      startRename: () => setRenaming(true),
      endRename: () => setRenaming(false),
      pickFiles,
      saveFile,
    }),
    [panel, full, renaming, closePanel],
  );

  return (
    <ShellContext value={shell}>
      {children}
      <Suspense>{dialog ? <Dialogs dialog={dialog} onClose={() => setDialog(null)} /> : null}</Suspense>
    </ShellContext>
  );
}
