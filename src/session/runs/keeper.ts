/**
 * Keeps the tracked runs: those of this page as they train, those of other tabs as they tell of them, and all
 * earlier ones from disk. A run is written by one page only, at most about once a second.
 */
import type { StoreApi } from 'zustand/vanilla';
import { newId } from '../../base/ids';
import type { MetricBatch, TrackChange } from '../../protocol/tracking';
import type { RunStore, StoredRun } from '../../storage/runs/store';
import { openRunStore } from '../../storage/runs/opfs-store';
import { joinSeries } from '../../storage/runs/columns';
import { summaryWith } from '../../storage/runs/summary';
import type { MetricSeries, RunEdit, TrackedRun } from '../../storage/runs/types';
import type { Notice } from '../types';
import { begunRun, changedRun, listedItem, resumedRun, type RunOrigin } from './change';
import { removeCheckpoints } from './checkpoints';
import type { RunIntake, RunsEnvironment, TrackedEvent } from './environment';
import { LiveRun } from './live';
import { uniqueName } from './names';
import { heldOnDisk, pastInMemory, pastOnDisk, summariesOf } from './past';
import { SeriesCache } from './series-cache';
import { createTabs } from './tabs';
import type { Runs, RunsState } from './types';

export type RunKeeper = RunIntake & Pick<Runs, 'series' | 'items' | 'edit' | 'remove' | 'add' | 'adopt'>;

/** Between two writes of what a run learns, in milliseconds. */
const WRITE_WAIT = 1000;
/** Bytes of points of ended runs that stay in memory. */
const ENDED_BYTES = 64 * 2 ** 20;

