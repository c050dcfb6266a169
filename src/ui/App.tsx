import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './theme.css';
import './global.css';
import { lazy, Suspense, useEffect } from 'react';
import type { JSX } from 'react';
import { useKeys } from './commands/use-commands';
import { SessionContext, useApp } from './context';
import { TipLayer } from './controls/TipLayer';
import { DropTarget } from './frame/DropTarget';
import { OpeningPage } from './frame/OpeningPage';
import { ShellProvider } from './frame/ShellProvider';
import { Toasts } from './frame/Toasts';
import { useSettledInput } from './frame/use-settled-input';
import { useTheme } from './frame/use-theme';
import { StartPage } from './start/StartPage';

// Apart from the start page, which is read first and needs none of this.
const NotebookPage = lazy(async () => ({ default: (await import('./frame/NotebookPage')).NotebookPage }));

/** The whole page. Needs <UiContext> around it. */
export function App(): JSX.Element {
  useTheme();
  const session = useApp((state) => state.session);
  return (
    <SessionContext value={session}>
      <ShellProvider>
        <Page />
        <Toasts />
      </ShellProvider>
      <TipLayer />
    </SessionContext>
  );
}

function Page(): JSX.Element {
  // Hears a key before the commands do.
  useSettledInput();
  useKeys();
  const route = useApp((state) => state.route);
  const session = useApp((state) => state.session);
  useEffect(() => {
    if (route.page !== 'notebook') document.title = 'Gradbook';
  }, [route]);
  switch (route.page) {
    case 'start':
      return (
        <DropTarget>
          <StartPage />
        </DropTarget>
      );
    case 'notebook':
      if (!session) return <OpeningPage what="the notebook" />;
      return (
        <DropTarget>
          <Suspense fallback={<OpeningPage what="the notebook" />}>
            <NotebookPage key={session.store.getState().id} />
          </Suspense>
        </DropTarget>
      );
    case 'opening':
      return <OpeningPage what={route.what} />;
    default:
      return route satisfies never;
  }
}
