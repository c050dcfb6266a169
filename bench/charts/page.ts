/** Live charts of a million points: ours, the same drawing under TensorBoard's rule, and tfjs-vis; in one page. */
import { mountChart } from '../../src/charts/mount';
import { group, outline } from '../../src/charts/outline';
import { Series } from '../../src/charts/series';
import type { ChartSpec } from '../../src/charts/spec';
import { createSeriesStore } from '../../src/charts/store';
import type { SeriesStore } from '../../src/charts/store';
import { Reservoir } from './reservoir';

const SPEC: ChartSpec = {
  chartId: 'c',
  title: 'Loss',
  x: { label: 'step', integer: true },
  y: {},
  series: [{ name: 'loss', mark: 'line', smoothing: 0.9 }],
  live: true,
};
/** Pixels of the plotting area of a chart 900 wide. */
const WIDE = 824;
/** How often points come from a kernel, in milliseconds. */
const EVERY = 50;

/** A noisy loss with rare spikes, which are what one looks for in it. */
function losses(count: number): Float64Array {
  let seed = 7;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  return Float64Array.from({ length: count }, (_, step) => {
    const spike = random() < 0.0005 ? 1 + random() : 0;
    return 2 * Math.exp((-4 * step) / count) + 0.2 + 0.15 * (random() - 0.5) + spike;
  });
}

const steps = (from: number, to: number): Float64Array => Float64Array.from({ length: to - from }, (_, index) => from + index);

function element(): HTMLElement {
  const host = document.createElement('div');
  host.style.width = '900px';
  document.body.replaceChildren(host);
  return host;
}

const frameAfter = (): Promise<number> => new Promise(requestAnimationFrame);

interface Frames {
  /** Milliseconds between frames, and spent in them by the page. */
  readonly gaps: number[];
  readonly work: number[];
  readonly longTasks: number;
}

/** Watches every frame while `during` runs; the work of a frame is what its callbacks and the arrival of points took. */
async function watch(during: (worked: (ms: number) => void) => Promise<void>): Promise<Frames> {
  const [gaps, work]: [number[], number[]] = [[], []];
  let longTasks = 0;
  let spent = 0;
  const observer = new PerformanceObserver((list) => (longTasks += list.getEntries().length));
  observer.observe({ entryTypes: ['longtask'] });
  const ask = globalThis.requestAnimationFrame.bind(globalThis);
  globalThis.requestAnimationFrame = (callback) =>
    ask((at) => {
      const start = performance.now();
      callback(at);
      spent += performance.now() - start;
    });
  let over = false;
  let last = await new Promise<number>((go) => ask(go));
  const tick = (at: number): void => {
    gaps.push(at - last);
    work.push(spent);
    [last, spent] = [at, 0];
    if (!over) ask(tick);
  };
  ask(tick);
  await during((ms) => (spent += ms));
  over = true;
  await frameAfter();
  globalThis.requestAnimationFrame = ask;
  observer.disconnect();
  return { gaps, work, longTasks };
}

/** `before` points are there; `count` more come within `seconds`. */
async function live(before: number, count: number, seconds: number, append: (from: number, to: number) => void): Promise<Frames> {
  if (before > 0) append(0, before);
  for (let frame = 0; frame < 30; frame++) await frameAfter();
  const turns = Math.round((seconds * 1000) / EVERY);
  return watch(async (worked) => {
    for (let turn = 0; turn < turns; turn++) {
      const start = performance.now();
      append(before + Math.floor((count * turn) / turns), before + Math.floor((count * (turn + 1)) / turns));
      worked(performance.now() - start);
      await new Promise((go) => setTimeout(go, EVERY));
    }
  });
}

const newStore = (): SeriesStore => createSeriesStore({ schedule: (draw) => void requestAnimationFrame(draw) });

