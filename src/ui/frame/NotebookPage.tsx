import { lazy, Suspense, useEffect } from 'react';
import type { JSX } from 'react';
import { useSession } from '../context';
import { RevealProvider } from '../notebook/RevealProvider';
import { SidePanel } from '../panels/SidePanel';
import { CopyBanner } from './CopyBanner';
import { KernelBanner } from './KernelBanner';
import { MenuRow } from './MenuRow';
import styles from './NotebookPage.module.css';
import { Rail } from './Rail';
import { StatusBar } from './StatusBar';
import { TopBar } from './TopBar';
import { useCalmKernel } from './use-calm-kernel';

// Apart from the start page, which is read first and needs none of this.
const NotebookView = lazy(async () => ({ default: (await import('../notebook/NotebookView')).NotebookView }));

/** The open notebook with everything around it. */
export function NotebookPage(): JSX.Element {
  const name = useSession((state) => state.name);
  const running = useCalmKernel().phase === 'busy';
  useEffect(() => {
    document.title = `${running ? '● ' : ''}${name} – Gradbook`;
  }, [name, running]);

  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <h1 className="visually-hidden">{name}</h1>
        <TopBar />
        <MenuRow />
        <CopyBanner />
        <KernelBanner />
      </header>
      <RevealProvider>
        <div className={styles.middle}>
          <aside className={styles.side} aria-label="Side panels">
            <Rail />
            <SidePanel />
          </aside>
          <main className={styles.notebook} aria-label="Notebook">
            <Suspense fallback={<NotebookSkeleton />}>
              <NotebookView />
            </Suspense>
          </main>
        </div>
      </RevealProvider>
      <StatusBar />
    </div>
  );
}

function NotebookSkeleton(): JSX.Element {
  return (
    <div className={styles.skeleton} role="status" aria-label="Loading the notebook">
      <span />
      <span />
      <span />
    </div>
  );
}
