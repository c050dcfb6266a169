import { memo, useId } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import type { TrackedRun } from '../../session/runs/types';
import { ChartsTab } from './charts/ChartsTab';
import { CompareTab } from './compare/CompareTab';
import { DetailsTab } from './compare/DetailsTab';
import { SettingsTab } from './explore/SettingsTab';
import { MediaTab } from './media/MediaTab';
import { useChoice, useChoose } from './state/choice';
import type { RunsTab } from './state/choice';
import type { ShownRuns } from './state/use-runs';
import styles from './DetailPane.module.css';

const tabs: readonly { readonly tab: RunsTab; readonly title: string }[] = [
  { tab: 'charts', title: 'Charts' },
  { tab: 'compare', title: 'Compare' },
  { tab: 'settings', title: 'Settings' },
  { tab: 'media', title: 'Media' },
  { tab: 'details', title: 'Details' },
];

interface Props {
  readonly shown: ShownRuns;
  readonly listed: readonly TrackedRun[];
}

/** What the runs on show look like, beside the table. */
export const DetailPane = memo(function DetailPane({ shown, listed }: Props): JSX.Element {
  const id = useId();
  const tab = useChoice((choice) => choice.tab);
  const choose = useChoose();
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = tabs.findIndex((each) => each.tab === tab);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    choose({ tab: next.tab });
    document.getElementById(`${id}-${next.tab}`)?.focus();
  };
  return (
    <div className={styles.pane}>
      <div className={styles.tabs} role="tablist" aria-label="Views of the runs" onKeyDown={onKeyDown}>
        {tabs.map(({ tab: name, title }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={tab === name}
            aria-controls={tab === name ? `${id}-panel` : undefined}
            tabIndex={tab === name ? 0 : -1}
            onClick={() => choose({ tab: name })}
          >
            {title}
          </button>
        ))}
      </div>
      <div className={styles.panel} role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`} tabIndex={0}>
        {shown.left > 0 ? <p className={styles.note}>{shown.left} of the chosen runs are left out of these views: more than {shown.runs.length} at once cannot be told apart.</p> : null}
        <Content tab={tab} shown={shown} listed={listed} />
      </div>
    </div>
  );
});

function Content({ tab, shown, listed }: Props & { readonly tab: RunsTab }): JSX.Element {
  if (listed.length === 0) return <p className={styles.empty}>Curves, settings and what runs keep are shown here.</p>;
  switch (tab) {
    case 'charts':
      return <ChartsTab runs={shown.runs} colours={shown.colours} />;
    case 'compare':
      return <CompareTab runs={shown.runs} colours={shown.colours} />;
    case 'settings':
      return <SettingsTab listed={listed} shown={shown} />;
    case 'media':
      return <MediaTab runs={shown.runs} colours={shown.colours} />;
    case 'details':
      return <DetailsTab shown={shown} listed={listed} />;
    default:
      return tab satisfies never;
  }
}
