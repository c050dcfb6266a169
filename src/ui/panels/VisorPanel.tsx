import GalleryVerticalEnd from 'lucide-react/icons/gallery-vertical-end';
import { useId, useMemo } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import type { VisorSurface } from '../../session/visor';
import type { Output } from '../../notebook/types';
import { useOpenSession, useSession } from '../context';
import { OutputView } from '../outputs/OutputView';
import { EmptyPanel } from './EmptyPanel';
import styles from './VisorPanel.module.css';

/** What cells draw in surfaces of tfvis, by tab: each surface once, with what was last drawn in it. */
export function VisorPanel(): JSX.Element {
  const id = useId();
  const { commands } = useOpenSession();
  const { surfaces, tab: wanted, cleared } = useSession((state) => state.visor);
  const tabs = [...new Set(surfaces.map(({ tab }) => tab))];
  const tab = tabs.find((name) => name === wanted) ?? tabs[0];

  if (tab === undefined) {
    return cleared ? (
      <EmptyPanel icon={GalleryVerticalEnd} title="Surfaces ended with their kernel" text="Run the cells that draw them again. What they drew is still in the cells’ outputs." />
    ) : (
      <EmptyPanel icon={GalleryVerticalEnd} title="Nothing drawn yet" text="What cells draw with tfvis.render and tfvis.show appears here, beside their outputs." />
    );
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = tabs.indexOf(tab);
    const to = { ArrowRight: (at + 1) % tabs.length, ArrowLeft: (at - 1 + tabs.length) % tabs.length, Home: 0, End: tabs.length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs[to];
    if (to === undefined || next === undefined) return;
    event.preventDefault();
    commands.showVisorTab(next);
    document.getElementById(`${id}-${to}`)?.focus();
  };
  const shown = surfaces.filter((surface) => surface.tab === tab);
  return (
    <>
      {tabs.length > 1 ? (
        <div className={styles.tabs} role="tablist" aria-label="Tabs of the visor" onKeyDown={onKeyDown}>
          {tabs.map((name, index) => (
            <button
              key={name}
              type="button"
              role="tab"
              id={`${id}-${index}`}
              aria-selected={name === tab}
              aria-controls={name === tab ? `${id}-panel` : undefined}
              tabIndex={name === tab ? 0 : -1}
              onClick={() => commands.showVisorTab(name)}
            >
              {name}
            </button>
          ))}
        </div>
      ) : null}
      <div
        className={styles.surfaces}
        id={`${id}-panel`}
        tabIndex={0}
        {...(tabs.length > 1 ? { role: 'tabpanel', 'aria-labelledby': `${id}-${tabs.indexOf(tab)}` } : { role: 'group', 'aria-label': tab })}
      >
        {shown.map((surface) => (
          <Surface key={surface.name} surface={surface} />
        ))}
      </div>
    </>
  );
}

/** Drawings carry their own titles. */
function Surface({ surface: { name, parts, styles: wanted } }: { readonly surface: VisorSurface }): JSX.Element {
  const drawn = parts.flatMap(({ part, shown }) => (shown === null ? [] : [{ part, shown }]));
  return (
    <div role="group" aria-label={name} className={styles.surface} style={wanted === undefined ? undefined : { ...wanted, overflow: 'auto' }}>
      {drawn.length === 0 ? (
        <p className={styles.blank}>{name}: nothing drawn yet</p>
      ) : (
        drawn.map(({ part, shown }, index) => <Part key={part} shown={shown} label={drawn.length === 1 ? `Surface ${name}` : `Surface ${name}, ${index + 1} of ${drawn.length}`} />)
      )}
    </div>
  );
}

function Part({ shown, label }: { readonly shown: NonNullable<VisorSurface['parts'][number]['shown']>; readonly label: string }): JSX.Element {
  const output = useMemo<Output>(() => ({ type: 'display', data: shown.data, metadata: shown.metadata }), [shown]);
  // A cell that was run here drew it.
  return <OutputView output={output} label={label} trusted live={false} />;
}
