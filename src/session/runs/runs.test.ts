import { describe, expect, it, vi } from 'vitest';
import type { MetricBatch, TrackChange, TrackFacts } from '../../protocol/tracking';
import { openCheckpoints } from '../../storage/opfs/checkpoints';
import { notebookFolder } from '../../storage/opfs/folders';
import { memoryFolder } from '../../storage/opfs/testing';
import { openRunStore } from '../../storage/runs/opfs-store';
import { createRuns } from './create';
import type { RunsEnvironment, TabChannel } from './environment';

const facts: TrackFacts = {
  kind: 'fit',
  name: 'net',
  settings: { optimizer: 'Adam', learningRate: 0.01 },
  device: { kind: 'cpu', name: 'WebAssembly' },
  seed: 7,
  packages: { '@tensorflow/tfjs': '4.22.0' },
  data: null,
  parameters: { total: 10, trainable: 8 },
  group: null,
};
const origin = { notebook: { id: 'n1', name: 'Digits' }, cell: { id: 'c1', source: 'await model.fit(x, y)' } };

/** Locks of one origin, for the tabs of one test: held until the tab is closed. */
function sameOrigin(root: FileSystemDirectoryHandle | null) {
  const channels = new Map<symbol, TabChannel>();
  const held = new Map<string, { readonly tab: symbol; readonly waiting: (() => void)[] }>();
  let now = 1_700_000_000_000;
  return {
    pass: (milliseconds: number) => (now += milliseconds),
    openTab() {
      const tab = Symbol('tab');
      const notices: string[] = [];
      const env: RunsEnvironment = {
        now: () => now,
        nextFrame: (callback) => void setTimeout(callback, 0),
        filesRoot: async () => root,
        packages: { gradbook: '1.0.0' },
        createWorker: null,
        locks: {
          query: async () => ({ held: [...held.keys()].map((name) => ({ name })), pending: [] }),
          async request(name: string, callback: () => unknown) {
            const holder = held.get(name);
            if (holder && holder.tab !== tab) await new Promise<void>((resolve) => holder.waiting.push(resolve));
            held.set(name, { tab, waiting: [] });
            await callback();
            held.delete(name);
          },
        } as unknown as NonNullable<RunsEnvironment['locks']>,
        openChannel() {
          const channel: TabChannel = {
            onmessage: null,
            postMessage(data) {
              for (const [other, { onmessage }] of channels) if (other !== tab) onmessage?.({ data: structuredClone(data) } as MessageEvent);
            },
          };
          channels.set(tab, channel);
          return channel;
        },
      };
      const runs = createRuns(env, ({ text }) => notices.push(text));
      let seq = 0;
      return {
        runs,
        notices,
        tell: (change: TrackChange) => runs.receive({ type: 'track', runId: 'r1', seq: seq++, change }, origin),
        points: (batch: MetricBatch) => runs.receive({ type: 'metrics', runId: 'r1', seq: seq++, batches: [batch] }, origin),
        list: () => runs.store.getState().runs ?? [],
        close() {
          channels.delete(tab);
          for (const [name, { tab: holder, waiting }] of held) {
            if (holder !== tab) continue;
            held.delete(name);
            waiting.forEach((go) => go());
          }
        },
      };
    },
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
const batch = (trackId: string, values: readonly number[], first = 1): MetricBatch => ({
  trackId,
  metric: 'loss',
  step: Float64Array.from(values, (_, index) => first + index),
  epoch: Float64Array.from(values, () => NaN),
  time: Float64Array.from(values, (_, index) => index / 10),
  value: Float64Array.from(values),
});
const begin = (trackId: string, part: Partial<TrackFacts> = {}): TrackChange => ({ kind: 'begin', trackId, at: 1_700_000_000_000, facts: { ...facts, ...part } });

describe('tracked runs', () => {
  it('a training is listed with what it is, its points and how it ended', async () => {
    const { runs, tell, points, list } = sameOrigin(memoryFolder()).openTab();
    await runs.load();
    expect(list()).toEqual([]);
    tell(begin('t1'));
    points(batch('t1', [3, NaN, 1]));
    tell({ kind: 'settings', trackId: 't1', settings: { epochs: 5, learningRate: 0.1 } });
    tell({ kind: 'describe', trackId: 't1', data: { fingerprint: 'f', description: '4 × [2] float32' }, tags: ['a', 'a'] });
    await settled();
    expect(list()).toMatchObject([{ name: 'net', status: 'running', settings: { optimizer: 'Adam', learningRate: 0.1, epochs: 5 }, tags: ['a'], cell: origin.cell, packages: { gradbook: '1.0.0', '@tensorflow/tfjs': '4.22.0' } }]);
    expect(list()[0]?.metrics).toEqual({ loss: { count: 3, last: 1, lastStep: 3, min: 1, minStep: 3, max: 3, maxStep: 1 } });
    expect(Array.from((await runs.series('t1', 'loss'))?.value ?? [])).toEqual([3, NaN, 1]);
    expect(runs.store.getState().pointsOf['t1']).toBeGreaterThan(0);
    tell({ kind: 'end', trackId: 't1', at: 1_700_000_001_000, status: 'failed', message: 'loss is NaN' });
    await settled();
    expect(list()).toMatchObject([{ status: 'failed', message: 'loss is NaN', endedAt: 1_700_000_001_000 }]);
    expect(await runs.series('t1', 'accuracy')).toBeNull();
  });

  it('is there after a reload, NaN, infinities, large items and edits included', async () => {
    const place = sameOrigin(memoryFolder());
    const first = place.openTab();
    first.tell(begin('t1'));
    first.points(batch('t1', [Infinity, NaN]));
    const picture = { 'image/png': 'x'.repeat(10_000) };
    first.tell({ kind: 'keep', trackId: 't1', item: { type: 'image', name: 'digits', step: 2, at: 1, data: picture } });
    first.tell({ kind: 'keep', trackId: 't1', item: { type: 'file', name: 'm.json', step: 2, at: 1, data: { 'application/json': { path: 'm.json' } } } });
    first.tell({ kind: 'end', trackId: 't1', at: 5, status: 'done' });
    await settled();
    await first.runs.edit('t1', { notes: 'good', starred: true });
    await first.runs.edit('t1', { tags: ['best'] });
    first.close();

    const { runs, list } = place.openTab();
    await runs.load();
    expect(list()).toMatchObject([{ id: 't1', status: 'done', notes: 'good', starred: true, tags: ['best'], seed: 7 }]);
    expect(list()[0]?.metrics['loss']).toEqual({ count: 2, last: NaN, lastStep: 2, min: NaN, minStep: NaN, max: NaN, maxStep: NaN });
    expect(list()[0]?.items.map(({ data }) => Object.keys(data))).toEqual([[], ['application/json']]);
    expect((await runs.items('t1')).map(({ data }) => data)).toEqual([picture, { 'application/json': { path: 'm.json' } }]);
    expect(Array.from((await runs.series('t1', 'loss'))?.value ?? [])).toEqual([Infinity, NaN]);
  });

  it('what comes while earlier parts are being written reaches the disk as well', async () => {
    const root = memoryFolder();
    const place = sameOrigin(root);
    const first = place.openTab();
    await first.runs.load();
    first.tell(begin('t1'));
    for (let step = 1; step <= 5; step++) {
      first.points(batch('t1', [1 / step], step));
      for (let turn = 0; turn < 7 * step; turn++) await Promise.resolve();
    }
    first.tell({ kind: 'end', trackId: 't1', at: 5, status: 'done' });
    await settled();
    const second = place.openTab();
    await second.runs.load();
    expect(second.list()).toMatchObject([{ status: 'done', metrics: { loss: { count: 5 } } }]);
    expect(Array.from((await second.runs.series('t1', 'loss'))?.step ?? [])).toEqual([1, 2, 3, 4, 5]);
  });

  it('what ran in a tab that is gone is cut, also while another tab looks on', async () => {
    const place = sameOrigin(memoryFolder());
    const first = place.openTab();
    first.tell(begin('t1'));
    first.points(batch('t1', [2]));
    await settled();
    const second = place.openTab();
    await second.runs.load();
    expect(second.list()).toMatchObject([{ status: 'running', metrics: {} }]);
    place.pass(2000);
    first.points(batch('t1', [1], 2));
    await vi.waitFor(() => expect(second.list()).toMatchObject([{ status: 'running', metrics: { loss: { count: 2, last: 1 } } }]));
    expect(Array.from((await second.runs.series('t1', 'loss'))?.value ?? [])).toEqual([2, 1]);
    first.close();
    await vi.waitFor(() => expect(second.list()).toMatchObject([{ status: 'cut' }]));
    second.close();
    const third = place.openTab();
    await third.runs.load();
    await vi.waitFor(() => expect(third.list()).toMatchObject([{ status: 'cut', endedAt: 1_700_000_002_000 }]));
  });

  it('of a page that was killed between writing points or figures and telling of them, all that was written is there', async () => {
    const root = memoryFolder();
    const place = sameOrigin(root);
    const first = place.openTab();
    first.tell(begin('t1'));
    await settled();
    const store = await openRunStore(root);
    const { trackId: _, metric, ...series } = batch('t1', [3, 1]);
    await store.appendPoints('t1', [{ metric, series }]);
    await store.appendItems('t1', [
      { type: 'histogram', name: 'weights', step: 2, at: 1_700_000_000_500, data: { 'text/plain': 'few' } },
      { type: 'image', name: 'samples', step: 2, at: 1_700_000_000_600, data: { 'image/png': 'A'.repeat(10_000) } },
    ]);
    first.close();
    const second = place.openTab();
    await second.runs.load();
    await vi.waitFor(() => expect(second.list()).toMatchObject([{ status: 'cut', metrics: { loss: { count: 2, last: 1 } }, items: [{ name: 'weights', data: { 'text/plain': 'few' } }, { name: 'samples', data: {} }] }]));
    expect((await second.runs.items('t1'))[1]?.data).toEqual({ 'image/png': 'A'.repeat(10_000) });
    second.close();
    const third = place.openTab();
    await third.runs.load();
    expect(third.list()).toMatchObject([{ status: 'cut', metrics: { loss: { count: 2 } }, items: [{ name: 'weights' }, { name: 'samples' }] }]);
  });

  it('an item of a slot takes the place of the one before, on the disk as well; other items stay', async () => {
    const root = memoryFolder();
    const place = sameOrigin(root);
    const first = place.openTab();
    first.tell(begin('t1'));
    const keep = (slot: string | null, step: number): TrackChange => ({ kind: 'keep', trackId: 't1', item: { type: 'image', name: slot ?? 'lasting', ...(slot !== null && { slot }), step, at: 1_700_000_000_000 + step, data: { 'text/plain': `at ${step}` } } });
    const shown = (items: readonly { readonly name: string; readonly step: number }[]): string[] => items.map(({ name, step }) => `${name} ${step}`);
    for (const step of [1, 3]) {
      first.tell(keep('guesses/1', step));
      first.tell(keep(null, step + 1));
      place.pass(2000);
      first.points(batch('t1', [step], step));
      await settled();
    }
    first.tell(keep('guesses/2', 5));
    first.tell({ kind: 'end', trackId: 't1', at: 1_700_000_001_000, status: 'done' });
    const all = ['lasting 2', 'guesses/1 3', 'lasting 4', 'guesses/2 5'];
    await vi.waitFor(async () => expect(shown(await (await openRunStore(root)).items('t1'))).toEqual(all));
    await vi.waitFor(() => expect(shown(first.list()[0]?.items ?? []).sort()).toEqual(all.toSorted()));
    await (await openRunStore(root)).truncate('t1', 3);
    expect(shown(await (await openRunStore(root)).items('t1'))).toEqual(['lasting 2', 'guesses/1 3']);
  });

  it('a reader edits and deletes runs of another tab', async () => {
    const place = sameOrigin(memoryFolder());
    const [first, second] = [place.openTab(), place.openTab()];
    await second.runs.load();
    first.tell(begin('t1'));
    first.tell(begin('t2'));
    await settled();
    await second.runs.edit('t1', { name: 'baseline' });
    await settled();
    place.pass(2000);
    first.points(batch('t1', [1]));
    await settled();
    expect(first.list().map(({ name }) => name)).toEqual(['baseline', 'net 2']);
    expect(second.list().find(({ id }) => id === 't1')).toMatchObject({ name: 'baseline', metrics: { loss: { count: 1 } } });
    await second.runs.remove(['t1']);
    await settled();
    place.pass(2000);
    first.points(batch('t1', [1], 2));
    await settled();
    expect(first.list().map(({ id }) => id)).toEqual(['t2']);
    const third = place.openTab();
    await third.runs.load();
    expect(third.list().map(({ id }) => id)).toEqual(['t2']);
  });

  it('the end of the kernel cuts what it trained, and a fit that goes on is running again', async () => {
    const { runs, tell, list } = sameOrigin(memoryFolder()).openTab();
    tell(begin('t1'));
    tell({ kind: 'end', trackId: 't1', at: 5, status: 'stopped', message: 'by a callback' });
    tell({ kind: 'again', trackId: 't1' });
    await settled();
    expect(list()[0]).toMatchObject({ status: 'running', endedAt: null });
    expect(list()[0]).not.toHaveProperty('message');
    runs.cut();
    await settled();
    expect(list()).toMatchObject([{ status: 'cut' }]);
  });

  const resume = (after: number): TrackChange => ({ kind: 'resume', trackId: 't1', at: 1_700_000_009_000, after, facts: { ...facts, settings: { epochs: 9 }, device: { kind: 'gpu', name: 'WebGPU' } } });
  const checkpoint = { type: 'checkpoint', name: 'net checkpoints', step: 9, at: 1, data: { 'application/json': { path: '.gradbook/checkpoints/c1', training: 'c1' } } } as const;

  it.each(['disk', 'memory'])('a run that was cut off goes on from an earlier step: its later points give way to new ones (%s)', async (where) => {
    const { runs, tell, points, list } = sameOrigin(where === 'disk' ? memoryFolder() : null).openTab();
    tell(begin('t1'));
    points(batch('t1', [5, 4, 3, 0.1]));
    tell({ kind: 'keep', trackId: 't1', item: { type: 'image', name: 'late', step: 4, at: 1, data: {} } });
    tell({ kind: 'keep', trackId: 't1', item: checkpoint });
    await settled();
    runs.cut();
    await runs.edit('t1', { notes: 'hopeful' });
    tell(resume(2));
    points(batch('t1', [2.5, 2], 3));
    await settled();
    expect(list()).toMatchObject([{ status: 'running', endedAt: null, notes: 'hopeful', settings: { optimizer: 'Adam', epochs: 9 }, device: { kind: 'gpu' }, metrics: { loss: { count: 4, last: 2, min: 2, minStep: 4, max: 5 } } }]);
    expect(list()[0]?.items.map(({ name }) => name)).toEqual(['net checkpoints']);
    const series = await runs.series('t1', 'loss');
    expect([...(series?.value ?? [])]).toEqual([5, 4, 2.5, 2]);
    // Its clock stood still meanwhile.
    expect([...(series?.time ?? [])]).toEqual([0, 0.1, 0.1, 0.2]);
    tell({ kind: 'end', trackId: 't1', at: 1_700_000_010_000, status: 'done' });
    await settled();
    expect(list()).toMatchObject([{ status: 'done' }]);
  });

  it('a run goes on in another page, and its kernel may end under it once more', async () => {
    const place = sameOrigin(memoryFolder());
    const first = place.openTab();
    first.tell(begin('t1'));
    first.points(batch('t1', [5, 4, 3]));
    await settled();
    first.close();
    const second = place.openTab();
    second.tell(resume(2));
    second.points(batch('t1', [2.5], 3));
    second.runs.cut();
    await settled();
    expect(second.list()).toMatchObject([{ status: 'cut', metrics: { loss: { count: 3, last: 2.5 } } }]);
    second.tell(resume(3));
    second.points(batch('t1', [2], 4));
    second.tell({ kind: 'end', trackId: 't1', at: 5, status: 'done' });
    await settled();
    second.close();
    const third = place.openTab();
    await third.runs.load();
    expect(third.list()).toMatchObject([{ status: 'done', metrics: { loss: { count: 4 } } }]);
    expect([...((await third.runs.series('t1', 'loss'))?.value ?? [])]).toEqual([5, 4, 2.5, 2]);
    // One that was deleted meanwhile begins anew.
    await third.runs.remove(['t1']);
    third.tell(resume(3));
    third.points(batch('t1', [1], 4));
    await settled();
    expect(third.list()).toMatchObject([{ id: 't1', status: 'running', metrics: { loss: { count: 1 } } }]);
  });

  it('a run that is deleted takes its checkpoints along, unless it still trains', async () => {
    const root = memoryFolder();
    const files = openCheckpoints(await notebookFolder(root, 'n1'));
    const { runs, tell } = sameOrigin(root).openTab();
    await files.write('c1', 'a.ckpt', [new Uint8Array(1)]);
    tell(begin('t1'));
    tell({ kind: 'keep', trackId: 't1', item: checkpoint });
    tell(begin('t2'));
    tell({ kind: 'keep', trackId: 't2', item: checkpoint });
    tell({ kind: 'end', trackId: 't1', at: 5, status: 'done' });
    await settled();
    await runs.remove(['t2']);
    expect(await files.trainings()).toEqual(['c1']);
    await runs.remove(['t1']);
    expect(await files.trainings()).toEqual([]);
  });

  it('names are made unique; one without a name is numbered', async () => {
    const { tell, list } = sameOrigin(memoryFolder()).openTab();
    for (const [trackId, name] of [['a', 'net'], ['b', 'net'], ['c', ''], ['d', '']] as const) tell(begin(trackId, { name }));
    tell({ kind: 'describe', trackId: 'd', name: 'net' });
    await settled();
    expect(list().map(({ name }) => name)).toEqual(['net', 'net 2', 'Run 1', 'net 3']);
  });

  it('without storage runs live as long as the page, and the reader is told once', async () => {
    const { runs, tell, points, list, notices } = sameOrigin(null).openTab();
    tell(begin('t1'));
    tell(begin('t2'));
    points(batch('t1', [1]));
    tell({ kind: 'end', trackId: 't1', at: 5, status: 'done' });
    await settled();
    expect(list()).toHaveLength(2);
    expect((await runs.series('t1', 'loss'))?.value.length).toBe(1);
    expect(notices).toEqual(['Runs are kept only until this page is closed']);
  });

  it('a run from elsewhere is added with its points, once', async () => {
    const place = sameOrigin(memoryFolder());
    const first = place.openTab();
    first.tell(begin('t1'));
    await settled();
    const [run] = first.list();
    if (run === undefined) throw new Error('no run');
    const { trackId: _t, metric: _m, ...series } = batch('x', Array.from({ length: 40_000 }, (_, index) => index));
    await first.runs.add({ ...run, id: 'x', kind: 'imported', status: 'done' }, { loss: series });
    await expect(first.runs.add({ ...run, id: 'x' }, {})).rejects.toThrow("there is a run 'x' already (“net 2”)");
    const second = place.openTab();
    await second.runs.load();
    expect(second.list().find(({ id }) => id === 'x')).toMatchObject({ name: 'net 2', metrics: { loss: { count: 40_000, max: 39_999 } } });
    const read = await second.runs.series('x', 'loss');
    expect(read?.value.length).toBe(40_000);
    expect(read?.value.every((value, index) => value === index)).toBe(true);
  });
});
