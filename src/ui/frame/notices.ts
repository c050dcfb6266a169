import type { Notice } from '../../session/types';
import { useMemo, useSyncExternalStore } from 'react';
import { useApp, useServices } from '../context';

export interface PageNotice extends Notice {
  dismiss(): void;
}

const none: readonly Notice[] = [];
const noSubscription = () => () => undefined;

/** The notices of the page and of the open notebook, oldest first. */
export function useNotices(): readonly PageNotice[] {
  const { app } = useServices();
  const ofPage = useApp((state) => state.notices);
  const session = useApp((state) => state.session);
  const ofNotebook = useSyncExternalStore(session?.store.subscribe ?? noSubscription, () => session?.store.getState().notices ?? none);
  return useMemo(
    () => [
      ...ofPage.map((notice) => ({ ...notice, dismiss: () => app.commands.dismiss(notice.id) })),
      ...ofNotebook.map((notice) => ({ ...notice, dismiss: () => session?.commands.dismiss(notice.id) })),
    ],
    [app, session, ofPage, ofNotebook],
  );
}
