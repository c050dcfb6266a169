import Download from 'lucide-react/icons/download';
import { useEffect, useMemo, useState } from 'react';
import type { JSX } from 'react';
import { isObject } from '../../../base/json';
import { mime } from '../../../base/mime';
import type { KeptItem, TrackedRun } from '../../../session/runs/types';
import { useOpenSession, useSession } from '../../context';
import { IconButton } from '../../controls/IconButton';
import { useShell } from '../../frame/shell-context';
import { OutputView } from '../../outputs/OutputView';
import { RunName } from '../RunName';
import { useRuns } from '../state/use-runs';
import { isFile, itemAt, mediaSeries } from './steps';
import type { MediaSeries } from './steps';
import styles from './MediaTab.module.css';

interface Props {
  readonly runs: readonly TrackedRun[];
  readonly colours: ReadonlyMap<string, number>;
}

interface Kept {
  readonly run: TrackedRun;
  readonly items: readonly KeptItem[];
}

/** Pictures, tables and files that the runs on show kept, step by step. */
export function MediaTab({ runs, colours }: Props): JSX.Element {
  const all = useItems(runs);
  const series = useMemo(() => mediaSeries(all.map(({ items }) => items)), [all]);
  const files = all.flatMap(({ run, items }) => items.filter(({ type }) => isFile(type)).map((item) => ({ run, item })));
  if (series.length === 0 && files.length === 0) {
    return (
      <p className={styles.empty}>
        These runs kept nothing beside their numbers. <code>train.run.image(name, tensor)</code>, <code>.histogram</code>, <code>.confusionMatrix</code>, <code>.table</code> and{' '}
        <code>.file</code> do.
      </p>
    );
  }
  return (
    <div>
      {series.map((one) => (
        <Series key={one.name} series={one} all={all} colours={colours} />
      ))}
      {files.length === 0 ? null : (
        <section aria-label="Files and checkpoints">
          <h3 className={styles.heading}>Files and checkpoints</h3>
          <ul className={styles.files}>
            {files.map(({ run, item }, at) => (
              <FileLine key={at} run={run} item={item} colours={colours} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** All that the runs keep, whole: the list of runs leaves large ones out. */
function useItems(shown: readonly TrackedRun[]): readonly Kept[] {
  const runs = useRuns();
  const [read, setRead] = useState<ReadonlyMap<string, { readonly of: readonly KeptItem[]; readonly items: readonly KeptItem[] }>>(new Map());
  useEffect(() => {
    let current = true;
    for (const { id, items: listed } of shown) {
      if (listed.length === 0 || read.get(id)?.of === listed) continue;
      runs.items(id).then(
        (items) => current && setRead((before) => new Map(before).set(id, { of: listed, items })),
        // Of a run that was deleted meanwhile there is nothing to show.
        () => undefined,
      );
    }
    return () => {
      current = false;
    };
  }, [runs, shown, read]);
  return useMemo(() => shown.map((run) => ({ run, items: read.get(run.id)?.items ?? [] })), [shown, read]);
}

interface SeriesProps {
  readonly series: MediaSeries;
  readonly all: readonly Kept[];
  readonly colours: ReadonlyMap<string, number>;
}

function Series({ series, all, colours }: SeriesProps): JSX.Element {
  const { name, steps } = series;
  const [chosen, setChosen] = useState<number | null>(null);
  const at = Math.min(chosen ?? steps.length - 1, steps.length - 1);
  const step = steps[at] ?? 0;
  const shown = all.filter(({ items }) => items.some((item) => item.name === name && !isFile(item.type)));
  return (
    <section className={styles.series} aria-label={name}>
      <h3 className={styles.heading}>
        {name}
        {steps.length < 2 ? (
          <span className={styles.step}>step {step.toLocaleString('en-US')}</span>
        ) : (
          <label className={styles.step}>
            <span className="visually-hidden">Step of {name}</span>
            <input type="range" min={0} max={steps.length - 1} value={at} aria-valuetext={`step ${step}`} onChange={(event) => setChosen(event.currentTarget.valueAsNumber)} />
            <output>step {step.toLocaleString('en-US')}</output>
          </label>
        )}
      </h3>
      <div className={styles.items}>
        {shown.map(({ run, items }) => {
          const item = itemAt(items, name, step);
          return (
            <figure key={run.id} className={styles.item}>
              <figcaption>
                <RunName run={run} colours={colours} />
                {item && item.step !== step ? <span> step {item.step.toLocaleString('en-US')}</span> : null}
              </figcaption>
              {item ? <Shown item={item} label={`${name} of ${run.name}, step ${item.step}`} /> : <p className={styles.none}>Nothing by this step.</p>}
            </figure>
          );
        })}
      </div>
    </section>
  );
}

function Shown({ item, label }: { readonly item: KeptItem; readonly label: string }): JSX.Element {
  // What a run kept may be of a notebook that nobody has vouched for here.
  const output = useMemo(() => ({ type: 'display' as const, data: item.data, metadata: {} }), [item.data]);
  return <OutputView output={output} label={label} trusted={false} live={false} />;
}

function FileLine({ run, item, colours }: { readonly run: TrackedRun; readonly item: KeptItem; readonly colours: ReadonlyMap<string, number> }): JSX.Element {
  const { commands } = useOpenSession();
  const { saveFile } = useShell();
  const here = useSession((state) => state.id === run.notebook.id);
  const path = pathOf(item);
  const download = async (): Promise<void> => {
    const blob = path === null ? null : await commands.readFile(path);
    if (blob) saveFile(item.name.split('/').at(-1) ?? item.name, blob);
    else commands.notify({ tone: 'warning', text: `${item.name} is no longer among the files of the notebook`, remedy: 'It was deleted or replaced since.' });
  };
  return (
    <li className={styles.file}>
      <RunName run={run} colours={colours} />
      <span className={styles.fileName}>{item.name}</span>
      <span className={styles.none}>
        {item.type}, step {item.step.toLocaleString('en-US')}
      </span>
      {item.type === 'file' && here && path !== null ? <IconButton icon={Download} label={`Download ${item.name}`} onClick={() => void download()} /> : null}
    </li>
  );
}

function pathOf({ data }: KeptItem): string | null {
  const value = data[mime.json];
  return isObject(value) && typeof value['path'] === 'string' ? value['path'] : typeof value === 'string' ? value : null;
}
