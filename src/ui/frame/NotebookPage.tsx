import { lazy, Suspense, useEffect } from 'react';
import type { JSX } from 'react';
import { trainingNow, trainingTitle } from '../../session/durable/training-now';
import { useOpenSession, useSession } from '../context';
import { RevealProvider } from '../notebook/RevealProvider';
import { SidePanel } from '../panels/SidePanel';
import { ResumeBanner } from '../durable/ResumeBanner';
import { CopyBanner } from './CopyBanner';
import { KernelBanner } from './KernelBanner';
import { MenuRow } from './MenuRow';
import styles from './NotebookPage.module.css';
import { Rail } from './Rail';
import { useShell } from './shell-context';
import { StatusBar } from './StatusBar';
import { TopBar } from './TopBar';
import { useCalmKernel } from './use-calm-kernel';
import { useVisor } from './use-visor';

// Apart from the start page, which is read first and needs none of this.
const NotebookView = lazy(async () => ({ default: (await import('../notebook/NotebookView')).NotebookView }));
const RunsView = lazy(async () => ({ default: (await import('../runs/RunsView')).RunsView }));

/** The open notebook with everything around it. */
export function NotebookPage(): JSX.Element {
  const name = useSession((state) => state.name);
  const { full, showFull } = useShell();
  useEffect(() => () => showFull(null), [showFull]);
  useVisor();
  const running = useCalmKernel().phase === 'busy';
  const training = useSession((state) => {
    const now = trainingNow(state);
    return now && trainingTitle(now, state.name);
  });
  useEffect(() => {
    document.title = training ?? `${running ? '● ' : ''}${name} – Gradbook`;
  }, [name, running, training]);
  const { store } = useOpenSession();
  useEffect(() => {
    let end: (() => void) | null = null;
    let isOver = false;
    void import('../durable/training-tab').then(({ watchTrainingTab }) => {
      if (!isOver) end = watchTrainingTab(store);
    });
    return () => {
      isOver = true;
      end?.();
    };
  }, [store]);

  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <h1 className="visually-hidden">{name}</h1>
        <TopBar />
        <MenuRow />
        <CopyBanner />
        <KernelBanner />
        <ResumeBanner />
      </header>
      <RevealProvider>
        <div className={styles.middle}>
          <aside className={styles.side} aria-label="Side panels" inert={full !== null}>
            <Rail />
            <SidePanel />
          </aside>
          {/* Kept as it is behind what takes its place: editors and outputs are dear to make. */}
          <main className={styles.notebook} aria-label="Notebook" inert={full !== null}>
            <Suspense fallback={<NotebookSkeleton />}>
              <NotebookView />
            </Suspense>
          </main>
          {full === 'runs' ? (
            <Suspense>
              <RunsView />
            </Suspense>
          ) : null}
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
