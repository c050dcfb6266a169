import ChartSpline from 'lucide-react/icons/chart-spline';
import Folder from 'lucide-react/icons/folder';
import GalleryVerticalEnd from 'lucide-react/icons/gallery-vertical-end';
import Search from 'lucide-react/icons/search';
import TableOfContents from 'lucide-react/icons/table-of-contents';
import type { LucideIcon } from 'lucide-react';
import { useRef } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import { Icon } from '../controls/Icon';
import { Tip } from '../controls/Tip';
import styles from './Rail.module.css';
import type { PanelName } from './shell';
import { useShell } from './shell-context';
import { useHasVisor } from './use-visor';

interface Tab {
  readonly name: PanelName;
  readonly title: string;
  readonly icon: LucideIcon;
}
const allTabs: readonly Tab[] = [
  { name: 'contents', title: 'Contents', icon: TableOfContents },
  { name: 'find', title: 'Find', icon: Search },
  { name: 'runs', title: 'Runs', icon: ChartSpline },
  { name: 'visor', title: 'Visor', icon: GalleryVerticalEnd },
  { name: 'files', title: 'Files', icon: Folder },
];

/** One tab for each side panel; the open one closes when pressed again. */
export function Rail(): JSX.Element {
  const { panel, togglePanel } = useShell();
  const hasVisor = useHasVisor();
  const tabs = allTabs.filter(({ name }) => name !== 'visor' || hasVisor);
  const rail = useRef<HTMLDivElement>(null);
  const reached = tabs.find(({ name }) => name === panel)?.name ?? tabs[0]?.name;

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const buttons = [...(rail.current?.querySelectorAll<HTMLElement>('[role="tab"]') ?? [])];
    const at = buttons.findIndex((button) => button === document.activeElement);
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };

  return (
    <div ref={rail} className={styles.rail} role="tablist" aria-label="Panels" aria-orientation="vertical" onKeyDown={onKeyDown}>
      {tabs.map(({ name, title, icon }) => (
        <Tip key={name} text={title} side="right">
          <button
            type="button"
            role="tab"
            id={`tab-${name}`}
            className={styles.tab}
            aria-label={title}
            aria-selected={panel === name}
            aria-controls={panel === name ? 'side-panel' : undefined}
            tabIndex={name === reached ? 0 : -1}
            onClick={() => togglePanel(name)}
          >
            <Icon of={icon} />
          </button>
        </Tip>
      ))}
    </div>
  );
}
