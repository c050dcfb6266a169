import { createContext, use } from 'react';
import type { FullView, PanelName, Shell } from './shell';

/** The shell, and what of its state components show. */
export interface ShellView extends Shell {
  readonly panel: PanelName | null;
  readonly full: FullView | null;
  readonly renaming: boolean;
  endRename(): void;
}

export const ShellContext = createContext<ShellView | null>(null);

export function useShell(): ShellView {
  const shell = use(ShellContext);
  if (!shell) throw new Error('A component of the frame is rendered outside <ShellProvider>.');
  return shell;
}
