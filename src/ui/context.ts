import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { SeriesStore } from '../charts/store';
import type { EditorService } from '../language/editor/types';
import type { App, AppState, Session, SessionState } from '../session/types';

/** What the composition root hands to the interface. */
export interface UiServices {
  readonly app: App;
  /** Points of every chart of the open notebook, live ones too. */
  readonly charts: SeriesStore;
  /** Loads Monaco on first call; later calls return the same service. */
  loadEditor(): Promise<EditorService>;
}

export const UiContext = createContext<UiServices | null>(null);
/** The open notebook, for everything below the notebook page. */
export const SessionContext = createContext<Session | null>(null);

export function useServices(): UiServices {
  const services = use(UiContext);
  if (!services) throw new Error('The interface is rendered outside <UiContext>.');
  return services;
}

export function useApp<T>(select: (state: AppState) => T): T {
  return useStore(useServices().app.store, select);
}

export function useOpenSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('A notebook component is rendered outside <SessionContext>.');
  return session;
}

export function useSession<T>(select: (state: SessionState) => T): T {
  return useStore(useOpenSession().shown.store, select);
}