/** Pixel columns whose lowest or highest value is not covered by what is drawn there or in a column beside it. */
function lost(y: Float64Array, shown: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }, columns: number): number {
  const range = (): { low: number; high: number }[] => Array.from({ length: columns }, () => ({ low: Infinity, high: -Infinity }));
  const [all, drawn] = [range(), range()];
  const add = (into: typeof all, step: number, value: number): void => {
    const column = into[Math.min(columns - 1, Math.floor((step / y.length) * columns))];
    if (!column || !Number.isFinite(value)) return;
    column.low = Math.min(column.low, value);
    column.high = Math.max(column.high, value);
  };
  y.forEach((value, step) => add(all, step, value));
  for (let index = 0; index < shown.x.length; index++) add(drawn, shown.x[index] ?? NaN, shown.y[index] ?? NaN);
  const near = (column: number): typeof all => drawn.slice(Math.max(0, column - 1), column + 2);
  // A hundredth of the range is about a pixel.
  return all.filter(({ low, high }, column) => !near(column).some((one) => one.low <= low + 0.03) || !near(column).some((one) => one.high >= high - 0.03)).length;
}

interface Asked {
  readonly before: number;
  readonly count: number;
  readonly seconds: number;
}

const bench = {
  frames: (seconds: number): Promise<Frames> => watch(() => new Promise((go) => setTimeout(go, seconds * 1000))),

  async ours({ before, count, seconds }: Asked) {
    const y = losses(before + count);
    const store = newStore();
    const chart = mountChart(element(), SPEC, store);
    const frames = await live(before, count, seconds, (from, to) => store.append('c', 'loss', { x: steps(from, to), y: y.subarray(from, to) }));
    chart.destroy();
    return frames;
  },

  async sampled({ before, count, seconds }: Asked) {
    const y = losses(before + count);
    const store = newStore();
    const chart = mountChart(element(), SPEC, store);
    const kept = new Reservoir(1000);
    const frames = await live(before, count, seconds, (from, to) => {
      for (let step = from; step < to; step++) kept.add(step, y[step] ?? NaN);
      store.drop('c');
      store.append('c', 'loss', kept.columns());
    });
    chart.destroy();
    return frames;
  },

  lost(count: number) {
    const y = losses(count);
    const { groups } = outline(Series.of({ x: steps(0, count), y }), 0, 0, count, 2 * WIDE);
    const shown: { x: number[]; y: number[] } = { x: [], y: [] };
    for (let at = 0; at < groups.length; at += group.size) {
      shown.x.push(groups[at + group.lowX] ?? NaN, groups[at + group.highX] ?? NaN);
      shown.y.push(groups[at + group.lowY] ?? NaN, groups[at + group.highY] ?? NaN);
    }
    const kept = new Reservoir(1000);
    y.forEach((value, step) => kept.add(step, value));
    return { ours: lost(y, shown, WIDE), sampled: lost(y, kept.columns(), WIDE), columns: WIDE };
  },

  /** Milliseconds until a chart shows `count` points, one more than before. */
  async updateOurs(count: number) {
    const y = losses(count + 20);
    const store = newStore();
    const chart = mountChart(element(), SPEC, store);
    store.append('c', 'loss', { x: steps(0, count), y: y.subarray(0, count) });
    for (let frame = 0; frame < 30; frame++) await frameAfter();
    const { work } = await watch(async (worked) => {
      for (let step = count; step < count + 20; step++) {
        const start = performance.now();
        store.append('c', 'loss', { x: Float64Array.of(step), y: y.subarray(step, step + 1) });
        worked(performance.now() - start);
        await frameAfter();
        await frameAfter();
      }
    });
    chart.destroy();
    return work.reduce((sum, ms) => sum + ms, 0) / 20;
  },

  async updateVis(count: number) {
    const { tfvis } = globalThis as unknown as { tfvis: { render: { linechart(host: HTMLElement, data: object, options: object): Promise<void> } } };
    const values = Array.from(losses(count + 1), (y, x) => ({ x, y }));
    const host = element();
    await tfvis.render.linechart(host, { values: [values.slice(0, count)], series: ['loss'] }, { width: 900, height: 256 });
    const start = performance.now();
    await tfvis.render.linechart(host, { values: [values], series: ['loss'] }, { width: 900, height: 256 });
    return performance.now() - start;
  },
};

export type Bench = typeof bench;
Object.assign(globalThis, { bench });