export async function openKeeper(env: RunsEnvironment, store: StoreApi<RunsState>, notify: (notice: Omit<Notice, 'id'>) => void, helper: Runs['helper']): Promise<RunKeeper> {
  const page = `gradbook-runs-${newId()}`;
  const root = await env.filesRoot();
  const disk: RunStore | null = root && (await openRunStore(root).catch(() => null));
  const runs = new Map<string, TrackedRun>();
  /** Those that this page made, in the order of their beginnings. */
  const lives = new Map<string, LiveRun>();
  const removed = new Set<string>();
  const cache = new SeriesCache(ENDED_BYTES);
  let toldOfMemory = false;
  let toldOfFailure = false;

  // Views hear of changes at most once a frame.
  const moved = new Set<string>();
  let publishing = false;
  const publish = (): void => {
    publishing = false;
    const { pointsOf } = store.getState();
    const counted = moved.size === 0 ? pointsOf : { ...pointsOf, ...Object.fromEntries([...moved].map((id) => [id, (pointsOf[id] ?? 0) + 1])) };
    moved.clear();
    store.setState({ runs: [...runs.values()].sort((a, b) => b.startedAt - a.startedAt), pointsOf: counted });
  };
  const changed = (runId?: string): void => {
    if (runId !== undefined) moved.add(runId);
    if (publishing) return;
    publishing = true;
    env.nextFrame(publish);
  };

  // One thing after the other on the disk.
  let disking: Promise<unknown> = Promise.resolve();
  const onDisk = <T>(work: (disk: RunStore) => Promise<T>): Promise<T | null> => {
    if (disk === null) return Promise.resolve(null);
    const done = disking.then(() => work(disk));
    disking = done.catch(() => undefined);
    return done;
  };

  let writeTimer: ReturnType<typeof setTimeout> | undefined;
  let wroteAt = 0;
  const writeSoon = (wait = WRITE_WAIT): void => {
    if (disk === null) return;
    // Asked of the clock as well: timers of hidden tabs may wait a minute.
    if (env.now() - wroteAt >= WRITE_WAIT || wait === 0) return void write();
    writeTimer ??= setTimeout(write, wait);
  };
  const write = (): void => {
    clearTimeout(writeTimer);
    writeTimer = undefined;
    wroteAt = env.now();
    void onDisk(async (place) => {
      for (const live of lives.values()) if (!live.isWritten && !removed.has(live.run.id)) await writeRun(place, live);
      forgetOld();
    }).catch(tellFailure);
  };
  const tellFailure = (cause: unknown): void => {
    if (toldOfFailure) return;
    toldOfFailure = true;
    notify({ tone: 'warning', text: `Runs could not be stored: ${cause instanceof Error ? cause.message : String(cause)}`, remedy: 'They stay while this page is open. Delete old runs, notebooks or files if the storage is full.' });
  };
  const writeRun = async (place: RunStore, live: LiveRun): Promise<void> => {
    const { points, items, confirmPoints, confirmItems } = live.unwritten();
    const { id } = live.run;
    if (points.length > 0) await place.appendPoints(id, points);
    confirmPoints();
    if (items.length > 0) await place.appendItems(id, items);
    confirmItems();
    if (live.headChanged) {
      // As it is now: more may have come while the points were written.
      const { run } = live;
      live.headChanged = false;
      try {
        await place.writeHead({ run, owner: run.status === 'running' ? page : null, seenAt: env.now() });
      } catch (cause) {
        live.headChanged = true;
        throw cause;
      }
    }
    toldOfFailure = false;
    tabs.tell({ type: 'changed', runId: id });
  };

  /** Away from the page's thread where that can be. */
  const readSeries = async (place: RunStore, runId: string, metric: string): Promise<MetricSeries | null> => {
    const away = await helper().catch(() => null);
    return away === null ? place.series(runId, metric) : away.call({ kind: 'series', runId, metric }).catch(() => place.series(runId, metric));
  };

  /** Ended runs leave memory, the oldest first, once they are on disk. */
  const forgetOld = (): void => {
    const ended = [...lives.values()].filter((live) => live.run.status !== 'running' && live.isWritten && live.isWhole);
    let bytes = ended.reduce((sum, live) => sum + live.bytes, 0);
    for (const live of ended) {
      if (bytes <= ENDED_BYTES) return;
      bytes -= live.bytes;
      live.drop();
    }
  };

  const put = (live: LiveRun, run: TrackedRun): void => {
    live.run = run;
    live.headChanged = true;
    runs.set(run.id, run);
  };
  const namesBut = (runId: string): Set<string> => new Set([...runs.values()].flatMap((run) => (run.id === runId ? [] : [run.name])));

  const mustBeNew = (runId: string): void => {
    if (runs.has(runId)) throw new Error(`there is a run '${runId}' already (“${runs.get(runId)?.name ?? ''}”); delete it first, or give the new one another id`);
  };

  const begin = (change: TrackChange & { kind: 'begin' }, from: RunOrigin): void => {
    const name = uniqueName(change.facts.name, namesBut(change.trackId));
    const live = new LiveRun(begunRun(change, from, name, env.packages));
    lives.set(change.trackId, live);
    put(live, live.run);
    if (disk !== null || toldOfMemory) return;
    toldOfMemory = true;
    notify({ tone: 'warning', text: 'Runs are kept only until this page is closed', remedy: 'This browser gives the page no storage: leave private browsing or allow site data.' });
  };

  /** Runs that are being taken up again, each with what came of it meanwhile. */
  const held = new Map<string, (() => void)[]>();
  const resume = (change: TrackChange & { kind: 'resume' }, from: RunOrigin): void => {
    const { trackId, after } = change;
    const before = runs.get(trackId);
    if (before === undefined) {
      removed.delete(trackId);
      return begin({ ...change, kind: 'begin' }, from);
    }
    const waiting: (() => void)[] = [];
    held.set(trackId, waiting);
    runs.set(trackId, resumedRun(before, change, from, before.metrics));
    const old = lives.get(trackId);
    const past = disk === null ? Promise.resolve(pastInMemory(old, after)) : onDisk((place) => pastOnDisk(place, trackId, after, old && !old.isWritten ? () => writeRun(place, old) : null));
    void past
      .catch((cause: unknown) => (tellFailure(cause), pastInMemory(old, after)))
      .then((kept) => {
        held.delete(trackId);
        const now = runs.get(trackId);
        if (now === undefined || kept === null) return;
        const live = new LiveRun({ ...resumedRun(now, change, from, summariesOf(kept.points)), items: kept.items.map(listedItem) }, kept);
        lives.set(trackId, live);
        put(live, live.run);
        cache.forget(trackId);
        changed(trackId);
        writeSoon(0);
        waiting.forEach((go) => go());
      });
  };

  const apply = (change: TrackChange, from: RunOrigin): void => {
    const waiting = held.get(change.trackId);
    if (waiting) return void waiting.push(() => apply(change, from));
    if (change.kind === 'resume') {
      resume(change, from);
      return changed();
    }
    if (removed.has(change.trackId)) return;
    if (change.kind === 'begin') begin(change, from);
    const live = lives.get(change.trackId);
    if (live === undefined) return;
    if (change.kind === 'keep') live.keep(change.item);
    if (change.kind !== 'begin') {
      const named = change.kind === 'describe' && change.name !== undefined ? { ...change, name: uniqueName(change.name, namesBut(change.trackId)) } : change;
      put(live, changedRun(live.run, named));
    }
    changed();
    // A run that has just begun, or ended, would be missed most.
    writeSoon(change.kind === 'begin' || change.kind === 'end' ? 0 : WRITE_WAIT);
  };

  const append = (batch: MetricBatch): void => {
    const waiting = held.get(batch.trackId);
    if (waiting) return void waiting.push(() => append(batch));
    const live = lives.get(batch.trackId);
    if (live === undefined) return;
    live.append(batch);
    const { metrics } = live.run;
    put(live, { ...live.run, metrics: { ...metrics, [batch.metric]: summaryWith(metrics[batch.metric], batch) } });
    changed(batch.trackId);
  };

  const cutLive = (live: LiveRun | undefined): void => {
    if (live?.run.status === 'running') put(live, cutRun({ run: live.run, seenAt: env.now() }));
  };
  const cutRun = ({ run, seenAt }: Pick<StoredRun, 'run' | 'seenAt'>): TrackedRun => ({ ...run, status: 'cut', endedAt: seenAt });

  /** A run that another page wrote when it was last seen: cut once that page is gone. */
  const watched = new Set<string>();
  const watchOwner = (owner: string): void => {
    if (watched.has(owner)) return;
    watched.add(owner);
    void env.locks?.request(owner, async () => {
      const stored = (await onDisk((place) => place.list())) ?? [];
      for (const one of stored) if (one.owner === owner) await settle(one);
    }).catch(() => undefined);
  };
  const settle = async (stored: StoredRun): Promise<void> => {
    // It goes on here.
    if (lives.has(stored.run.id) || held.has(stored.run.id)) return;
    const cut = cutRun(stored);
    runs.set(cut.id, cut);
    changed(cut.id);
    // Its page may have been gone between writing points or items and telling of them: what counts is what is there.
    const run = { ...cut, ...(await onDisk((place) => heldOnDisk(place, cut.id))) };
    if (lives.has(run.id) || removed.has(run.id)) return;
    runs.set(run.id, run);
    changed(run.id);
    await onDisk((place) => place.writeHead({ ...stored, run, owner: null }));
    tabs.tell({ type: 'changed', runId: run.id });
  };

  const reread = async (runId: string): Promise<void> => {
    const stored = await onDisk((place) => place.read(runId));
    if (!stored || removed.has(runId)) return;
    const own = lives.get(runId);
    if (own) put(own, { ...own.run, ...stored.edits });
    else runs.set(runId, stored.run);
    if (!own && stored.owner !== null) watchOwner(stored.owner);
    cache.forget(runId);
    changed(runId);
  };
  const forget = (runId: string): void => {
    removed.add(runId);
    lives.delete(runId);
    runs.delete(runId);
    cache.forget(runId);
    changed();
  };

  const tabs = createTabs(env.openChannel('gradbook-runs'), {
    changed: (runId) => void reread(runId).catch(() => undefined),
    removed: (runIds) => runIds.forEach(forget),
  });

  const isOpen = await openPages(env);
  for (const stored of (await onDisk((place) => place.list())) ?? []) {
    runs.set(stored.run.id, stored.run);
    if (stored.run.status !== 'running') continue;
    if (stored.owner !== null && isOpen(stored.owner)) watchOwner(stored.owner);
    else void settle(stored).catch(() => undefined);
  }
  void env.locks?.request(page, () => new Promise<never>(() => undefined)).catch(() => undefined);
  publish();

  return {
    receive(event: TrackedEvent, from) {
      if (event.type === 'track') return apply(event.change, from);
      event.batches.forEach(append);
      writeSoon();
    },
    cut() {
      for (const [runId, waiting] of held) waiting.push(() => cutLive(lives.get(runId)));
      for (const live of lives.values()) if (!held.has(live.run.id)) cutLive(live);
      changed();
      writeSoon(0);
    },
    async series(runId, metric) {
      const live = lives.get(runId);
      if (live && (live.isWhole || disk === null)) return live.points(metric);
      const stored = await cache.get(runId, metric, () => onDisk((place) => readSeries(place, runId, metric)));
      return live ? withTail(stored, live.tail(metric)) : stored;
    },
    async items(runId) {
      const live = lives.get(runId);
      if (live && (live.isWhole || disk === null)) return live.items();
      return (await onDisk((place) => place.items(runId))) ?? [];
    },
    async edit(runId, change) {
      const run = runs.get(runId);
      if (run === undefined) throw new Error(`there is no run '${runId}'; it may have been deleted in another tab`);
      const edits: RunEdit = change.name === undefined ? change : { ...change, name: uniqueName(change.name, namesBut(runId)) };
      const live = lives.get(runId);
      if (live) put(live, { ...live.run, ...edits });
      else runs.set(runId, { ...run, ...edits });
      changed();
      await onDisk((place) => place.writeEdits(runId, edits));
      tabs.tell({ type: 'changed', runId });
    },
    async remove(runIds) {
      // What still trains needs its checkpoints, should it be cut off.
      const over = runIds.flatMap((runId) => runs.get(runId) ?? []).filter(({ status }) => status !== 'running');
      runIds.forEach(forget);
      tabs.tell({ type: 'removed', runIds });
      await onDisk(async (place) => {
        for (const runId of runIds) await place.remove(runId);
        if (root !== null) for (const run of over) await removeCheckpoints(root, run);
      });
    },
    async add(run, series) {
      mustBeNew(run.id);
      // Who read the points has summed them up already.
      const metrics = Object.fromEntries(Object.entries(series).map(([metric, points]) => [metric, run.metrics[metric] ?? summaryWith(undefined, points)]));
      const live = new LiveRun({ ...run, metrics });
      for (const [metric, points] of Object.entries(series)) live.take(metric, points);
      for (const item of run.items) live.keep(item);
      lives.set(run.id, live);
      removed.delete(run.id);
      put(live, { ...live.run, name: uniqueName(run.name, namesBut(run.id)), items: run.items.map(listedItem) });
      changed(run.id);
      await onDisk((place) => writeRun(place, live));
      forgetOld();
    },
    async adopt(run) {
      mustBeNew(run.id);
      removed.delete(run.id);
      const named = { ...run, name: uniqueName(run.name, namesBut(run.id)) };
      runs.set(run.id, named);
      changed(run.id);
      await onDisk((place) => place.writeHead({ run: named, owner: null, seenAt: env.now() }));
      tabs.tell({ type: 'changed', runId: run.id });
    },
  };
}

/** Asks once which pages live; without locks none is known to. */
async function openPages({ locks }: RunsEnvironment): Promise<(page: string) => boolean> {
  const held = new Set((await locks?.query().catch(() => null))?.held?.map(({ name }) => name));
  return (page) => held.has(page);
}

const withTail = (stored: MetricSeries | null, tail: MetricSeries | null): MetricSeries | null => (stored === null || tail === null || tail.value.length === 0 ? (stored ?? tail) : joinSeries([stored, tail]));
