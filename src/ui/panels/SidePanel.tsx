import Maximize2 from 'lucide-react/icons/maximize-2';
import Minimize2 from 'lucide-react/icons/minimize-2';
import X from 'lucide-react/icons/x';
import type { CSSProperties, JSX } from 'react';
import { lazy, Suspense, useState } from 'react';
import { useSession, useOpenSession } from '../context';
import { cx } from '../controls/cx';
import { IconButton } from '../controls/IconButton';
import { useShell } from '../frame/shell-context';
import type { PanelName } from '../frame/shell';
import { ContentsPanel } from './ContentsPanel';
import { FindPanel } from './FindPanel';
import { FilesPanel } from './FilesPanel';
import { PanelEdge } from './PanelEdge';
import styles from './SidePanel.module.css';

// Lists and charts of trainings are read by those who have made some.
const RunsPanel = lazy(async () => ({ default: (await import('../runs/RunsPanel')).RunsPanel }));

// So is what tfvis draws.
const VisorPanel = lazy(async () => ({ default: (await import('./VisorPanel')).VisorPanel }));

const titles: Readonly<Record<PanelName, string>> = { contents: 'Contents', find: 'Find', runs: 'Runs', visor: 'Visor', files: 'Files' };
/** Pixels, until the reader drags its edge. */
const USUAL_WIDTH = 280;
/** Of drawings. */
const VISOR_WIDTH = 400;

/** The panel that the rail opened: beside the notebook, over it on a narrow page. */
export function SidePanel(): JSX.Element | null {
  const { panel, full, togglePanel } = useShell();
  const { commands } = useOpenSession();
  const isFull = useSession(({ visor }) => visor.isFull);
  const [chosen, setChosen] = useState<{ readonly visor?: number; readonly others?: number }>({});
  if (panel === null) return null;
  const kind = panel === 'visor' ? 'visor' : 'others';
  const usual = kind === 'visor' ? VISOR_WIDTH : USUAL_WIDTH;
  const isWide = panel === 'visor' && isFull;
  const width = chosen[kind] ?? usual;
  const style: CSSProperties & { readonly '--panel-width': string } = { '--panel-width': `${width}px` };
  return (
    <>
      <div
        id="side-panel"
        role="tabpanel"
        aria-labelledby={`tab-${panel}`}
        className={cx(styles.panel, isWide && styles.wide)}
        style={style}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || event.defaultPrevented) return;
          event.preventDefault();
          togglePanel(panel);
          document.getElementById(`tab-${panel}`)?.focus();
        }}
      >
        <div className={styles.header}>
          <h2 className={styles.title}>{titles[panel]}</h2>
          <span>
            {panel === 'visor' ? <IconButton icon={isWide ? Minimize2 : Maximize2} label={isWide ? 'Own width' : 'Full width'} onClick={() => commands.widenVisor(!isWide)} /> : null}
            <IconButton icon={X} label="Close panel" onClick={() => togglePanel(panel)} />
          </span>
        </div>
        {/* The runs at full width lie over their panel. */}
        {panel === 'runs' && full === 'runs' ? null : <PanelContent panel={panel} />}
      </div>
      {isWide ? null : <PanelEdge width={width} usual={usual} onResize={(wanted) => setChosen({ ...chosen, [kind]: wanted })} />}
    </>
  );
}

function PanelContent({ panel }: { readonly panel: PanelName }): JSX.Element {
  switch (panel) {
    case 'contents':
      return <ContentsPanel />;
    case 'find':
      return <FindPanel />;
    case 'runs':
      return (
        <Suspense>
          <RunsPanel />
        </Suspense>
      );
    case 'visor':
      return (
        <Suspense>
          <VisorPanel />
        </Suspense>
      );
    case 'files':
      return <FilesPanel />;
    default:
      return panel satisfies never;
  }
}
